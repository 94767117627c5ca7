"""When two records of a file look like one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import learner, message
from ilrsync.model.codes import TEMPORARY_ULN, UNKNOWN_POSTCODE
from tests.checks.edges import edges, only

if TYPE_CHECKING:
    from ilrsync.model.records import Message

SAME, SLIP = "ILRSYNC_same_person", "ILRSYNC_uln_slip"
NUMBER, PREVIOUS = "ILRSYNC_shared_ni_number", "ILRSYNC_previous_reference_in_file"
TWO = {"ULN": 1}, {"ULN": 2}
NI = "AB123456C"


def _two(
    one: dict[str, Any],
    other: dict[str, Any],
    references: tuple[str | None, str | None] = ("A1", "B2"),
    **both: Any,
) -> Message:
    """Two records of one name, birth date and postcode, apart from what is given."""
    named = {"FamilyName": "Example", "GivenNames": "Jo", **both}
    mine, theirs = references
    return message(learner(mine, **{**named, **one}), learner(theirs, **{**named, **other}))


def _elsewhere(**both: Any) -> Message:
    """Two records of one name and birth date at two addresses."""
    return _two({"Postcode": "AB1 2DE"}, {"Postcode": "AB1 3DE"}, **both)


def _numbers(one: int | None, other: int | None) -> Message:
    return _two({"ULN": one}, {"ULN": other})


def _people(**other: Any) -> Message:
    """Two people with one National Insurance number."""
    return _two({"NINumber": NI}, {"NINumber": NI, "FamilyName": "Else", **other})


EDGES = [
    *edges(
        SAME,
        speaks={
            "one postcode": _two(*TWO),
            "written otherwise": _two({"Postcode": "ab12de"}, {"Postcode": "AB1 2DE"}),
            "one NI number": _elsewhere(NINumber=NI),
            "neither has a ULN": _two({}, {}, ULN=None),
            "both have the temporary ULN": _two({}, {}, ULN=TEMPORARY_ULN),
            "neither has a reference": _two(*TWO, references=(None, None)),
        },
        silent={
            "two addresses": _elsewhere(),
            "two NI numbers": _two(
                {"NINumber": NI, "Postcode": "AB1 3DE"}, {"NINumber": "AB123457C"}
            ),
            "one ULN": _two({}, {}, ULN=1),
            "one reference": _two(*TWO, references=("A1", "a1 ")),
            "no postcode": _two({}, {}, Postcode=None),
            "no known postcode": _two({}, {}, Postcode=UNKNOWN_POSTCODE),
            "no family name": _two(*TWO, FamilyName=None),
            "no given names": _two(*TWO, GivenNames=" - "),
            "no date of birth": _two(*TWO, DateOfBirth=None),
            "another birth date": message(
                learner("A1", GivenNames="Jo"), learner("B2", GivenNames="Jo", DateOfBirth=None)
            ),
        },
    ),
    *only(
        SLIP,
        lambda number: _numbers(1234567897, number),
        {1234567898, 2134567897, 9234567897, 1234567987},
        {
            None,
            0,
            123456789,
            1234567897,
            1234567898,
            2134567897,
            9234567897,
            1234567987,
            3214567897,
            9834567897,
            2345678971,
            1243567987,
        },
    ),
    *edges(
        SLIP,
        silent={
            "neither has one": _numbers(None, None),
            "the first has none": _numbers(0, 7),
            "the second has none": _numbers(7, 0),
        },
    ),
    *edges(
        NUMBER,
        speaks={"two people": _people(), "written otherwise": _people(NINumber="ab 12 34 56 c")},
        silent={
            "one person": _two({}, {}, NINumber=NI),
            "one ULN": _people(ULN=learner("A1").ULN),
            "one reference": _two(
                {"NINumber": NI, "ULN": 1},
                {"NINumber": NI, "ULN": 2, "FamilyName": "Else"},
                references=("A1", "A1"),
            ),
            "two numbers": _people(NINumber="AB123457C"),
            "none": _two({}, {"FamilyName": "Else"}, NINumber=None),
            "blank": _two({}, {"FamilyName": "Else"}, NINumber=" "),
        },
    ),
    *only(
        PREVIOUS,
        lambda name: _two({}, {"PrevLearnRefNumber": name}),
        {"A1", " a1 "},
        {None, "", " ", "A1", " a1 ", "B2", "b2", "C3"},
    ),
    *edges(
        PREVIOUS,
        silent={
            "the other has none": _two({}, {"PrevLearnRefNumber": ""}, references=(None, "B2")),
            "one reference, and its own": _two(
                {}, {"PrevLearnRefNumber": "B2"}, references=("B2", "B2")
            ),
        },
    ),
]
