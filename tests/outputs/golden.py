"""Writes the golden files of the outputs: ``python -m tests.outputs.golden``; look at the diff.

To be run after every change of an output, and of the version, which the files state.

One invented return with a bit of everything: findings of each severity, corrections, a held-out
learner, T Level learners in every state, downloads of the results service.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Reference
from ilrsync.model.finding import NotChecked
from ilrsync.outputs.manifest import write_manifest
from ilrsync.outputs.placements.service import Status
from ilrsync.outputs.placements.sheet import Entry, sheets
from ilrsync.outputs.plugin import ilrsync_outputs
from ilrsync.outputs.summary import summary_text
from tests.outputs.builders import (
    MemoryResult,
    declare,
    ended,
    input_file,
    placement,
    t_level,
    uln,
    work,
)
from tests.outputs.placements.downloaded import (
    REGISTRATIONS,
    RESULTS,
    download,
    registration,
    result,
)
from tests.outputs.test_findings_json import CHANGE, HELD
from tests.outputs.test_violation_report import ERROR, FAIL, WARNING

if TYPE_CHECKING:
    from ilrsync.model.records import Learner

GOLDEN = Path(__file__).with_name("golden")
LEFT = ended(3, 3, WithdrawReason=98)

DOWNLOADS = (
    download(
        REGISTRATIONS,
        registration(1),
        registration(2, status="Not completed"),
        registration(3),
        registration(4, core="61053107"),
        registration(5, pending=True),
        registration(9, specialism="10202101,10202102", core="60369115"),
    ),
    download(RESULTS, result(1, "Distinction"), result(2, "Merit", status="Not completed")),
    download("Line,ULN,Error", f"2,{uln(1)},Core code differs"),
)


def returned() -> MemoryResult:
    """The return of the golden files."""
    return MemoryResult(
        records=_learners(),
        all_findings=[ERROR, FAIL, WARNING],
        all_changes=[CHANGE],
        held_out=[HELD],
        not_checked=[NotChecked("LearnAimRef_01", "needs LARS")],
        inputs=[input_file("Aims.csv", 7)],
        references=[Reference("LARS", "lars.zip, version 012.0.41", dt.date(2026, 4, 1))],
        placements=[
            declare(str(uln(3)), "Placement completed with special consideration", "120", "B,ML")
        ],
    )


def write(folder: Path) -> list[Path]:
    """Every output of the return stands in *folder*, and what the terminal shows."""
    made = returned()
    downloads = []
    with tempfile.TemporaryDirectory() as room:
        for number, data in enumerate(DOWNLOADS):
            downloads.append(Path(room) / f"{number}.csv")
            downloads[-1].write_bytes(data)
        paths = []
        earlier = _earlier_run(Path(room))
        for output in ilrsync_outputs():
            options: dict[str, Any] = {}
            # Workbooks are compressed, and not every zlib compresses alike.
            if output.name == "review_workbook":
                continue
            if output.name == "placement_sheet":
                options = {"downloads": downloads, "awarding_organisation_files": True}
                options["earlier"] = earlier
                options["workbook"] = False
            found = (output.keep(learner, made.table, options) for learner in made.records)
            kept = [one for one in found if one is not None]
            paths += output.write(made, kept, folder, options)
    paths.append(write_manifest(made, folder, paths, plugins={"aptem": "1"}))
    text = folder / "summary.txt"
    text.write_text(
        summary_text(made, [Path(path.name) for path in paths]), encoding="utf-8", newline="\n"
    )
    return [*paths, text]


def _earlier_run(room: Path) -> Path:
    """The folder of a return whose last run sent one record."""
    run = room / "runs" / "run-00006"
    run.mkdir(parents=True)
    (sheet,) = sheets([Entry(uln(1), "60358300", Status.STILL)])
    name = "industry-placements-10000001-2526-20260519-020000-01.csv"
    (run / name).write_text(sheet, encoding="utf-8", newline="")
    return run.parent


def _learners() -> list[Learner]:
    return [
        t_level(1, placement([work(160), work(160)], **ended())),
        t_level(2, placement()),
        t_level(3, placement([work(120)], **ended(2))),
        t_level(4, placement([work()], **ended())),
        t_level(5, placement([work()], **ended()), programme=LEFT),
        t_level(6, placement(**LEFT), programme=LEFT, MathGrade="5", EngGrade="NONE"),
        t_level(7, placement([work(290)], **ended()), ULN=9999999999),
    ]


if __name__ == "__main__":
    for old in GOLDEN.glob("[!.]*"):
        old.unlink()
    write(GOLDEN)
