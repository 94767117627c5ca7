"""The files of a built return: one output after the other, the manifest last."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ilrsync import durable
from ilrsync.errors import IlrsyncError, TransientError
from ilrsync.ledger import WHOLE_FILE, Recorder
from ilrsync.outputs.manifest import write_manifest
from ilrsync.outputs.summary import summary_text
from ilrsync.pipeline.kept import StumbledError

if TYPE_CHECKING:
    from ilrsync.contracts import Output
    from ilrsync.host.manager import Host
    from ilrsync.pipeline.built import Built
    from ilrsync.pipeline.plan import Plan

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """The files that a run wrote into its folder, and what could not be written."""

    paths: Sequence[Path]
    problems: Sequence[str]


class _Ready(NamedTuple):
    """An output that may write, and what it kept of which learner."""

    output: Output
    options: Mapping[str, Any]
    placed: Sequence[tuple[int, object]]


def write_outputs(
    built: Built,
    plan: Plan,
    host: Host,
    folder: Path,
    configuration: str = "",
    beside: Sequence[tuple[str, str]] = (),
) -> Written:
    """Every output of *plan* is in *folder*, with the manifest; one that fails stops no other.

    *configuration* is the hash of the configuration that the run was made with, *beside* are name
    and hash of each file beside the exports that its outputs could read.

    Raises:
        TransientError, OSError: a disk or a share is in trouble, so nothing of this counts.
    """
    paths: list[Path] = []
    problems: list[str] = []
    ready = _asked(built, plan, host, problems)
    with ThreadPoolExecutor(1, "hash") as pool:  # beside the writing of the next output
        hashes: dict[Path, Future[str]] = {}
        while ready:
            output, options, placed = ready.popleft()
            try:
                made = list(output.write(built, [kept for _, kept in placed], folder, options))
                for path in made:  # what the manifest names has to be there
                    path.relative_to(folder)
                    path.stat()
            except Exception as error:  # noqa: BLE001 - a stranger's output may raise anything
                problems.append(_problem(output, error, host))
                continue
            paths += made
            hashes |= {path: pool.submit(durable.sha256, path) for path in made}
        versions = {one.name: one.version for one in host.plugins() if not one.problem}
        manifest = write_manifest(
            built,
            folder,
            paths,
            plugins=versions,
            configuration=configuration,
            beside=beside,
            digest=lambda path: hashes[path].result(),
        )
    return Written([*paths, manifest], problems)


def _asked(built: Built, plan: Plan, host: Host, problems: list[str]) -> deque[_Ready]:
    """The outputs that have said what they found, which is on record now.

    All are asked before one writes, because a report has the findings of every output. One that
    cannot tell what it found is among *problems* and does not write.
    """
    ready: deque[_Ready] = deque()
    with Recorder(built.ledger, built.run) as said:
        for output, options in plan.outputs:
            try:
                placed = built.kept.placed(output, built.left_out)
                found = list(output.findings(placed, plan.table, options))
            except Exception as error:  # noqa: BLE001 - a stranger's output may raise anything
                problems.append(_problem(output, error, host))
                continue
            ready.append(_Ready(output, options, placed))
            for position, finding in found:
                said.findings(WHOLE_FILE if position is None else position, [finding])
    return ready


def _problem(output: Output, error: Exception, host: Host) -> str:
    """What to say of *output*, which failed.

    A run is not ended without a file because of a disk that is full or away: that is raised again.
    """
    in_trouble = isinstance(error, OSError) and durable.trouble(error) is not None
    if in_trouble or isinstance(error, TransientError):
        raise error
    if isinstance(error, IlrsyncError):
        return f"{output.name}: {error}"
    kind = error.kind if isinstance(error, StumbledError) else type(error).__name__
    log.error("output %s failed with %s", output.name, kind)
    return (
        f"{output.name}: the output failed with {kind}; the other files are whole, "
        f"tell {host.supplier(output.name)}"
    )


def exit_code(built: Built, problems: Sequence[str]) -> int:
    """What the run amounts to for a script.

    0: done, no error findings. 1: done, with error findings or learners held out. 2: something
    could not be done.
    """
    if problems:
        return 2
    return 1 if built.counts()["errors"] or built.held_out else 0


def summary(built: Built, written: Written) -> str:
    """The run in plain words for a terminal."""
    return summary_text(built, written.paths)
