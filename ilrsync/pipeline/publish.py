"""The files of a built return: one output after the other, the manifest last."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.errors import IlrsyncError
from ilrsync.outputs.manifest import write_manifest
from ilrsync.outputs.summary import summary_text

if TYPE_CHECKING:
    from ilrsync.host.manager import Host
    from ilrsync.pipeline.built import Built
    from ilrsync.pipeline.plan import Plan

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """The files that a run wrote into its folder, and what could not be written."""

    paths: Sequence[Path]
    problems: Sequence[str]


def write_outputs(
    built: Built, plan: Plan, host: Host, folder: Path, configuration: str = ""
) -> Written:
    """Every output of *plan* is in *folder*, with the manifest; one that fails stops no other.

    *configuration* is the hash of the configuration that the run was made with.
    """
    paths: list[Path] = []
    problems: list[str] = []
    for output, options in plan.outputs:
        kept = built.kept.of(output, built.left_out)
        try:
            paths += output.write(built, kept, folder, options)
        except IlrsyncError as error:
            problems.append(f"{output.name}: {error}")
        except Exception as error:  # noqa: BLE001 - a stranger's output may raise anything
            kind = type(error).__name__
            log.error("output %s failed with %s", output.name, kind)
            problems.append(
                f"{output.name}: the output failed with {kind}; the other files are whole, "
                f"tell {host.supplier(output.name)}"
            )
    versions = {one.name: one.version for one in host.plugins() if not one.problem}
    paths.append(
        write_manifest(built, folder, paths, plugins=versions, configuration=configuration)
    )
    return Written(paths, problems)


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
