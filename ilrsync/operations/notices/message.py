"""What a notice says, made of the ledger alone."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ilrsync
from ilrsync.ledger import RunState
from ilrsync.model.calendar import LONDON
from ilrsync.model.table import YEARS, table
from ilrsync.operations.log_lines import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.config import Config
    from ilrsync.ledger import Ledger, Problem, Run
    from ilrsync.ledger.notices import Notice

_FILES_SHOWN = 20


@dataclass(frozen=True)
class Message:
    """One notice in words and in values; ``key`` is the same at every attempt to send it."""

    key: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    values: dict[str, Any]

    @property
    def text(self) -> str:
        """The whole message as plain text."""
        lines = [self.subject, "", *(f"{name}: {value}" for name, value in self.facts)]
        if self.problems:
            lines += ["", "Files that could not be taken (`ilrsync status` says why):"]
            lines += [f"  {problem}" for problem in self.problems]
        return "\n".join([*lines, ""])


def message_of(notice: Notice, config: Config, ledger: Ledger) -> Message:
    """What *notice* says.

    Raises:
        KeyError: its run is not in the ledger.
    """
    run = None if notice.run is None else ledger.run(notice.run)
    problems = ledger.problems_of_notice(notice.id)
    counts = ledger.counts(run.number) if run else {}
    who = config.provider.name or str(config.provider.ukprn)
    subject = f"ilrsync, {who}: {_headline(run, counts, problems)}"
    names = [f"{one.source}: {masked(one.name)}" for one in problems]
    more = [f"and {len(names) - _FILES_SHOWN} more"] if len(names) > _FILES_SHOWN else []
    return Message(
        key=f"ilrsync-{notice.id}-{notice.made:%Y%m%dT%H%M%S%f}",
        subject=" ".join(subject.split()),
        facts=tuple(_facts(run, counts, ledger)),
        problems=(*names[:_FILES_SHOWN], *more),
        values=_values(run, counts, problems, config, ledger),
    )


def _headline(run: Run | None, counts: dict[str, int], problems: list[Problem]) -> str:
    files = f"{len(problems)} {'file' if len(problems) == 1 else 'files'} could not be taken"
    if run is None:
        return files
    told = f"run {run.number} ({_year(run)})"
    if run.state is RunState.FAILED:
        return f"{told} failed"
    parts = [f"{told} has ended with {counts['errors']} errors, {counts['warnings']} warnings"]
    return "; ".join([*parts, *([files] if problems else [])])


def _facts(run: Run | None, counts: dict[str, int], ledger: Ledger) -> Iterator[tuple[str, str]]:
    yield "Machine", socket.gethostname()
    if run is None:
        return
    yield "Return", f"{run.ukprn}, {_year(run)}"
    yield "Begun", f"{run.started.astimezone(LONDON):%d/%m/%Y %H:%M}"
    if run.state is not RunState.FINISHED:
        return
    yield "Learners written", f"{run.written} of {run.learners} read"
    yield "Held out", str(counts["held_out"])
    yield "Error findings", f"{counts['errors']}, of {counts['learners_with_errors']} learners"
    yield "Warnings", str(counts["warnings"])
    yield "Corrections made", str(counts["applied"])
    yield "Corrections offered", str(counts["suggested"])
    for given in ledger.inputs(run.number):
        yield "From", f"{given.source}: {masked(given.name)}"


def _values(
    run: Run | None,
    counts: dict[str, int],
    problems: list[Problem],
    config: Config,
    ledger: Ledger,
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "ilrsync": ilrsync.__version__,
        "machine": socket.gethostname(),
        "provider": {"ukprn": config.provider.ukprn, "name": config.provider.name},
        "run": None,
        "problems": [{"source": one.source, "file": masked(one.name)} for one in problems],
    }
    if run is not None:
        values["run"] = {
            "number": run.number,
            "year": run.year,
            "started": run.started.isoformat(),
            "finished": run.finished.isoformat() if run.finished else None,
            "state": run.state.value,
            "exit_code": run.exit_code,
            "learners": run.learners,
            "written": run.written,
            "counts": counts,
            "inputs": [
                {"source": one.source, "file": masked(one.name)}
                for one in ledger.inputs(run.number)
            ],
            "outputs": [masked(one.name) for one in ledger.outputs(run.number)],
        }
    return values


def _year(run: Run) -> str:
    return table(run.year).label if run.year in YEARS else run.year
