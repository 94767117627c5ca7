"""What rules ask of the lists that a site may supply besides LARS: postcodes, providers, employers.

A list is asked for by its name; what its rows are called and hold is said in the README.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.lars import day
from ilrsync.model.codes import UNKNOWN_POSTCODE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from ilrsync.checks.rule import Context

POSTCODES = "postcodes"
DEVOLVED_POSTCODES = "devolved postcodes"
ORGANISATIONS = "organisations"
CAMPUSES = "campus identifiers"
EMPLOYERS = "employers"
ASSESSORS = "EPA organisations"
CODE_LISTS = "code lists"
ALLOCATIONS = "contract allocations"
LEARNER_REGISTER = "learner register"

UNLISTED_EMPLOYER = 999999999


def is_wrong_postcode(text: str | None, context: Context) -> bool:
    """Whether a postcode is given that does not exist and never did, other than ZZ99 9ZZ."""
    if not text or as_listed(text) == UNKNOWN_POSTCODE:
        return False
    return not context.lookup(POSTCODES).get("Postcode", as_listed(text))


def devolved_to(text: str, on: dt.date, context: Context) -> set[str]:
    """The sources of funding that the postcode *text* belonged to on a day."""
    rows = context.lookup(DEVOLVED_POSTCODES).get("DevolvedPostcode", as_listed(text))
    return {row.get("SourceOfFunding", "") for row in in_force(rows, on)}


def is_provider(ukprn: int, context: Context) -> bool:
    """Whether an organisation has that UKPRN."""
    return bool(context.lookup(ORGANISATIONS).get("Organisation", str(ukprn)))


def is_employer(number: int, context: Context) -> bool:
    """Whether an employer has that number, or it is the one for employers who have none."""
    return number == UNLISTED_EMPLOYER or bool(
        context.lookup(EMPLOYERS).get("Employer", str(number))
    )


def in_force(rows: Iterable[Mapping[str, str]], on: dt.date) -> Iterator[Mapping[str, str]]:
    """Those of *rows* that hold on a day; a row without an end goes on."""
    for row in rows:
        starts, ends = day(row.get("EffectiveFrom")), day(row.get("EffectiveTo"))
        if (starts is None or starts <= on) and (ends is None or on <= ends):
            yield row


def as_listed(text: str) -> str:
    """A postcode as lists have it: in capitals, one space before its last three characters."""
    bare = "".join(text.split()).upper()
    return f"{bare[:-3]} {bare[-3:]}"
