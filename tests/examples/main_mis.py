"""The first source of the example: the main MIS as CSV files, study programmes and T Levels.

The rows say what a college's MIS would say: UK dates, words for some codes, a totals row.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.examples.people import Person, employer, people

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, str]

T_LEVELS = (
    ("60358324", ("ZTLOS005",)),
    ("61001115", ("ZTLOS038", "ZTLOS039", "ZTLOS040")),
    ("6037066X", ("ZTLOS013", "ZTLOS014")),
)
MOVED_TO_APPRENTICESHIP = "A260088"
YEAR_ONE = (dt.date(2026, 9, 7), dt.date(2028, 6, 30))
YEAR_TWO = (dt.date(2025, 9, 8), dt.date(2027, 6, 30))


@dataclass
class Tables:
    """The rows of every file of the set."""

    learners: list[Row] = field(default_factory=list)
    aims: list[Row] = field(default_factory=list)
    fams: list[Row] = field(default_factory=list)
    hours: list[Row] = field(default_factory=list)
    placements: list[Row] = field(default_factory=list)
    employment: list[Row] = field(default_factory=list)

    def learner(self, reference: str) -> Row:
        """The learner row of *reference*."""
        return next(row for row in self.learners if row["LearnRefNumber"] == reference)

    def aims_of(self, reference: str) -> list[Row]:
        """The aim rows of *reference*."""
        return [row for row in self.aims if row["LearnRefNumber"] == reference]


def files() -> tuple[dict[str, bytes], Person]:
    """Every file of the set by name, and the person whom the other source also has."""
    tables, moved = Tables(), None
    for person in people("A26", 90, dt.date(2009, 9, 1), 330, seed=3):
        _study_programme(tables, person, moved=person.reference == MOVED_TO_APPRENTICESHIP)
        if person.reference == MOVED_TO_APPRENTICESHIP:
            moved = person
    assert moved is not None
    for number, person in enumerate(people("T26", 45, dt.date(2008, 9, 1), 330, seed=5)):
        _t_level(tables, person, number)
    _plant(tables)
    return {
        "Learners.csv": _csv(tables.learners, "cp1252"),
        "Aims.csv": _csv(tables.aims, "utf-8") + b"Total,,,195" + b"," * 9 + b"\r\n",
        "AimFAMs.csv": _csv(tables.fams, "utf-8"),
        "Hours.csv": _csv(tables.hours, "utf-8"),
        "WorkPlacements.csv": _csv(tables.placements, "utf-8"),
        "Employment.csv": _csv(tables.employment, "utf-8"),
    }, moved


def _study_programme(tables: Tables, person: Person, *, moved: bool) -> None:
    tables.learners.append(
        _learner(person, PlanLearnHours="580", PlanEEPHours="40", MathGrade="5", EngGrade="6")
    )
    ended = dt.date(2026, 10, 2) if moved else None
    for number, (reference, kind) in enumerate(
        (("60171423", "Core aim"), ("60308976", "Learning aim that is not part of a programme")), 1
    ):
        aim = _aim(person, number, reference, kind, (YEAR_ONE[0], dt.date(2027, 7, 2)))
        if ended:
            aim |= {"CompStatus": "3 - Withdrawn", "LearnActEndDate": _day(ended)}
            aim |= {"WithdrawReason": "40", "Outcome": "3"}
        tables.aims.append(aim)
        tables.fams.append(_fam(person, number, "SOF", "107"))


def _t_level(tables: Tables, person: Person, number: int) -> None:
    core, specialisms = T_LEVELS[number % len(T_LEVELS)]
    second_year = number >= 20
    dates = YEAR_TWO if second_year else YEAR_ONE
    tables.learners.append(_learner(person, MathGrade="6", EngGrade="5"))
    tables.employment.append(
        {
            "LearnRefNumber": person.reference,
            "EmpStat": "12",
            "DateEmpStatApp": _day(dates[0] - dt.timedelta(30)),
        }
    )
    parts = [
        ("ZPROG001", "Programme Aim"),
        (core, "Core aim"),
        (specialisms[number % len(specialisms)], "Component learning aim within a programme"),
    ]
    if second_year:
        parts.append(("ZWRKX003", "Component learning aim within a programme"))
    for sequence, (reference, kind) in enumerate(parts, 1):
        aim = _aim(person, sequence, reference, kind, dates) | {"ProgType": "31"}
        tables.aims.append(aim)
        tables.fams.append(_fam(person, sequence, "SOF", "107"))
    tables.hours.append(
        {
            "LearnRefNumber": person.reference,
            "AimSeqNumber": "1",
            "HRSType": "HRS",
            "HRSCode": "2",
            "HRSAmount": str(1450 + number % 4 * 50),
        }
    )
    if second_year:
        _placement(tables, person, number)


def _placement(tables: Tables, person: Person, number: int) -> None:
    """A placement of 350 hours; every second one is finished and its aim closed."""
    finished = number % 2 == 0
    ends = dt.date(2026, 10, 30) if finished else dt.date(2027, 3, 26)
    tables.placements.append(
        {
            "LearnRefNumber": person.reference,
            "AimSeqNumber": "4",
            "WorkPlaceStartDate": _day(dt.date(2026, 6, 15)),
            "WorkPlaceEndDate": _day(ends),
            "WorkPlaceHours": "350",
            "WorkPlaceMode": "2",
            "WorkPlaceEmpId": str(employer(number)),
        }
    )
    if finished:
        tables.aims_of(person.reference)[3].update(
            CompStatus="2", LearnActEndDate=_day(ends), Outcome="1"
        )


def _plant(tables: Tables) -> None:
    """The faults that the example's README describes."""
    tables.learner("A260017").update(FamilyName="O\u2019Connell", GivenNames="Zo\u00eb")
    tables.learner("A260023")["ULN"] = "1.00E+09"
    tables.learner("A260031")["ULN"] += ".0"
    postcode = tables.learner("A260042")["Postcode"]
    tables.learner("A260042")["Postcode"] = postcode.replace(" ", "").lower()
    uln = tables.learner("A260055")["ULN"]
    tables.learner("A260055")["ULN"] = uln[:-1] + str((int(uln[-1]) + 1) % 10)
    tables.aims_of("A260060")[0]["CompStatus"] = "Paused"
    tables.learner("A260071")["NINumber"] = "ZZ 12 34 56 A"
    tables.aims.remove(tables.aims_of("T260007")[2])
    tables.fams = [
        row
        for row in tables.fams
        if (row["LearnRefNumber"], row["AimSeqNumber"]) != ("T260007", "3")
    ]
    _hours(tables, "T260012")["HRSAmount"] = "650"
    tables.hours.remove(_hours(tables, "T260018"))
    tables.placements = [row for row in tables.placements if row["LearnRefNumber"] != "T260026"]
    tables.aims_of("T260033")[0].update(ProgType="")
    tables.fams.append(
        {
            "LearnRefNumber": "A269999",
            "AimSeqNumber": "1",
            "LearnDelFAMType": "SOF",
            "LearnDelFAMCode": "107",
        }
    )


def _hours(tables: Tables, reference: str) -> Row:
    return next(row for row in tables.hours if row["LearnRefNumber"] == reference)


def _learner(person: Person, **more: str) -> Row:
    return {
        "LearnRefNumber": person.reference,
        "ULN": str(person.uln),
        "FamilyName": person.family,
        "GivenNames": person.given,
        "DateOfBirth": _day(person.born),
        "Ethnicity": str(person.ethnicity),
        "Sex": "Female" if person.sex == "F" else "Male",
        "LLDDHealthProb": "2",
        "NINumber": "",
        "PlanLearnHours": "",
        "PlanEEPHours": "",
        "MathGrade": "",
        "EngGrade": "",
        "PostcodePrior": person.postcode,
        "Postcode": person.postcode,
        "AddLine1": person.street,
        "TelNo": person.telephone,
        "Email": person.email,
        "Tutor": "Team B",
    } | more


def _aim(
    person: Person, number: int, reference: str, kind: str, dates: tuple[dt.date, dt.date]
) -> Row:
    return {
        "LearnRefNumber": person.reference,
        "AimSeqNumber": str(number),
        "LearnAimRef": reference,
        "AimType": kind,
        "LearnStartDate": _day(dates[0]),
        "LearnPlanEndDate": _day(dates[1]),
        "FundModel": "25 - 16-19 funding",
        "ProgType": "",
        "DelLocPostCode": "QX1 1AA",
        "CompStatus": "Continuing",
        "LearnActEndDate": "",
        "WithdrawReason": "",
        "Outcome": "",
    }


def _fam(person: Person, number: int, kind: str, code: str) -> Row:
    return {
        "LearnRefNumber": person.reference,
        "AimSeqNumber": str(number),
        "LearnDelFAMType": kind,
        "LearnDelFAMCode": code,
    }


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _csv(rows: Sequence[Row], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)
