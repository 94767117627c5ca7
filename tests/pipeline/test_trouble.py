"""Disks and shares that are away or full for a while: nothing is decided for good meanwhile."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from ilrsync.config import load
from ilrsync.durable import FILES
from ilrsync.errors import TransientError
from ilrsync.intake.quarantine import Quarantine
from ilrsync.intake.scan import found_file
from ilrsync.ledger import ExportState, Ledger, RunState
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import (
    NOW,
    UKPRN,
    deliver,
    host,
    ilr,
    ilr_file,
    learners,
    references,
    site,
    tree,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.pipeline.reports import SyncReport

LEARNERS = (
    b"LearnRefNumber,ULN,FamilyName,GivenNames,DateOfBirth,Ethnicity,Sex,LLDDHealthProb,"
    b"PostcodePrior,Postcode\r\n"
    b"A1,1000000000,Example,Ada,01/02/2009,31,F,2,QX1 1AB,QX1 1AB\r\n"
)


def once(config: Config) -> SyncReport:
    return sync(config, host(), started=NOW)


def inbox(config: Config) -> Path:
    return config.folders.inbox / "main"


def removing(folder: Path) -> Config:
    """A site whose source lets its originals go."""
    site(folder)
    path = folder / "ilrsync.toml"
    text = path.read_text("utf-8").replace('name = "main"', 'name = "main"\noriginals = "remove"')
    path.write_text(text, encoding="utf-8")
    return load(path)


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """The drive of *folder* is not connected."""
    elsewhere = folder.with_name(f"{folder.name} elsewhere")
    folder.rename(elsewhere)
    try:
        yield
    finally:
        if folder.exists():
            folder.rmdir()
        elsewhere.rename(folder)


@contextmanager
def refusing(name: str, when: Callable[[Path], bool], code: int = errno.EIO) -> Iterator[None]:
    """The disk refuses the call *name* for paths of which *when* is true."""
    real = getattr(FILES, name)

    def made(path: Path, *more: Path) -> object:
        if when(path):
            raise OSError(code, "the disk says no", str(path))
        return real(path, *more)

    setattr(FILES, name, made)
    try:
        yield
    finally:
        delattr(FILES, name)


def states(config: Config) -> list[ExportState]:
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return [one.state for one in map(ledger.newest_export, ledger.sources()) if one]


def test_an_archive_that_is_away_stops_the_pass_and_spoils_nothing(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "monday.xml", ilr(learners(3)))
    once(config)
    new = deliver(inbox(config), "tuesday.xml", ilr(learners(4, seed=2)))

    for empty in (False, True):
        with away(config.folders.archive):
            if empty:
                config.folders.archive.mkdir()
            with pytest.raises(TransientError, match="is empty, and the ledger knows exports"):
                once(config)
    assert new.exists()
    assert states(config) == [ExportState.ACCEPTED]

    (report,) = once(config).returns
    assert report.folder is not None
    assert len(references(ilr_file(report.folder))) == 4


def test_an_outbox_that_is_away_keeps_the_run_from_being_lost(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "monday.xml", ilr(learners(3)))
    once(config)
    deliver(inbox(config), "tuesday.xml", ilr(learners(4, seed=2)))

    with away(config.folders.outbox), pytest.raises(TransientError, match="is gone; check"):
        once(config)

    (report,) = once(config).returns
    assert report.folder is not None
    assert len(references(ilr_file(report.folder))) == 4


def test_a_copy_that_is_gone_from_the_archive_is_not_the_exports_fault(tmp_path: Path) -> None:
    config = site(tmp_path, sources=("main", "second"))
    deliver(inbox(config), "export.xml", ilr(learners(3)))
    once(config)
    (copy,) = [path for path in config.folders.archive.rglob("*") if path.is_file()]
    deliver(config.folders.inbox / "second", "export.xml", ilr(learners(2, seed=2)))
    hidden = copy.rename(tmp_path / "hidden")

    with pytest.raises(TransientError, match="is gone; check that its drive"):
        once(config)

    assert ExportState.REFUSED not in states(config)
    hidden.rename(copy)
    assert once(config).returns[0].folder is not None


def test_an_original_that_cannot_be_read_now_stays_and_is_taken_later(tmp_path: Path) -> None:
    config = site(tmp_path)
    original = deliver(inbox(config), "export.xml", ilr(learners(3)))

    for code in (errno.EIO, errno.EACCES):
        with refusing("open", lambda path: "inbox" in path.parts, code):
            report = once(config)
        assert report.exit_code == 2
        assert report.looks[0].again
        assert original.exists()
        assert tree(config.folders.quarantine) == {}

    assert once(config).returns[0].folder is not None


def test_a_set_waits_for_a_part_that_cannot_be_read_now(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "Learners.csv", LEARNERS)
    deliver(inbox(config), "Aims.csv", b"LearnRefNumber,LearnAimRef,AimType\r\nA1,ZPROG001,1\r\n")
    deliver(inbox(config), "Hours.csv", b"LearnRefNumber,AimSeqNumber\r\n")

    with refusing("open", lambda path: path.name == "Hours.csv"):
        report = once(config)

    assert report.looks[0].new == []
    assert any("Hours.csv" in problem for problem in report.problems)
    assert states(config) == []


def test_a_run_is_not_ended_without_a_file_because_the_disk_was_full(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "export.xml", ilr(learners(3)))

    with (
        refusing("create", lambda path: path.name.startswith("findings"), errno.ENOSPC),
        pytest.raises(TransientError, match="free some disk space"),
    ):
        once(config)

    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        assert [run.state for run in ledger.history()] == [RunState.FAILED]
    (report,) = once(config).returns
    assert report.folder is not None
    assert (report.folder / "findings.json").exists()


def test_a_run_that_stands_but_was_not_ended_is_ended_not_built_again(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "export.xml", ilr(learners(3)))

    with (
        refusing("exists", lambda path: path.name == "current.txt"),
        pytest.raises(TransientError, match=r"current\.txt cannot be read"),
    ):
        once(config)
    before = tree(config.folders.outbox)
    (report,) = once(config).returns

    assert "nothing new since run 1" in report.text
    after = tree(config.folders.outbox)
    assert after.pop("10000001-2627/current.txt") == b"run-00001\n"
    assert after == before


def test_an_export_counts_as_read_even_when_its_run_could_not_be_published(
    tmp_path: Path,
) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "export.xml", ilr(learners(3)))

    with (
        refusing("replace", lambda path: path.name.startswith("run-")),
        pytest.raises(TransientError, match="run-00001 cannot be made"),
    ):
        once(config)

    assert states(config) == [ExportState.ACCEPTED]
    (report,) = once(config).returns
    assert report.run == 2
    assert [path.name for path in config.folders.outbox.glob("*/run-*")] == ["run-00002"]


@pytest.mark.parametrize("call", ["replace", "remove"])
def test_originals_that_a_crash_left_and_duplicates_leave_at_the_end_of_a_pass(
    tmp_path: Path, call: str
) -> None:
    config = removing(tmp_path)
    original = deliver(inbox(config), "export.xml", ilr(learners(3)))
    with refusing(call, lambda path: path.parent == original.parent):
        once(config)
    assert original.exists()
    duplicate = deliver(inbox(config), "the same.xml", original.read_bytes())

    assert "nothing new" in once(config).returns[0].text

    assert not original.exists()
    assert not duplicate.exists()


def test_a_refused_export_is_set_aside_once_the_quarantine_can_be_written(tmp_path: Path) -> None:
    config = site(tmp_path)
    bad = ilr(learners(3), ukprn=UKPRN + 1)
    original = deliver(inbox(config), "another.xml", bad)

    with refusing("make_folder", lambda path: "quarantine" in path.parts, errno.ENOSPC):
        report = once(config)
    assert original.exists()
    assert any("stays where it is" in problem for problem in report.problems)

    again = once(config)
    assert not original.exists()
    assert bad in tree(config.folders.quarantine).values()
    assert any("set aside" in problem for problem in again.problems)
    assert once(config).problems == []


def test_a_file_that_cannot_leave_the_inbox_is_set_aside_under_one_name(tmp_path: Path) -> None:
    config = site(tmp_path)
    original = deliver(inbox(config), "notes.csv", b"Dear all,\r\nplease find attached\r\n")

    for name in ("replace", "remove"):
        real = getattr(FILES, name)
        setattr(
            FILES,
            name,
            lambda path, *more, real=real: refuse(path) if path == original else real(path, *more),
        )
    try:
        for _ in range(3):
            once(config)
    finally:
        del FILES.replace, FILES.remove

    assert original.exists()
    assert len(tree(config.folders.quarantine)) == 2


def refuse(path: Path) -> None:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_what_came_in_place_of_a_refused_file_is_not_set_aside_with_it(tmp_path: Path) -> None:
    original = deliver(tmp_path / "inbox", "export.xml", b"refused")
    mark = found_file(original, "export.xml", original.stat()).mark
    copy = deliver(tmp_path / "archive", "export.xml", b"refused")
    deliver(tmp_path / "inbox", "new.xml", b"good").replace(original)

    aside = Quarantine(tmp_path / "quarantine").set_aside(
        original, source="main", reason="why", now=NOW, mark=mark, copy=copy, sha256="a" * 64
    )

    assert original.read_bytes() == b"good"
    assert aside.path is not None
    assert aside.path.read_bytes() == b"refused"


def test_an_export_that_was_read_while_the_disk_failed_is_not_refused(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "export.xml", ilr(learners(3)))

    with refusing("open", lambda path: "archive" in path.parts):
        report = once(config)

    assert report.exit_code == 2
    assert tree(config.folders.quarantine) == {}
    assert once(config).returns[0].folder is not None
