import datetime as dt

import pytest

from ilrsync.model.working_days import bank_holidays, before, is_working_day


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # As gov.uk/bank-holidays publishes them for England and Wales.
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    ],
)
def test_bank_holidays_are_those_published(year: int, days: str) -> None:
    wanted = {dt.date.fromisoformat(f"{year}-{day}") for day in days.split()}
    assert bank_holidays(year) == wanted


def test_new_year_on_a_weekend_moves_to_the_monday() -> None:
    assert dt.date(2028, 1, 3) in bank_holidays(2028)
    assert not is_working_day(dt.date(2028, 1, 3))


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    assert before(dt.date(2026, 9, 4), 2) == dt.date(2026, 9, 2)
    assert before(dt.date(2026, 9, 7), 2) == dt.date(2026, 9, 3)
    assert before(dt.date(2026, 9, 2), 2) == dt.date(2026, 8, 28), "Monday is the bank holiday"
    assert before(dt.date(2026, 9, 4), 0) == dt.date(2026, 9, 4)
