"""Every moment is done once, whatever the clock does, and a missed one is made up for once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ilrsync.config import Config, Provider, Schedule
from ilrsync.daemon.agenda import Agenda
from ilrsync.ledger import Ledger
from ilrsync.model.calendar import LONDON
from tests.daemon.clocks import FakeClock, london

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NIGHT = Schedule("night", cron="30 2 * * *")
TROUBLED = Schedule("troubled", cron="30 1 * * *")
HOUR = 3600.0


class Site:
    """An agenda with its ledger and its clock; a restart keeps only the ledger."""

    def __init__(self, folder: Path, start: str, *schedules: Schedule) -> None:
        self.clock = FakeClock(london(start))
        self.ledger = Ledger.open(folder / "ledger.sqlite", clock=self.clock.now)
        self._config = Config(Provider(10000001), schedule=schedules)
        self.agenda = Agenda(self._config)
        self.done: list[str] = []

    def restart(self) -> None:
        self.agenda = Agenda(self._config)

    def look(self, *, arrived: bool = False) -> None:
        """What is due now is done."""
        now = self.clock.now()
        due = self.agenda.start(self.ledger, self.agenda.due(self.ledger, now, arrived=arrived))
        self.done += [
            f"{one.schedule.name} {one.slot.astimezone(LONDON):%m-%d %H:%M}" for one in due
        ]
        self.agenda.done(self.ledger, due, "built")

    def live(self, hours: float, step: float = 300.0) -> None:
        """Time goes by, with a look every *step* seconds."""
        for _ in range(int(hours * HOUR / step)):
            self.clock.pass_by(step)
            self.look()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Site]]:
    sites: list[Site] = []
    yield sites
    for one in sites:
        one.ledger.close()


def site(made: list[Site], folder: Path, start: str, *schedules: Schedule) -> Site:
    one = Site(folder, start, *schedules)
    made.append(one)
    one.look()
    return one


def test_each_night_once(made: list[Site], tmp_path: Path) -> None:
    one = site(made, tmp_path, "2026-11-20 12:00", NIGHT)
    one.live(72)
    assert one.done == ["night 11-21 02:30", "night 11-22 02:30", "night 11-23 02:30"]


@pytest.mark.parametrize(
    ("start", "nights"),
    [
        ("2027-03-26 12:00", ["03-27 02:30", "03-28 02:30", "03-29 02:30"]),
        ("2027-10-29 12:00", ["10-30 02:30", "10-31 02:30", "11-01 02:30"]),
    ],
)
def test_each_night_once_over_the_clock_changes(
    made: list[Site], tmp_path: Path, start: str, nights: list[str]
) -> None:
    one = site(made, tmp_path, start, NIGHT, TROUBLED)
    one.live(72)
    assert [each for each in one.done if each.startswith("night")] == [f"night {n}" for n in nights]
    assert len([each for each in one.done if each.startswith("troubled")]) == 3


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
@pytest.mark.parametrize("at", ["01:50", "02:25", "02:35", "03:20"])
def test_a_clock_that_jumps_an_hour_costs_no_night_and_doubles_none(
    made: list[Site], tmp_path: Path, at: str, jump: float
) -> None:
    one = site(made, tmp_path, f"2026-11-20 {at}", NIGHT)
    one.live(24)
    one.clock.jump(jump)
    one.live(30)
    assert [each for each in one.done if "11-20" not in each] == [
        "night 11-21 02:30",
        "night 11-22 02:30",
    ]


def test_a_clock_that_was_ahead_at_the_very_first_start_costs_nothing(
    made: list[Site], tmp_path: Path
) -> None:
    one = site(made, tmp_path, "2026-11-25 12:00", NIGHT)
    one.clock.jump(-120 * HOUR)
    one.live(24)
    assert one.done == ["night 11-21 02:30"]


def test_a_clock_that_was_years_ahead_for_a_moment_stops_nothing(
    made: list[Site], tmp_path: Path
) -> None:
    one = site(made, tmp_path, "2026-11-20 12:00", NIGHT)
    one.live(24)
    one.clock.jump(200 * 24 * HOUR)
    one.look()
    one.clock.jump(-200 * 24 * HOUR)
    one.live(24)
    assert one.done[0] == "night 11-21 02:30"
    assert one.done[-1] == "night 11-22 02:30"
    assert len(one.done) == 3


def test_a_missed_night_is_made_up_for_once(made: list[Site], tmp_path: Path) -> None:
    one = site(made, tmp_path, "2026-11-20 12:00", NIGHT)
    one.clock.pass_by(68 * HOUR)
    one.restart()
    one.live(2)
    one.restart()
    one.live(2)
    assert one.done == ["night 11-23 02:30"], "the newest of three, and once"


def test_what_was_missed_too_long_ago_is_left(made: list[Site], tmp_path: Path) -> None:
    weekly = Schedule("weekly", cron="30 2 * * sun", make_up_within="12 hours")
    one = site(made, tmp_path, "2026-11-20 12:00", weekly)
    one.clock.pass_by(72 * HOUR)
    one.restart()
    one.live(2)
    assert one.done == []


def test_a_new_schedule_makes_up_for_nothing(made: list[Site], tmp_path: Path) -> None:
    one = site(made, tmp_path, "2026-11-20 08:00", NIGHT)
    assert one.done == []


def test_what_was_cut_off_is_done_again(made: list[Site], tmp_path: Path) -> None:
    one = site(made, tmp_path, "2026-11-20 12:00", NIGHT)
    one.clock.pass_by(15 * HOUR)
    begun = one.agenda.start(one.ledger, one.agenda.due(one.ledger, one.clock.now(), arrived=False))
    assert len(begun) == 1
    one.restart()
    one.live(1)
    one.restart()
    one.live(1)
    assert one.done == ["night 11-21 02:30"]


def test_what_could_not_be_done_stays_due(made: list[Site], tmp_path: Path) -> None:
    one = site(made, tmp_path, "2026-11-20 12:00", NIGHT)
    one.clock.pass_by(15 * HOUR)
    for _ in range(3):
        assert one.agenda.due(one.ledger, one.clock.now(), arrived=False)
        one.clock.pass_by(60)
    one.look()
    assert one.done == ["night 11-21 02:30"]


def test_exports_that_keep_arriving_build_as_often_as_allowed(
    made: list[Site], tmp_path: Path
) -> None:
    arriving = Schedule("arriving", on_arrival=True, not_more_often_than="30 minutes")
    one = site(made, tmp_path, "2026-11-20 11:59", arriving)
    one.clock.pass_by(60)
    for _ in range(121):
        one.look(arrived=True)
        one.clock.pass_by(60)
    assert one.done == [
        f"arriving 11-20 {time}" for time in ("12:00", "12:30", "13:00", "13:30", "14:00")
    ]


def test_no_arrival_builds_nothing(made: list[Site], tmp_path: Path) -> None:
    one = site(made, tmp_path, "2026-11-20 12:00", Schedule("arriving", on_arrival=True))
    one.live(5)
    assert one.done == []


def test_the_next_runs_are_those_that_then_come(made: list[Site], tmp_path: Path) -> None:
    one = site(made, tmp_path, "2026-11-20 12:00", NIGHT, Schedule("often", every="4 hours"))
    coming = one.agenda.next_runs(one.clock.now())
    assert coming["night"] == london("2026-11-21 02:30")
    assert coming["often"] - one.clock.now() <= dt.timedelta(hours=4)
