"""Every moment of a schedule is fired once, whatever happens to the clock or the process."""

import datetime as dt
from pathlib import Path

from sqlalchemy import text

from ilrsync.ledger import Ledger
from ilrsync.ledger.slots import BEGAN
from tests.ledger.clock import FakeClock

TWO = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_a_slot_is_begun_until_it_is_ended_and_never_again(ledger: Ledger) -> None:
    assert ledger.start_slot("overnight", TWO)
    assert ledger.start_slot("overnight", TWO), "cut off before its end"
    ledger.end_slot("overnight", TWO, "built")
    assert not ledger.start_slot("overnight", TWO)
    (slot,) = ledger.slots("overnight")
    assert (slot.slot, slot.outcome, slot.ended is None) == (TWO, "built", False)


def test_one_moment_in_two_zones_is_one_slot(ledger: Ledger) -> None:
    summer = dt.timezone(dt.timedelta(hours=1))
    ledger.start_slot("overnight", TWO)
    ledger.end_slot("overnight", TWO, "built")
    assert not ledger.start_slot("overnight", TWO.astimezone(summer))


def test_schedules_do_not_share_slots(ledger: Ledger) -> None:
    ledger.start_slot("overnight", TWO)
    ledger.end_slot("overnight", TWO, "built")
    assert ledger.start_slot("hourly", TWO)


def test_what_a_wrong_clock_fired_in_the_future_does_not_count(ledger: Ledger) -> None:
    for slot in (TWO, TWO + 300 * DAY):
        ledger.start_slot("overnight", slot)
        ledger.end_slot("overnight", slot, "built")
    found = ledger.last_slot("overnight", TWO + DAY)
    assert found is not None
    assert found.slot == TWO


def test_a_schedule_is_known_from_when_it_was_first_heard_of(ledger: Ledger) -> None:
    ledger.schedule_known("overnight")
    first = ledger.last_slot("overnight", TWO)
    ledger.schedule_known("overnight")
    assert first is not None
    assert first.outcome == BEGAN
    assert ledger.slots("overnight") == [first]


def test_slots_of_more_than_a_year_ago_are_forgotten(ledger: Ledger) -> None:
    for days in range(0, 1000, 100):
        ledger.start_slot("overnight", TWO + days * DAY)
        ledger.end_slot("overnight", TWO + days * DAY, "built")
    assert len(ledger.slots("overnight", 100)) == 5


def test_a_ledger_from_before_schedules_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, clock=FakeClock()) as ledger, ledger._write() as connection:
        connection.execute(text("DROP TABLE slots"))
        connection.execute(text("UPDATE meta SET value = '1' WHERE key = 'schema_version'"))
    with Ledger.open(path, clock=FakeClock()) as ledger:
        assert ledger.start_slot("overnight", TWO)
