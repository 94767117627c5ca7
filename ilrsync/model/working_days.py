"""The working days of England: Monday to Friday without bank holidays.

Source: Banking and Financial Dealings Act 1971, schedule 1; substitute days as on gov.uk. Extra
holidays that are proclaimed for one year only are not known here.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

_DAY = dt.timedelta(days=1)
_MONDAY, _SATURDAY = 0, 5


def before(day: dt.date, count: int) -> dt.date:
    """The working day that lies *count* working days before *day*; with 0, *day* itself."""
    while count:
        day -= _DAY
        count -= is_working_day(day)
    return day


def is_working_day(day: dt.date) -> bool:
    """Whether *day* is neither of a weekend nor a bank holiday."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


@cache
def bank_holidays(year: int) -> frozenset[dt.date]:
    """The bank holidays of *year*."""
    easter = _easter(year)
    moving = {easter - 2 * _DAY, easter + _DAY}
    moving |= {_monday(year, 5), _last_monday(year, 5), _last_monday(year, 8)}
    fixed: set[dt.date] = set()
    for day in (dt.date(year, 1, 1), dt.date(year, 12, 25), dt.date(year, 12, 26)):
        while day.weekday() >= _SATURDAY or day in fixed:
            day += _DAY
        fixed.add(day)
    return frozenset(moving | fixed)


def _monday(year: int, month: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + (_MONDAY - first.weekday()) % 7 * _DAY


def _last_monday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, 31)
    return last - last.weekday() * _DAY


def _easter(year: int) -> dt.date:
    """Easter Sunday.

    Source: the Gregorian algorithm of Meeus, Astronomical Algorithms, chapter 8.
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return dt.date(year, month, (h - m + r + month + 19) % 32)
