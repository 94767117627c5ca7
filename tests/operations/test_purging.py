"""A working folder that is years old: what goes, what never goes, and what a crash leaves."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from ilrsync.config import Config, Retention, load
from ilrsync.ledger import Ledger
from ilrsync.operations import purging
from ilrsync.operations.purging import Item, forget_learner, purge, purge_daily
from ilrsync.pipeline.sync import sync
from tests.ledger.clock import FakeClock
from tests.pipeline.returns import NOW, deliver, host, ilr, learners, site, tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from ilrsync.pipeline.reports import SyncReport

MUCH_LATER = NOW + dt.timedelta(days=500)
BARELY = Retention(
    archive_days=1,
    archive_keep=0,
    outputs_days=1,
    outputs_keep=0,
    quarantine_days=1,
    details_days=1,
    details_keep=0,
    logs_days=1,
)
"""As little as can be configured."""


def kept_for(config: Config, retention: Retention) -> Config:
    return replace(config, retention=retention)


def grown(config: Config, nights: int = 3) -> list[SyncReport]:
    """As many nights have gone by, each with a new export that took the place of the last."""
    return [_night(config, night) for night in range(nights)]


def _night(config: Config, night: int) -> SyncReport:
    folder = config.source[0].place[0]
    deliver(folder, "ilr.xml", ilr(learners(3, seed=night + 1)))
    os.utime(folder / "ilr.xml", (0, 1_760_000_000 + night))
    return sync(config, host(), started=NOW + dt.timedelta(days=night))


def opened(config: Config) -> Ledger:
    clock = FakeClock()
    clock.now = MUCH_LATER
    return Ledger.open(config.ledger_place, clock=clock)


def purged(config: Config) -> dict[str, list[str]]:
    with opened(config) as ledger:
        done = purge(config, ledger, MUCH_LATER)
    assert done.problems == []
    return by_kind(done.items)


def by_kind(items: list[Item]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.kind, []).append(item.what)
    return found


def age(path: Path) -> None:
    """*path* and all below it were last written to long before any of the tests' times."""
    for each in [*path.rglob("*"), path]:
        os.utime(each, (0, 1_700_000_000))


def test_only_what_the_next_build_needs_is_left(tmp_path: Path) -> None:
    config = kept_for(site(tmp_path), BARELY)
    grown(config)
    found = purged(config)
    assert found == {
        "archive": ["main: ilr.xml"] * 2,
        "outputs": ["10000001-2627/run-00001", "10000001-2627/run-00002"],
        "details": ["run 1", "run 2"],
    }
    home = config.folders.outbox / "10000001-2627"
    assert sorted(path.name for path in home.iterdir()) == ["current.txt", "run-00003"]
    assert len(tree(config.folders.archive)) == 1
    assert len([path for path in config.folders.archive.rglob("*") if path.is_dir()]) == 2
    (again,) = sync(config, host(), started=MUCH_LATER).returns
    assert "nothing new since run 3" in again.text
    (config.source[0].place[0] / "ilr.xml").unlink()
    changed = replace(config, digest="another")
    (rebuilt,) = sync(changed, host(), started=MUCH_LATER).returns
    assert (rebuilt.run, rebuilt.exit_code) == (4, 0), "from the archive alone"


def test_it_is_all_on_record_and_the_history_still_counts(tmp_path: Path) -> None:
    config = kept_for(site(tmp_path), BARELY)
    grown(config, 2)
    with opened(config) as ledger:
        counts = ledger.counts(1)
        purge(config, ledger, MUCH_LATER)
        kinds = sorted(one.kind for one in ledger.removals())
        assert kinds == ["archive", "details", "outputs"]
        assert ledger.counts(1) == counts
        assert {one.state for one in ledger.outputs(1)} == {"removed"}
        assert {one.state for one in ledger.outputs(2)} == {"published"}


def test_looking_removes_nothing_and_lists_the_same(tmp_path: Path) -> None:
    config = kept_for(site(tmp_path), BARELY)
    grown(config)
    before = tree(tmp_path)
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        listed = by_kind(list(purging.items(config, ledger, MUCH_LATER)))
    assert tree(tmp_path) == before
    assert purged(config) == listed
    assert purged(config) == {}, "and a second purge has nothing to do"


def test_young_or_recent_things_stay(tmp_path: Path) -> None:
    config = site(tmp_path)
    grown(config)
    assert purged(kept_for(config, Retention(archive_days=0, outputs_days=0, details_days=0))) == {}
    assert purged(config) == {}, "the newest five, thirty and fourteen are kept at any age"
    with opened(config) as ledger:
        young = purge(kept_for(config, BARELY), ledger, NOW)
    assert young.items == []


def test_an_export_whose_original_still_lies_in_the_inbox_stays(tmp_path: Path) -> None:
    config = kept_for(site(tmp_path), replace(BARELY, outputs_days=0, details_days=0))
    folder = config.source[0].place[0]
    grown(config, 1)
    (folder / "ilr.xml").rename(folder / "old.xml")
    grown(config, 2)
    assert len(tree(config.folders.archive)) == 2
    assert purged(config) == {}
    (folder / "old.xml").unlink()
    assert purged(config) == {"archive": ["main: ilr.xml"]}


def test_nothing_of_a_source_goes_while_its_folder_cannot_be_looked_into(tmp_path: Path) -> None:
    config = kept_for(site(tmp_path), replace(BARELY, outputs_days=0, details_days=0))
    grown(config, 2)
    folder = config.source[0].place[0]
    folder.rename(folder.with_name("away"))
    assert purged(config) == {}
    folder.with_name("away").rename(folder)
    assert purged(config) == {"archive": ["main: ilr.xml"]}


def test_a_file_that_two_exports_share_stays_for_the_other(tmp_path: Path) -> None:
    config = kept_for(site(tmp_path, sources=("main", "second")), BARELY)
    same = ilr(learners(3))
    for source in config.source:
        deliver(source.place[0], "ilr.xml", same)
    sync(config, host(), started=NOW)
    deliver(config.source[0].place[0], "ilr.xml", ilr(learners(3, seed=2)))
    sync(config, host(), started=NOW + dt.timedelta(days=1))
    assert purged(config)["archive"] == ["main: ilr.xml"]
    assert len(tree(config.folders.archive)) == 2


def test_files_in_the_archive_that_nothing_refers_to_go_when_old(tmp_path: Path) -> None:
    config = kept_for(site(tmp_path), BARELY)
    grown(config, 1)
    orphan = config.folders.archive / "2026" / "ab" / "abc.xml"
    orphan.parent.mkdir(parents=True)
    orphan.write_text("left by a crash", encoding="utf-8")
    assert purged(config) != {}
    assert not orphan.exists()
    assert len(tree(config.folders.archive)) == 1


def test_quarantine_logs_and_copies_go_by_their_own_age(tmp_path: Path) -> None:
    config = site(tmp_path, '[logging]\nfile = "logs/ilrsync.log"\n')
    config = kept_for(config, replace(BARELY, quarantine_keep=1))
    (config.source[0].place[0] / "one.csv").write_text("Colour\nred\n", encoding="utf-8")
    sync(config, host(), started=NOW)
    (config.source[0].place[0] / "two.csv").write_text("Colour\nblue\n", encoding="utf-8")
    sync(config, host(), started=NOW)
    room = config.folders.quarantine / "main"
    for path in room.glob("one*"):
        age(path)
    logs = tmp_path / "logs"
    logs.mkdir()
    for name in ("ilrsync.log", "ilrsync.log.1", "ilrsync.log-20261121.gz", "other.log.1"):
        (logs / name).touch()
    age(logs)
    copy = config.folders.state / "ilrsync.sqlite.version-1"
    copy.touch()
    age(copy)
    found = purged(config)
    assert [name.split(".")[0] for name in found["quarantine"]] == ["main/one"]
    assert sorted(path.name.split(".")[0] for path in room.iterdir()) == ["two", "two"]
    assert found["logs"] == ["ilrsync.log-20261121.gz", "ilrsync.log.1"]
    assert sorted(path.name for path in logs.iterdir()) == ["ilrsync.log", "other.log.1"]
    assert found["copies"] == ["ilrsync.sqlite.version-1"]


class CutOffError(BaseException):
    """The process is gone."""


def finishes(config: Config) -> bool:
    try:
        with opened(config) as ledger:
            purge(config, ledger, MUCH_LATER)
    except CutOffError:
        return False
    return True


def test_a_purge_cut_off_anywhere_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calls of the ledger and the disk that change something are cut one after the other."""
    from ilrsync.durable import Files
    from ilrsync.ledger.store import Store

    first = site(tmp_path / "first")
    grown(first, 2)
    calls = [(Files, "remove"), (Files, "remove_folder"), (Files, "replace"), (Store, "_write")]
    for at in range(1, 60):
        place = tmp_path / str(at)
        shutil.copytree(tmp_path / "first", place)
        config = kept_for(load(place / "ilrsync.toml"), BARELY)
        left = at

        def counting(real: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object) -> object:
                nonlocal left
                left -= 1
                if left == 0:
                    raise CutOffError
                return real(*args)

            return call

        with monkeypatch.context() as patch:
            for owner, name in calls:
                patch.setattr(owner, name, counting(getattr(owner, name)))
            finished = finishes(config)
        if finished:
            break
        check_whole(config)
        purged(config)
        check_whole(config)
        assert len(tree(config.folders.archive)) == 1
        home = config.folders.outbox / "10000001-2627"
        sync(config, host(), started=MUCH_LATER)
        assert sorted(path.name for path in home.iterdir()) == ["current.txt", "run-00002"]
    assert finished
    assert at > 6


def check_whole(config: Config) -> None:
    """Whatever the ledger says to be in the archive is there."""
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        for path in ledger.archived():
            assert (config.folders.archive / path).is_file()


def test_what_cannot_be_removed_is_told_and_stops_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ilrsync.durable import Files

    config = kept_for(site(tmp_path), BARELY)
    grown(config, 2)

    def refuse(self: Files, source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(source))

    with monkeypatch.context() as patch:
        patch.setattr(Files, "replace", refuse)
        with opened(config) as ledger:
            done = purge(config, ledger, MUCH_LATER)
    assert [item.kind for item in done.items] == ["archive", "details"]
    (problem,) = done.problems
    assert "run-00001: cannot be removed: Permission denied" in problem
    assert list(purged(config)) == ["outputs"]


def test_the_service_does_it_only_where_the_configuration_wants_it(tmp_path: Path) -> None:
    config = kept_for(site(tmp_path), BARELY)
    grown(config, 2)
    before = tree(config.folders.outbox)
    with opened(config) as ledger:
        purge_daily(config, ledger, MUCH_LATER)
        assert tree(config.folders.outbox) == before
        purge_daily(kept_for(config, replace(BARELY, daily=True)), ledger, MUCH_LATER)
    assert tree(config.folders.outbox) != before


def test_a_learner_is_forgotten_with_old_copies_of_the_ledger(tmp_path: Path) -> None:
    config = site(tmp_path)
    people = learners(3)
    person = people[1]
    person.ULN = people[0].ULN
    deliver(config.source[0].place[0], "ilr.xml", ilr(people))
    sync(config, host(), started=NOW)
    copy = config.folders.state / "ilrsync.sqlite.version-1"
    copy.touch()
    reference = str(person.LearnRefNumber)
    with opened(config) as ledger:
        assert reference in {one.LearnRefNumber for one in ledger.findings(1)}
        assert forget_learner(config, ledger, reference)["findings"] >= 1
        assert [one.kind for one in ledger.removals()] == ["learner"]
        assert forget_learner(config, ledger, reference) == {}
    assert reference.encode() not in (config.folders.state / "ilrsync.sqlite").read_bytes()
    assert not copy.exists()
