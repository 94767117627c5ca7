"""Invented people: names from fixed lists, numbers that pass their checks and belong to nobody."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilrsync.model.check_digits import employer_id_from, uln_from

if TYPE_CHECKING:
    from collections.abc import Iterator


def _names(text: str) -> list[str]:
    return text.split()


_GIVEN = _names(
    "Ada Amir Beth Bilal Cara Dev Ella Esme Femi Finn Grace Hana Idris Isla Jonah Kofi Lena Leo "
    "Maya Milo Nadia Noor Omar Orla Petra Priya Quinn Rhys Rosa Sami Tara Theo Uma Viktor Wren "
    "Yusuf Zara"
)
_FAMILY = _names(
    "Abbott Adeyemi Ashdown Bellweather Brook Castellan Chaudhary Dunmore Eastwick Fairbairn Gable "
    "Hallow Ibekwe Jessop Kaur Larkfield Mistry Northcott Okafor Penhale Quayle Rahman Sandwell "
    "Thackray Underhill Varga Whitcombe Xavier Yarrow Zielinski"
)


@dataclass(frozen=True)
class Person:
    """Who a learner is, before anything is said about learning."""

    reference: str
    uln: int
    family: str
    given: str
    born: dt.date
    sex: str
    ethnicity: int
    street: str
    postcode: str
    telephone: str
    email: str


def people(prefix: str, count: int, born_from: dt.date, days: int, seed: int) -> Iterator[Person]:
    """*count* people with references ``<prefix>0001`` on, born within *days* of *born_from*."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for number in range(1, count + 1):
        family, given = chance.choice(_FAMILY), chance.choice(_GIVEN)
        yield Person(
            reference=f"{prefix}{number:04}",
            uln=_uln(seed * 100_000 + number),
            family=family,
            given=given,
            born=born_from + dt.timedelta(chance.randrange(days)),
            sex=chance.choice("FM"),
            ethnicity=chance.choice((31, 31, 31, 34, 38, 39, 40, 44, 98)),
            street=f"{chance.randrange(1, 180)} {chance.choice(_FAMILY)} Road",
            postcode=f"QX{chance.randrange(1, 10)} {chance.randrange(1, 10)}"
            f"{chance.choice('ABDEFGHJL')}{chance.choice('NPQRSTUWX')}",
            telephone=f"01632960{chance.randrange(1000):03}",
            email=f"{prefix.lower()}{number:04}@learners.example",
        )


def employer(number: int) -> int:
    """An employer identifier that passes its check, a different one for every *number*."""
    return next(
        found
        for stem in range(20_000_000 + number * 17, 99_999_999)
        if (found := employer_id_from(stem))
    )


def ni_number(number: int) -> str:
    """A National Insurance number with a prefix that is never given out."""
    return f"ZZ{number:06}A"


def _uln(stem: int) -> int:
    return next(
        found for nine in range(100_000_000 + stem * 37, 999_999_999) if (found := uln_from(nine))
    )
