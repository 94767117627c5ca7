"""What a crash leaves in an inbox while files leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.config import Config, load
from ilrsync.ledger import Ledger
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import NOW, OVERNIGHT, deliver, host, ilr, learners, site, tree

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.pipeline.reports import SyncReport

LEAVING = "export.xml.leaving.0123456789abcdef.tmp"
HEADINGS = (
    b"LearnRefNumber,ULN,FamilyName,GivenNames,DateOfBirth,Ethnicity,Sex,LLDDHealthProb,"
    b"PostcodePrior,Postcode\r\n"
)
AIMS = b"LearnRefNumber,LearnAimRef,AimType,AimSeqNumber,LearnStartDate,LearnPlanEndDate\r\n"


def once(config: Config, *, later: int = 0, dry_run: bool = False) -> SyncReport:
    return sync(config, host(), started=NOW + later * OVERNIGHT, dry_run=dry_run)


def removing(folder: Path, originals: str = "remove") -> Config:
    site(folder)
    path = folder / "ilrsync.toml"
    named = 'name = "main"'
    terms = f'{named}\noriginals = "{originals}"\nsettle = 0'
    path.write_text(path.read_text("utf-8").replace(named, terms), encoding="utf-8")
    return load(path)


def inbox(config: Config) -> Path:
    return config.source[0].place[0]


def exports(config: Config) -> int:
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return len(ledger.export_states("main"))


def test_a_file_cut_off_on_its_way_out_is_the_delivery_that_it_was(tmp_path: Path) -> None:
    path = deliver(inbox(removing(tmp_path, "keep")), "export.xml", ilr(learners(3)))
    once(removing(tmp_path, "keep"))
    path.rename(path.with_name(LEAVING))

    config = removing(tmp_path)
    report = once(config, later=1)

    assert report.exit_code == 0
    assert list(inbox(config).iterdir()) == []
    assert exports(config) == 1


def test_a_file_that_nobody_took_is_not_lost_under_its_passing_name(tmp_path: Path) -> None:
    config = removing(tmp_path)
    deliver(inbox(config), LEAVING, ilr(learners(3)))

    report = once(config)

    assert report.returns[0].folder is not None
    assert exports(config) == 1


def test_a_newer_export_keeps_its_name_and_the_archived_one_goes(tmp_path: Path) -> None:
    config = removing(tmp_path)
    old, new = ilr(learners(3)), ilr(learners(4))
    deliver(inbox(config), "export.xml", old)
    once(config)
    deliver(inbox(config), LEAVING, old)
    deliver(inbox(config), "export.xml", new)

    report = once(config, later=1)

    assert report.problems == []
    assert list(inbox(config).iterdir()) == []
    assert exports(config) == 2


def test_what_nobody_took_and_has_lost_its_name_is_set_aside(tmp_path: Path) -> None:
    config = removing(tmp_path)
    lost, new = ilr(learners(3)), ilr(learners(4))
    deliver(inbox(config), LEAVING, lost)
    deliver(inbox(config), "export.xml", new)

    report = once(config)

    assert report.exit_code == 2
    assert any("took its name" in problem for problem in report.problems)
    assert lost in tree(config.folders.quarantine).values()
    assert new in tree(config.folders.archive).values()


@pytest.mark.parametrize("archive", ["holds another", "has rotted"])
def test_what_the_archive_does_not_hold_is_not_taken_for_what_it_does(
    tmp_path: Path, archive: str
) -> None:
    config = removing(tmp_path)
    old, new = ilr(learners(3)), ilr(learners(4))
    deliver(inbox(config), "export.xml", old)
    once(config)
    lost = ilr(learners(5)) if archive == "holds another" else old
    if archive == "has rotted":
        (copy,) = (path for path in config.folders.archive.rglob("*") if path.is_file())
        copy.write_bytes(b"rot")
    deliver(inbox(config), LEAVING, lost)
    deliver(inbox(config), "export.xml", new)

    report = once(config, later=1)

    assert any("took its name" in problem for problem in report.problems)
    assert lost in tree(config.folders.quarantine).values()
    assert new in tree(config.folders.archive).values()
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        assert [problem.name for problem in ledger.problems()] == ["export.xml"]


def test_a_dry_run_leaves_it_where_it_is(tmp_path: Path) -> None:
    config = removing(tmp_path)
    deliver(inbox(config), LEAVING, ilr(learners(3)))
    before = tree(tmp_path)

    once(config, dry_run=True)

    assert tree(tmp_path) == before


def test_aims_that_stayed_behind_are_no_part_of_the_next_delivery(tmp_path: Path) -> None:
    config = removing(tmp_path, "keep")
    person = b"1000000000,Example,Ada,01/02/2009,31,F,2,QX1 1AB,QX1 1AB\r\n"
    learner = deliver(inbox(config), "Learners.csv", HEADINGS + b"A1," + person)
    deliver(inbox(config), "Aims.csv", AIMS + b"A1,60330000,1,1,01/09/2026,31/07/2027\r\n")
    once(config)
    assert exports(config) == 1

    # As after a kill between the two originals of a set that was read.
    config = removing(tmp_path)
    learner.unlink()
    deliver(inbox(config), "Learners.csv", HEADINGS + b"B2," + person)
    report = once(config, later=1)

    assert exports(config) == 1
    assert any("Learners.csv: waiting for Aims" in line for line in report.waiting)
    assert [path.name for path in inbox(config).iterdir()] == ["Learners.csv"]
