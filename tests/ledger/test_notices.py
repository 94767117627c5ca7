"""The queue of notices: nothing lost, nothing told twice, nobody bothered with old news."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.ledger import Ledger, Problem, Run, RunState
from tests.ledger.clock import FakeClock

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.ledger.notices import Notice

LEASE = dt.timedelta(minutes=10)


def everything(target: str, run: Run | None, failing: bool) -> bool:
    return True


def a_run(ledger: Ledger, *, code: int = 0, state: RunState = RunState.FINISHED) -> int:
    run = ledger.start_run(10000001, "2627")
    ledger.finish_run(run, state=state, exit_code=code)
    return run


def waiting(ledger: Ledger, *names: str) -> list[Notice]:
    """Every notice that is due, taken for a while."""
    found = []
    while notice := ledger.claim_notice(names or ("team",), LEASE):
        found.append(notice)
    return found


def test_a_new_target_is_told_of_what_comes_after_it(ledger: Ledger) -> None:
    a_run(ledger)
    ledger.know_targets(["team"])
    ledger.know_targets(["team"])
    assert ledger.queue_notices(everything) == 0
    run = a_run(ledger)
    assert ledger.queue_notices(everything) == 1
    assert ledger.queue_notices(everything) == 0
    assert [(one.target, one.run) for one in waiting(ledger)] == [("team", run)]


def test_every_target_has_its_own_queue_and_says_what_it_wants(ledger: Ledger) -> None:
    ledger.know_targets(["team", "boss"])
    a_run(ledger)
    bad = a_run(ledger, code=2)

    def wants(target: str, run: Run | None, failing: bool) -> bool:
        return target == "team" or (run is not None and run.exit_code == 2)

    assert ledger.queue_notices(wants) == 3
    assert [one.run for one in waiting(ledger, "boss")] == [bad]
    assert len(waiting(ledger, "team")) == 2
    assert ledger.queue_notices(everything) == 0, "what was not wanted is not wanted later"


def test_a_failed_run_is_told_unless_another_took_its_place(ledger: Ledger) -> None:
    ledger.know_targets(["team"])
    a_run(ledger, state=RunState.FAILED)
    good = a_run(ledger)
    ledger.queue_notices(everything)
    assert [one.run for one in waiting(ledger)] == [good]
    failed = a_run(ledger, state=RunState.FAILED)
    ledger.start_run(10000001, "2526")
    ledger.queue_notices(everything)
    assert [one.run for one in waiting(ledger)] == [failed]


def test_files_that_could_not_be_taken_are_told_with_the_run_or_alone(ledger: Ledger) -> None:
    ledger.know_targets(["team"])
    ledger.add_problem(Problem("mis", "a.xml", 'got "Quillfeather"'))
    run = a_run(ledger)
    ledger.queue_notices(everything)
    ledger.add_problem(Problem("mis", "b.xml", "no"))
    ledger.add_problem(Problem("mis", "b.xml", "no"))
    ledger.queue_notices(everything)
    first, second = waiting(ledger)
    assert (first.run, second.run) == (run, None)
    told = ledger.problems_of_notice(first.id)
    assert [(one.name, one.reason) for one in told] == [("a.xml", "")]
    assert [one.name for one in ledger.problems_of_notice(second.id)] == ["b.xml"]


def test_a_file_that_keeps_failing_is_told_once_and_anew_after_a_day_without(
    tmp_path: Path,
) -> None:
    clock = FakeClock()
    with Ledger.open(tmp_path / "ledger.sqlite", clock=clock) as ledger:
        ledger.know_targets(["team"])
        made = []
        for _ in range(3):
            ledger.add_problem(Problem("mis", "folder", "away"))
            made.append(ledger.queue_notices(everything))
            clock.now += dt.timedelta(minutes=5)
        clock.now += dt.timedelta(days=1)
        ledger.add_problem(Problem("mis", "folder", "away"))
        made.append(ledger.queue_notices(everything))
    assert made == [1, 0, 0, 1]


def test_a_notice_is_one_senders_until_it_has_been_away_too_long(tmp_path: Path) -> None:
    clock = FakeClock()
    with Ledger.open(tmp_path / "ledger.sqlite", clock=clock) as ledger:
        ledger.know_targets(["team"])
        a_run(ledger)
        ledger.queue_notices(everything)
        (first,) = waiting(ledger)
        assert waiting(ledger) == []
        clock.now += LEASE
        (again,) = waiting(ledger)
        assert (again.id, again.made, again.attempts) == (first.id, first.made, 2)
        ledger.notice_sent(again.id)
        clock.now += LEASE
        assert waiting(ledger) == []
        assert ledger.undelivered() == []


def test_a_notice_that_failed_is_tried_again_or_given_up(tmp_path: Path) -> None:
    clock = FakeClock()
    with Ledger.open(tmp_path / "ledger.sqlite", clock=clock) as ledger:
        ledger.know_targets(["team"])
        a_run(ledger)
        ledger.queue_notices(everything)
        (notice,) = waiting(ledger)
        ledger.notice_failed(notice.id, "refused", clock.now + dt.timedelta(minutes=5))
        assert waiting(ledger) == []
        assert ledger.undelivered() == [("team", 1, "refused")]
        clock.now += dt.timedelta(minutes=5)
        (notice,) = waiting(ledger)
        ledger.notice_failed(notice.id, "refused for good", None)
        clock.now += dt.timedelta(days=9)
        assert waiting(ledger) == []


def test_a_target_that_is_no_longer_configured_is_left_alone(ledger: Ledger) -> None:
    ledger.know_targets(["gone"])
    a_run(ledger)
    ledger.queue_notices(everything)
    assert waiting(ledger, "team") == []


def test_nobody_is_told_of_what_ended_long_ago(tmp_path: Path) -> None:
    clock = FakeClock()
    with Ledger.open(tmp_path / "ledger.sqlite", clock=clock) as ledger:
        ledger.know_targets(["team"])
        a_run(ledger)
        ledger.add_problem(Problem("mis", "a.xml", "no"))
        clock.now += dt.timedelta(days=30)
        run = a_run(ledger)
        assert ledger.queue_notices(everything) == 1
        (only,) = waiting(ledger)
        assert only.run == run
