"""Invented people: names, numbers with valid check digits, addresses that cannot exist."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import count
from typing import TYPE_CHECKING

from ilrsync.model.check_digits import employer_id_from, uln_from
from ilrsync.model.records import Learner, LLDDandHealthProblem, PriorAttain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

FAMILIES = (
    "Abara", "Beckwith", "Çelik", "Dunmore", "Eszterházy", "Fenwick", "Garside", "Hallam",
    "Ibbotson", "Jowett", "Kowalczyk", "Lightowler", "Murgatroyd", "Núñez", "O'Hara",
    "Pemberton-Shaw", "Quirke", "Ramsbottom", "Sutcliffe", "Tattersall", "Umarov", "Verity",
    "Wigglesworth", "Yeadon", "Zając",
)  # fmt: skip
GIVEN = (
    "Ada", "Bashir", "Chloé", "Dilys", "Efan", "Freya", "Gethin", "Hana", "Idris", "Joanne Mary",
    "Kavita", "Leo", "Maëlle", "Ngozi", "Oskar", "Priya", "Quentin", "Rosalind", "Siân", "Tariq",
)  # fmt: skip
STREETS = ("Bobbin Row", "Clog Lane", "Dyehouse Yard", "Fold Street", "Gasworks Road", "Mill View")
ETHNICITIES = (31, 31, 31, 31, 32, 34, 35, 38, 39, 40, 41, 43, 44, 45, 98, 99)
_POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_NINO_LETTERS = "ABCD"


def ulns(seed: int) -> Iterator[int]:
    """Valid ULNs, each once; two seeds share none for the first million."""
    for stem in count(100_000_000 + seed % 800 * 1_000_000):
        uln = uln_from(stem)
        if uln is not None:
            yield uln


def employer(random: Random) -> int:
    """An employer identifier with a valid check digit."""
    while True:
        found = employer_id_from(random.randrange(10_000_000, 99_999_999))
        if found is not None:
            return found


def postcode(random: Random) -> str:
    """A well-formed postcode in an area that the Post Office does not have."""
    inward = "".join(random.choices(_POSTCODE_LETTERS, k=2))
    return f"XA{random.randrange(1, 20)} {random.randrange(10)}{inward}"


def software_id(random: Random) -> str:
    """What an MIS gives each aim as SWSupAimId."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def national_insurance(random: Random) -> str:
    """A number under the prefix TN, which is never issued."""
    return f"TN{random.randrange(10**6):06}{random.choice(_NINO_LETTERS)}"


def person(random: Random, number: int, uln: int, born: dt.date) -> Learner:
    """The learner fields that everybody has; *number* makes the reference."""
    family, given = random.choice(FAMILIES), random.choice(GIVEN)
    second = GIVEN[number % len(GIVEN)]  # else too many would share name and date of birth
    home = postcode(random)
    learner = Learner(
        LearnRefNumber=f"B{number:09}",
        ULN=uln,
        FamilyName=family,
        GivenNames=f"{given} {second}",
        DateOfBirth=born,
        Ethnicity=random.choice(ETHNICITIES),
        Sex=random.choice("FM"),
        LLDDHealthProb=2,
        PostcodePrior=home,
        Postcode=home,
        AddLine1=f"{random.randrange(1, 200)} {random.choice(STREETS)}",
        AddLine2="Anytown",
        TelNo=f"01632960{random.randrange(1000):03}",
        Email=f"b{number}@example.org",
    )
    if random.random() < 0.15:
        learner.LLDDHealthProb = 1
        learner.LLDDandHealthProblem.append(LLDDandHealthProblem(LLDDCat=12, PrimaryLLDD=1))
    return learner


def attained(random: Random, before: dt.date, levels: tuple[int, ...]) -> PriorAttain:
    """What the learner had reached before they started."""
    day = before - dt.timedelta(days=random.randrange(5, 60))
    return PriorAttain(PriorLevel=random.choice(levels), DateLevelApp=day)


def birthday(random: Random, on: dt.date, youngest: int, oldest: int) -> dt.date:
    """A date of birth that makes somebody *youngest* to *oldest* years old on *on*."""
    return on - dt.timedelta(days=random.randrange(youngest * 366, oldest * 365))
