"""Which return closes next, and how sure that is."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ilrsync.model.calendar import closes, next_return, returns
from ilrsync.model.table import table

LONDON = ZoneInfo("Europe/London")


def moment(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=LONDON)  # type: ignore[arg-type,misc] # parts are y, m, d, …


def test_the_first_return_still_open_is_next() -> None:
    found = next_return(table("2627"), moment(2026, 11, 21, 9))
    assert found is not None
    assert (found.name, found.status) == ("R04", "published")
    assert closes(found) == moment(2026, 12, 4, 18)


def test_a_return_is_open_until_the_moment_it_closes() -> None:
    names = []
    for now in (moment(2026, 9, 4, 18), moment(2026, 9, 4, 18, 1)):
        found = next_return(table("2627"), now)
        assert found is not None
        names.append(found.name)
    assert names == ["R01", "R02"]


def test_closing_times_are_london_times_whatever_zone_now_is_in() -> None:
    # 17:30 UTC on 4 September is 18:30 in London: R01 has closed.
    found = next_return(table("2627"), dt.datetime(2026, 9, 4, 17, 30, tzinfo=dt.UTC))
    assert found is not None
    assert found.name == "R02"


def test_after_the_last_return_there_is_none() -> None:
    assert next_return(table("2627"), moment(2027, 10, 21, 18, 1)) is None


def test_a_calculated_date_says_that_it_is() -> None:
    found = next_return(table("2526"), moment(2026, 10, 1))
    assert found is not None
    assert (found.name, found.status) == ("R14", "calculated")


def test_an_override_moves_a_return_and_says_so() -> None:
    later = {"R04": dt.datetime(2026, 12, 9, 12)}  # noqa: DTZ001 - given in London time, as in TOML
    found = next_return(table("2627"), moment(2026, 12, 8), later)
    assert found is not None
    assert (found.name, found.status, closes(found)) == (
        "R04",
        "configured",
        moment(2026, 12, 9, 12),
    )


def test_an_override_of_no_return_is_refused() -> None:
    with pytest.raises(KeyError, match="no return R15; it has R01 to R14"):
        returns(table("2627"), {"R15": dt.datetime(2027, 1, 1)})  # noqa: DTZ001 - as above
