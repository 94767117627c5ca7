"""Any number of schema-valid invented learners, the same for the same seed.

The mix is a college's: study programmes, T Levels in both years, apprenticeships, adult skills,
some Tailored Learning and higher education. All learners are clean under the rules.
"""

from __future__ import annotations

import csv
import datetime as dt
from itertools import accumulate, islice
from random import Random
from typing import TYPE_CHECKING

from ilrsync.model.records import CollectionDetails, Header, Learner, LearningDelivery, Source
from ilrsync.model.table import Table, table
from ilrsync.model.written import written
from ilrsync.outputs.learner_xml import MESSAGE_END, message_start, writer
from tests.benchmarks import programmes
from tests.benchmarks.people import birthday, person, ulns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

UKPRN = 10000001

_MIX = {
    "study programme": 35,
    "first year": 15,
    "second year": 10,
    "apprenticeship": 18,
    "adult": 16,
    "tailored": 3,
    "higher": 3,
}
_MOST_AIMS = 5


def learners(year: str, n: int, seed: int = 1) -> Iterator[Learner]:
    """*n* learners of a collection year, one at a time."""
    that = table(year)
    random = Random(f"{year} {seed}")  # noqa: S311 - made to be repeated, not to be secret
    kinds, weights = list(_MIX), list(accumulate(_MIX.values()))
    for number, uln in enumerate(islice(ulns(seed), n), 1):
        (kind,) = random.choices(kinds, cum_weights=weights)
        youngest, oldest = _ages(kind)
        born = birthday(random, that.starts, youngest, oldest)
        learner = person(random, number, uln, born)
        _enrol(kind, random, that, learner)
        for place, aim in enumerate(learner.LearningDelivery, 1):
            aim.AimSeqNumber = place
        yield learner


def header(year: str) -> Header:
    """The head of a file prepared in the November of the year."""
    that = table(year)
    prepared = dt.datetime(that.starts.year, 11, 20, 18)  # noqa: DTZ001 - the ILR's has no zone
    return Header(
        CollectionDetails=CollectionDetails("ILR", year, prepared.date()),
        Source=Source(
            ProtectiveMarking=that.protective_marking,
            UKPRN=UKPRN,
            SoftwareSupplier="Invented Software",
            SoftwarePackage="Benchmark",
            Release="1",
            SerialNo="01",
            DateTime=prepared,
        ),
    )


def write_file(path: Path, year: str, n: int, seed: int = 1) -> None:
    """An ILR file of *n* learners at *path*; memory does not grow with *n*."""
    text = writer(table(year))
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(message_start(table(year), header(year), [], UKPRN))
        stream.writelines(text(learner) for learner in learners(year, n, seed))
        stream.write(MESSAGE_END)


def write_csv(path: Path, year: str, n: int, seed: int = 1) -> None:
    """The same learners as one row each with numbered aims, in the shape of the wide layout."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow([*_LEARNER_COLUMNS, *_EMPLOYMENT, *_aim_headings()])
        for learner in learners(year, n, seed):
            rows.writerow([*_learner_cells(learner), *_aim_cells(learner)])


_LEARNER_COLUMNS = (
    "LearnRefNumber", "ULN", "FamilyName", "GivenNames", "DateOfBirth", "Ethnicity", "Sex",
    "LLDDHealthProb", "NINumber", "PlanLearnHours", "PlanEEPHours", "PostcodePrior", "Postcode",
    "AddLine1", "AddLine2", "TelNo", "Email",
)  # fmt: skip
_EMPLOYMENT = ("EmpStat 1", "DateEmpStatApp 1", "EmpId 1")
_AIM_COLUMNS = (
    "LearnAimRef", "AimType", "LearnStartDate", "LearnPlanEndDate", "FundModel", "PHours",
    "ProgType", "StdCode", "DelLocPostCode", "LSDPostcode", "EPAOrgID", "CompStatus",
    "LearnActEndDate", "WithdrawReason", "Outcome", "AchDate", "OutGrade",
)  # fmt: skip
_FAM_COLUMNS = ("SOF", "FFI", "ACT")


def _aim_headings() -> list[str]:
    return [
        f"Aim {number} {name}"
        for number in range(1, _MOST_AIMS + 1)
        for name in (*_AIM_COLUMNS, *_FAM_COLUMNS, "ACT From")
    ]


def _learner_cells(learner: Learner) -> list[str]:
    cells = [written(learner, name) or "" for name in _LEARNER_COLUMNS]
    if not learner.LearnerEmploymentStatus:
        return [*cells, "", "", ""]
    status = learner.LearnerEmploymentStatus[0]
    return [*cells, *(written(status, name.split()[0]) or "" for name in _EMPLOYMENT)]


def _aim_cells(learner: Learner) -> Iterator[str]:
    for aim in learner.LearningDelivery:
        yield from (written(aim, name) or "" for name in _AIM_COLUMNS)
        yield from _fam_cells(aim)
    empty = _MOST_AIMS - len(learner.LearningDelivery)
    yield from [""] * (empty * (len(_AIM_COLUMNS) + len(_FAM_COLUMNS) + 1))


def _fam_cells(aim: LearningDelivery) -> list[str]:
    found = {fam.LearnDelFAMType: fam for fam in aim.LearningDeliveryFAM}
    cells = [(found[kind].LearnDelFAMCode or "") if kind in found else "" for kind in _FAM_COLUMNS]
    contract = found.get("ACT")
    return [*cells, (written(contract, "LearnDelFAMDateFrom") or "") if contract else ""]


def _ages(kind: str) -> tuple[int, int]:
    if kind in ("study programme", "first year"):
        return 16, 17
    if kind == "second year":
        return 17, 18
    return 19, 60


def _enrol(kind: str, random: Random, that: Table, learner: Learner) -> None:
    if kind in ("first year", "second year"):
        programmes.t_level(random, that, learner, 1 if kind == "first year" else 2)
        return
    enrol: Callable[[Random, Table, Learner], None] = {
        "study programme": programmes.study_programme,
        "apprenticeship": programmes.apprenticeship,
        "adult": programmes.adult,
        "tailored": programmes.tailored_learning,
        "higher": programmes.higher_education,
    }[kind]
    enrol(random, that, learner)
