import os
import zipfile
from pathlib import Path

import pytest

from ilrsync.config import Config
from ilrsync.errors import TransientError
from ilrsync.ledger import ExportState, Ledger, Lock, RunState
from ilrsync.pipeline.reports import SyncReport
from ilrsync.pipeline.sync import LOCK, sync
from tests.pipeline.returns import (
    NOW,
    OVERNIGHT,
    deliver,
    host,
    ilr,
    ilr_file,
    learners,
    references,
    site,
    tree,
)


def once(config: Config, *, later: int = 0, dry_run: bool = False) -> SyncReport:
    return sync(config, host(), started=NOW + later * OVERNIGHT, dry_run=dry_run)


def inbox(config: Config, source: str = "main") -> Path:
    return config.folders.inbox / source


def written(report: SyncReport) -> list[str]:
    (only,) = report.returns
    assert only.folder is not None
    return references(ilr_file(only.folder))


def test_an_export_becomes_a_return_in_the_outbox_and_stays_in_the_archive(tmp_path: Path) -> None:
    config = site(tmp_path)
    export = ilr(learners(12))
    original = deliver(inbox(config), "export.xml", export)

    report = once(config)

    assert report.exit_code == 0
    assert len(written(report)) == 12
    assert original.read_bytes() == export
    assert export in tree(config.folders.archive).values()
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        assert ledger.newest_good_export("main") is not None
        (run,) = ledger.history()
        assert (run.state, run.learners, run.written) == (RunState.FINISHED, 12, 12)
        assert {one.name for one in ledger.outputs(run.number)} >= {
            "findings.json",
            "manifest.json",
        }


def test_what_was_built_is_recognised_and_not_built_again(tmp_path: Path) -> None:
    config = site(tmp_path)
    export = ilr(learners(5))
    deliver(inbox(config), "export.xml", export)
    once(config)
    before = tree(config.folders.outbox)

    deliver(inbox(config), "the same under another name.xml", export)
    again = once(config, later=1)

    assert "nothing new" in again.returns[0].text
    assert tree(config.folders.outbox) == before


def test_a_repeated_pass_keeps_the_exit_code_of_what_stands_in_the_outbox(tmp_path: Path) -> None:
    config = site(tmp_path)
    people = learners(5)
    people[0].ULN = 1000000001
    deliver(inbox(config), "export.xml", ilr(people))

    assert (once(config).exit_code, once(config, later=1).exit_code) == (1, 1)


def test_the_newest_export_of_a_source_stands_for_all_of_it(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "monday.xml", ilr(learners(5)))
    once(config)
    deliver(inbox(config), "tuesday.xml", ilr(learners(7, seed=2)))

    assert len(written(once(config, later=1))) == 7


def test_sources_are_gathered_and_one_that_fails_stops_no_other(tmp_path: Path) -> None:
    config = site(tmp_path, sources=("main", "second"))
    deliver(inbox(config), "export.xml", ilr(learners(4)))
    bad = deliver(inbox(config, "second"), "notes.csv", b"Dear all,\r\nplease find attached\r\n")

    report = once(config)

    assert len(written(report)) == 4
    assert report.exit_code == 2
    assert any("notes.csv" in problem for problem in report.problems)
    assert not bad.exists()
    kept = tree(config.folders.quarantine)
    assert b"Dear all,\r\nplease find attached\r\n" in kept.values()
    assert any(name.endswith(".why.txt") for name in kept)
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        assert ledger.waiting_files("second") == []
        assert [one.name for one in ledger.problems()] == ["notes.csv"]


def test_a_broken_new_export_gives_way_to_the_last_good_one(tmp_path: Path) -> None:
    config = site(
        tmp_path, "[watching]\nsettle = 0  # half a file is looked at twice this far apart"
    )
    deliver(inbox(config), "monday.xml", ilr(learners(6)))
    once(config)
    whole = ilr(learners(900, seed=2))
    cut = whole[: len(whole) // 2]
    deliver(inbox(config), "tuesday.xml", cut)

    report = once(config, later=1)

    assert report.exit_code == 2
    assert cut in tree(config.folders.quarantine).values()
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        newest = ledger.newest_export("main")
        assert newest is not None
        assert newest.state is ExportState.REFUSED
        good = ledger.newest_good_export("main")
        assert good is not None
        assert good.learners == 6
    if report.returns[0].folder is not None:
        assert len(written(report)) == 6


def test_a_set_waits_for_its_other_part(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(
        inbox(config),
        "Learners.csv",
        b"LearnRefNumber,ULN,FamilyName,GivenNames,DateOfBirth,Ethnicity,Sex,LLDDHealthProb,"
        b"PostcodePrior,Postcode\r\n"
        b"A1,1000000000,Example,Ada,01/02/2009,31,F,2,QX1 1AB,QX1 1AB\r\n",
    )

    report = once(config)

    assert report.exit_code == 0
    assert len(report.waiting) == 1
    assert "Learners.csv" in report.waiting[0]
    assert (inbox(config) / "Learners.csv").exists()


def test_a_zip_is_taken_as_what_is_in_it(tmp_path: Path) -> None:
    config = site(tmp_path)
    inbox(config).mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(inbox(config) / "export.zip", "w") as made:
        made.writestr("export.xml", ilr(learners(8)))

    assert len(written(once(config))) == 8
    assert "nothing new" in once(config, later=1).returns[0].text


def test_what_came_in_one_zip_with_an_export_is_named_and_moves_nothing(tmp_path: Path) -> None:
    config = site(tmp_path)
    inbox(config).mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(inbox(config) / "export.zip", "w") as made:
        made.writestr("export.xml", ilr(learners(8)))
        made.writestr("about.csv", b"Dear all\r\n")

    report = once(config)

    assert report.exit_code == 2
    assert len(written(report)) == 8
    (problem,) = report.problems
    assert "export.zip/about.csv" in problem
    assert "unlike what else is in the zip" in problem
    assert (inbox(config) / "export.zip").exists()
    assert tree(config.folders.quarantine) == {}
    assert once(config, later=1).problems == []


def test_a_dry_run_says_the_same_and_touches_nothing(tmp_path: Path) -> None:
    config = site(tmp_path, sources=("main", "second"))
    deliver(inbox(config), "export.xml", ilr(learners(4)))
    deliver(inbox(config, "second"), "notes.csv", b"Dear all\r\n")
    before = tree(tmp_path)

    dry = once(config, dry_run=True)

    assert tree(tmp_path) == before
    wet = once(config)
    assert dry.exit_code == wet.exit_code == 2
    assert dry.returns[0].text.splitlines()[:4] == wet.returns[0].text.splitlines()[:4]


def test_originals_go_only_where_the_site_says_so(tmp_path: Path) -> None:
    config = site(tmp_path)
    text = (
        (tmp_path / "ilrsync.toml")
        .read_text("utf-8")
        .replace('name = "main"', 'name = "main"\noriginals = "remove"')
    )
    (tmp_path / "ilrsync.toml").write_text(text, encoding="utf-8")
    config = site_again(tmp_path)
    export = ilr(learners(3))
    original = deliver(inbox(config), "export.xml", export)

    once(config)

    assert not original.exists()
    assert export in tree(config.folders.archive).values()


def site_again(folder: Path) -> Config:
    from ilrsync.config import load

    return load(folder / "ilrsync.toml")


def test_a_run_that_was_cut_off_is_built_again_and_leaves_nothing(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(inbox(config), "export.xml", ilr(learners(3)))
    with Ledger.open(config.ledger_place) as ledger:
        cut_off = ledger.start_run(config.provider.ukprn, "2627")
    half = config.folders.outbox / "10000001-2627" / f"run-{cut_off:05}"
    deliver(half, "ILR.XML", b"half of it")

    report = once(config)

    assert not half.exists()
    assert len(written(report)) == 3


def test_a_second_ilrsync_on_one_folder_refuses(tmp_path: Path) -> None:
    config = site(tmp_path)
    with (
        Lock(config.folders.state / LOCK, now=NOW),
        pytest.raises(TransientError, match=str(os.getpid())),
    ):
        once(config)


def test_two_open_years_make_two_returns(tmp_path: Path) -> None:
    config = site(tmp_path, sources=("this-year", "last-year"))
    text = (tmp_path / "ilrsync.toml").read_text("utf-8").replace('year = "2627"', 'year = "auto"')
    (tmp_path / "ilrsync.toml").write_text(text, encoding="utf-8")
    config = site_again(tmp_path)
    deliver(inbox(config, "this-year"), "a.xml", ilr(learners(3)))
    deliver(inbox(config, "last-year"), "b.xml", ilr(learners(4, year="2526"), year="2526"))

    report = once(config)

    assert [one.year for one in report.returns] == ["2627", "2526"]
    assert all(one.folder is not None for one in report.returns)


def test_a_source_whose_folder_is_gone_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    config = site(tmp_path, sources=("main", "share"))
    deliver(inbox(config), "export.xml", ilr(learners(3)))
    inbox(config, "share").rmdir()

    report = once(config)

    assert report.exit_code == 2
    assert len(written(report)) == 3


def test_last_years_export_is_let_in_where_the_site_asks_and_every_change_is_told(
    tmp_path: Path,
) -> None:
    config = site(tmp_path)
    old = ilr(learners(30, year="2526"), year="2526")
    assert b"<PHours>" in old
    deliver(inbox(config), "old.xml", old)
    assert once(config).exit_code == 2

    text = (tmp_path / "ilrsync.toml").read_text("utf-8")
    text = text.replace('name = "main"', 'name = "main"\nmigrate_year = true')
    (tmp_path / "ilrsync.toml").write_text(text, encoding="utf-8")
    config = site_again(tmp_path)
    deliver(inbox(config), "old again.xml", old)
    report = once(config, later=1)

    assert len(written(report)) == 30
    assert report.returns[0].run is not None
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        changes = list(ledger.changes(report.returns[0].run))
    assert {change.rule for change in changes} >= {"ILRSYNC_hours_to_hrs"}
    assert b"<PHours>" not in ilr_file(report.returns[0].folder or tmp_path).read_bytes()
