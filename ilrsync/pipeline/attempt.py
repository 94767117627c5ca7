"""A build that goes on without the inputs that turn out to be unusable."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from ilrsync.ledger.entries import RunState
from ilrsync.pipeline.build import build
from ilrsync.pipeline.inputs import Input, RefusedInputError
from ilrsync.pipeline.plan import Plan, Progress, no_progress

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.errors import ReadError
    from ilrsync.host.manager import Host
    from ilrsync.ledger import Ledger
    from ilrsync.pipeline.built import Built

log = logging.getLogger(__name__)

Instead = Callable[[Input, "ReadError"], Input | None]
"""Told of a refused input; gives the one to use in its place, or None."""


Fingerprint = Callable[[Sequence[Input]], str]
"""Stands for the inputs and everything else that decides the files of a run."""


def unmarked(inputs: Sequence[Input]) -> str:
    """A run that nobody will ask about again."""
    return ""


def without(refused: Input, reason: ReadError) -> None:
    """Nothing takes the place of a refused input."""


def build_with_what_can_be_read(
    plan: Plan,
    host: Host,
    ledger: Ledger,
    room: Path,
    *,
    instead: Instead = without,
    fingerprint: Fingerprint = unmarked,
    progress: Progress = no_progress,
) -> Built:
    """The return of the inputs of *plan* that can be read.

    A refused input ends that attempt, whose run is marked as failed in the ledger; the next starts
    from nothing, so no learner of a half-read file is left in the return.
    """
    inputs = list(plan.inputs)
    while True:
        run = ledger.start_run(
            plan.ukprn,
            plan.table.year,
            rules_version=plan.table.rules_version,
            fingerprint=fingerprint(inputs),
        )
        about = {"run": run, "ukprn": plan.ukprn, "year": plan.table.year}
        log.info("a run begins", extra={**about, "inputs": len(inputs)})
        try:
            return build(replace(plan, inputs=inputs), host, ledger, run, room, progress)
        except RefusedInputError as refusal:
            ledger.finish_run(run, state=RunState.FAILED, exit_code=2, reason=str(refusal.reason))
            input_name = {"source": refusal.input.source, "export": refusal.input.name}
            log.warning("a run goes on without an export", extra={**about, **input_name})
            inputs = _replaced(inputs, refusal.input, instead(refusal.input, refusal.reason))
        except BaseException as error:
            log.error("a run failed", extra={**about, "error": type(error).__name__})
            with suppress(Exception):  # the error that ended the build is the one to tell
                ledger.finish_run(
                    run, state=RunState.FAILED, exit_code=2, reason=type(error).__name__
                )
            raise


def _replaced(inputs: Sequence[Input], old: Input, new: Input | None) -> list[Input]:
    kept = [new if one is old else one for one in inputs]
    return [one for one in kept if one is not None]
