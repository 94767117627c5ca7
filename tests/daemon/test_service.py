"""The service does what ``ilrsync sync`` does, when it is due, and goes on whatever fails."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.daemon import health as standing
from ilrsync.daemon.service import StopNowError
from ilrsync.ledger import Ledger, Lock, RunState
from ilrsync.pipeline import build
from ilrsync.pipeline.sync import LOCK, sync
from tests.daemon.site import ARRIVING, NIGHT, POLLING, again, living
from tests.pipeline.returns import deliver, host, ilr, ilr_file, learners, references, tree
from tests.pipeline.test_deciding import ASKED, answered, one_person_twice

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from ilrsync.pipeline.reports import SyncReport


def test_a_file_is_taken_once_it_has_come_to_rest_and_the_return_is_built(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        one.live(20)
        deliver(one.inbox(), "export.xml", ilr(learners(5)))
        one.live(4)
        assert not one.runs(), "seen once at most"
        one.live(30)
        (run,) = one.runs()
        assert (run.state, run.learners) == (RunState.FINISHED, 5)
        folder = one.config.folders.outbox / "10000001-2627" / "run-00001"
        assert len(references(ilr_file(folder))) == 5
        one.live(3600)
        assert len(one.runs()) == 1


def test_what_the_service_built_sync_recognises(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(30)
        report = sync(one.config, host(), started=one.clock.now())
        assert "nothing new since run 1" in report.returns[0].text


def test_an_answer_alone_is_reason_enough_to_build(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + ARRIVING + ASKED) as one:
        one.config.folders.decisions.mkdir(exist_ok=True)
        deliver(one.inbox(), "export.xml", ilr(one_person_twice()))
        one.live(60)
        (run,) = one.runs()
        folder = one.config.folders.outbox / "10000001-2627" / f"run-{run.number:05}"
        answered(one.config, (folder / "review.xlsx").read_bytes(), "Yes")
        one.live(120)
        assert [each.written for each in one.runs()] == [6, 5]
        with again(one) as other:
            other.live(120)
            assert len(other.runs()) == 2


def test_without_a_schedule_exports_are_taken_in_and_nothing_is_built(tmp_path: Path) -> None:
    with living(tmp_path, POLLING) as one:
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(60)
        assert not one.runs()
        with Ledger.open(one.config.ledger_place, readonly=True) as ledger:
            assert len(ledger.exports_to_read("main")) == 1


def test_the_night_builds_what_came_by_day(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + NIGHT, start="2026-11-20 22:00") as one:
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(4 * 3600, step=60)
        assert not one.runs()
        one.live(3600, step=60)
        (run,) = one.runs()
        assert run.state is RunState.FINISHED
        with Ledger.open(one.config.ledger_place, readonly=True) as ledger:
            assert [slot.outcome for slot in ledger.slots("night")] == ["built", "began"]


def test_an_export_cut_off_as_it_left_is_taken_without_another_one_coming(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        deliver(one.inbox(), "export.xml.leaving.0123456789abcdef.tmp", ilr(learners(3)))
        one.live(90)
        (run,) = one.runs()
        assert (run.state, run.learners) == (RunState.FINISHED, 3)
        assert [path.name for path in one.inbox().iterdir()] == ["export.xml"]


def test_a_file_that_is_still_growing_is_left_alone(tmp_path: Path) -> None:
    whole = ilr(learners(40))
    with living(tmp_path, POLLING + ARRIVING) as one:
        for size in range(1000, len(whole), 4000):
            deliver(one.inbox(), "export.xml", whole[:size])
            one.live(5)
        deliver(one.inbox(), "export.xml", whole)
        one.live(40)
        (run,) = one.runs()
        assert run.learners == 40
        with Ledger.open(one.config.ledger_place, readonly=True) as ledger:
            assert ledger.problems() == []


def test_half_a_file_is_set_aside_when_its_end_does_not_come(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + "patience = 300\n" + ARRIVING) as one:
        cut = deliver(one.inbox(), "export.xml", ilr(learners(40))[:5000])
        one.live(200, step=10)
        assert cut.exists()
        assert "</Message>" in one.service.health.sources["main"].waiting["export.xml"]
        one.live(200, step=10)
        assert not cut.exists()


def test_a_quiet_time_is_kept_and_what_fell_into_it_made_up_for(tmp_path: Path) -> None:
    quiet = '[[quiet]]\nname = "backup"\nstart = "02:00"\nend = "04:00"\n'
    with living(tmp_path, POLLING + NIGHT + quiet, start="2026-11-20 22:00") as one:
        one.live(4 * 3600, step=60)
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(3600, step=60)
        assert one.service.health.quiet == "backup"
        assert not one.runs()
        assert one.service.health.queue == 1
        one.live(3600 + 120, step=60)
        assert len(one.runs()) == 1
        assert one.runs()[0].learners == 3


def test_a_pass_of_somebody_else_is_waited_for(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        one.live(20)
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        with Lock(one.config.folders.state / LOCK, now=one.clock.now()):
            one.live(60)
            assert "another ilrsync" in one.service.health.trouble
            assert not one.service.health.ok
            assert not one.runs()
        one.live(300)
        assert len(one.runs()) == 1
        assert one.service.health.ok


def test_a_folder_that_is_away_is_looked_for_until_it_is_back(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + ARRIVING, sources=("main", "share")) as one:
        one.live(20)
        away = one.inbox("share").rename(tmp_path / "away")
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(60)
        assert "share" in one.service.health.sources["share"].unavailable
        assert len(one.runs()) == 1
        deliver(away, "late.xml", ilr(learners(4, seed=2)))
        away.rename(one.inbox("share"))
        one.live(120)
        assert one.service.health.sources["share"].unavailable == ""
        assert one.runs()[-1].learners == 7


def test_an_emptied_share_is_not_there_rather_than_empty(tmp_path: Path) -> None:
    with living(tmp_path, POLLING) as one:
        cut = deliver(one.inbox(), "export.xml", b"<Message>")
        one.live(20)
        cut.unlink()
        one.live(20)
        assert "suddenly empty" in one.service.health.sources["main"].unavailable
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(40)
        assert one.service.health.ok


def test_an_export_that_came_before_the_service_is_built_by_it(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        with Ledger.open(one.config.ledger_place) as ledger:
            cut_off = ledger.start_run(10000001, "2627")
        one.live(40)
        assert [run.state for run in one.runs()] == [RunState.ABANDONED, RunState.FINISHED]
        assert one.runs()[0].number == cut_off


def test_exports_of_a_minute_apart_are_all_taken_and_built_as_often_as_allowed(
    tmp_path: Path,
) -> None:
    often = ARRIVING.replace("1 minute", "10 minutes")
    person = learners(1)
    with living(tmp_path, POLLING + often) as one:
        for minute in range(30):
            deliver(one.inbox(), f"export-{minute:04}.xml", ilr(person) + b" " * minute)
            one.live(60, step=10)
        one.live(60)
        with Ledger.open(one.config.ledger_place, readonly=True) as ledger:
            newest = ledger.newest_export("main")
            assert newest is not None
            assert newest.arrival == 30
        assert 3 <= len(one.runs()) <= 4


def test_many_exports_at_once_from_many_sources(tmp_path: Path) -> None:
    names = [f"source-{number:02}" for number in range(12)]
    people = learners(12)
    with living(tmp_path, POLLING + ARRIVING, sources=names) as one:
        one.live(10)
        for number, name in enumerate(names):
            for copy in range(4):
                content = ilr([people[number]]) + b" " * copy
                deliver(one.inbox(name), f"export-{copy}.xml", content)
        one.live(60)
        assert one.service.health.queue == 0
        with Ledger.open(one.config.ledger_place, readonly=True) as ledger:
            assert all(len(ledger.waiting_files(name)) == 0 for name in names)
            assert all(ledger.newest_good_export(name) is not None for name in names)
        assert one.runs()[-1].learners == 12
        assert len(one.runs()) == 1


def test_files_that_come_during_a_build_wait_for_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        deliver(one.inbox(), "first.xml", ilr(learners(3)))
        one.live(5)
        made = one.service._pass
        second = ilr(learners(6, seed=2))

        def dropping(*args: Any, **terms: Any) -> SyncReport:
            report = made(*args, **terms)
            if terms["build"] and not (one.inbox() / "second.xml").exists():
                deliver(one.inbox(), "second.xml", second)
            return report

        monkeypatch.setattr(one.service, "_pass", dropping)
        one.live(200)
        assert [run.learners for run in one.runs()] == [3, 6]


def test_when_told_to_stop_no_step_is_begun(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(5)
        one.service.stop()
        one.service.run()
        assert not one.runs()
        assert standing.read(one.config.folders.state, one.clock.now())["running"] is False  # type: ignore[index]  # written


def test_a_build_is_given_up_when_its_time_to_end_is_over_and_made_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(5)
        going_on = one.service._progress

        def told_to_stop(what: str, learners: int) -> None:
            if learners:
                one.service.stop()
                one.clock.pass_by(61)
            going_on(what, learners)

        monkeypatch.setattr(one.service, "_progress", told_to_stop)
        monkeypatch.setattr(build, "_EVERY", 1)
        with pytest.raises(StopNowError):
            one.live(60)
        assert [run.state for run in one.runs()] == [RunState.FAILED]
        assert not list(one.config.folders.outbox.glob("*/run-*"))

        monkeypatch.undo()
        with again(one) as other:
            other.live(30)
            assert other.runs()[-1].state is RunState.FINISHED


def test_archiving_gives_signs_of_life_and_is_given_up_when_its_time_to_end_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with living(tmp_path, POLLING + ARRIVING) as one:
        original = deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(5)
        going_on = one.service._progress
        signs: list[str] = []

        def told_to_stop(what: str, learners: int) -> None:
            signs.append(what)
            one.service.stop()
            one.clock.pass_by(61)
            going_on(what, learners)

        monkeypatch.setattr(one.service, "_progress", told_to_stop)
        with pytest.raises(StopNowError):
            one.live(60)
        assert signs == ["archiving export.xml"]
        assert original.exists()
        assert tree(one.config.folders.archive) == {}

        monkeypatch.undo()
        with again(one) as other:
            other.live(30)
            assert other.runs()[-1].learners == 3


def test_chores_are_done_once_a_day_and_one_that_fails_stops_nothing(tmp_path: Path) -> None:
    done: list[str] = []

    def tidy(ledger: Ledger, now: dt.datetime) -> None:
        done.append(f"{now:%d}")

    def broken(ledger: Ledger, now: dt.datetime) -> None:
        raise ZeroDivisionError

    chores = {"broken": broken, "tidy": tidy}
    with living(tmp_path, POLLING, chores=chores) as one:
        one.live(50 * 3600, step=1800)
        assert done == ["20", "21", "22"]
        assert one.service.health.ok


def test_a_fault_of_a_step_is_told_without_what_it_says_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with living(tmp_path, POLLING) as one:

        def fault(now: dt.datetime) -> bool:
            raise ValueError("Ada Lovelace")

        monkeypatch.setattr(one.service, "_work", fault)
        with caplog.at_level("DEBUG"):
            one.live(20)
        assert "ValueError at test_service.py" in one.service.health.trouble
        assert "Lovelace" not in caplog.text
        assert "tried again in 15 seconds" in caplog.text


def test_the_state_folder_says_how_the_service_stands(tmp_path: Path) -> None:
    with living(tmp_path, POLLING + NIGHT) as one:
        deliver(one.inbox(), "export.xml", ilr(learners(3)))
        one.live(2)
        path = one.config.folders.state / standing.FILE_NAME
        told = json.loads(path.read_text("utf-8"))
        assert told["sources"]["main"]["watch"] == "polling"
        assert told["queue"] == 1
        assert told["next_runs"]["night"].startswith("2026-11-21T02:30")
        now = one.clock.now()
        assert standing.read(one.config.folders.state, now)["running"]  # type: ignore[index]  # written
        later = now + 2 * standing.FRESH
        assert not standing.read(one.config.folders.state, later)["running"]  # type: ignore[index]  # written


def test_it_wakes_at_once_when_something_happens(tmp_path: Path) -> None:
    with living(tmp_path, POLLING) as one:
        thread = threading.Thread(target=one.service.run)
        thread.start()
        one.service.wake("main")
        one.service.stop()
        thread.join(20)
        assert not thread.is_alive()
