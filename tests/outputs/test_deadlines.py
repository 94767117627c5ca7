from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ilrsync.model.table import table
from ilrsync.outputs.deadlines import Deadline, Overrides, deadlines

UK = ZoneInfo("Europe/London")


def due(year: str, now: tuple[int, ...], overrides: Overrides | None = None) -> dict[str, Deadline]:
    moment = dt.datetime(*now, tzinfo=UK)  # type: ignore[misc,arg-type]  # a tuple of parts
    return {one.kind: one for one in deadlines(table(year), moment, overrides)}


def test_the_next_return_placement_date_and_results_day_are_found() -> None:
    found = due("2526", (2026, 5, 20))
    assert found["return"].key == "R10"
    assert found["placements"].on == dt.date(2026, 7, 31)
    assert found["results"].on == dt.date(2026, 8, 13)


def test_a_return_is_due_until_it_closes() -> None:
    assert due("2627", (2026, 12, 4, 17, 59))["return"].key == "R04"
    assert due("2627", (2026, 12, 4, 18, 1))["return"].key == "R05"


def test_an_inferred_date_says_so() -> None:
    found = due("2627", (2027, 2, 1))["placements"]
    assert (found.standing, found.published) == ("inferred", False)
    assert found.source


def test_a_published_date_says_so() -> None:
    assert due("2627", (2026, 12, 1))["return"].published


def test_a_year_that_is_over_has_no_return_left() -> None:
    assert "return" not in due("2526", (2026, 11, 1))


def test_the_site_may_set_a_date() -> None:
    overrides: Overrides = {
        "R04": dt.datetime(2026, 12, 7, 12, 0, tzinfo=UK),
        "certificates-2026": dt.datetime(2026, 12, 10, tzinfo=UK),
    }
    found = due("2627", (2026, 12, 5), overrides)
    assert found["return"].on == dt.date(2026, 12, 7)
    assert found["return"].closes == dt.time(12, 0)
    assert found["placements"].key == "certificates-2026"
    assert found["placements"].standing == "configured"


def test_they_come_in_order() -> None:
    found = deadlines(table("2526"), dt.datetime(2026, 5, 20, tzinfo=UK))
    assert [one.on for one in found] == sorted(one.on for one in found)
