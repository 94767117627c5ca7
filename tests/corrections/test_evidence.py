from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.corrections.evidence import (
    PREVIOUS_REFERENCE,
    SAME_PERSON,
    SAME_REFERENCE,
    SAME_ULN,
    ULN_SLIP,
    Answer,
    copies,
    meeting_points,
    same_person,
)
from ilrsync.corrections.tree import copied
from ilrsync.model.finding import Grade
from tests.corrections.invented import OTHER_ULN, ULN, aim, learners, person

if TYPE_CHECKING:
    from ilrsync.model.records import Learner

YES, NO, UNCLEAR = Answer.YES, Answer.NO, Answer.UNCLEAR
TEMPORARY = 9999999999
OTHER_DAY = dt.date(2007, 1, 1)
MISTYPED = int(str(ULN)[:3] + str((int(str(ULN)[3]) + 1) % 10) + str(ULN)[4:])
SWAPPED = int(str(ULN)[:-2] + str(ULN)[-1] + str(ULN)[-2])


@pytest.mark.parametrize(
    ("title", "first", "second", "answer", "grade", "rule"),
    [
        ("two copies", {}, {}, YES, Grade.SAFE, SAME_REFERENCE),
        ("same reference and ULN", {}, {"TelNo": "1"}, YES, Grade.OPT_IN, SAME_REFERENCE),
        ("same reference in another case", {}, {"ref": " a1"}, YES, Grade.OPT_IN, SAME_REFERENCE),
        ("no birth date on one", {}, {"DateOfBirth": None}, YES, Grade.OPT_IN, SAME_REFERENCE),
        ("birth dates differ", {}, {"DateOfBirth": OTHER_DAY}, UNCLEAR, Grade.SUGGEST, "R_06"),
        ("one temporary ULN", {}, {"ULN": TEMPORARY}, YES, Grade.OPT_IN, SAME_REFERENCE),
        (
            "one temporary ULN, other family name",
            {},
            {"ULN": TEMPORARY, "FamilyName": "Sample"},
            UNCLEAR,
            Grade.SUGGEST,
            SAME_REFERENCE,
        ),
        (
            "one temporary ULN, no birth date",
            {},
            {"ULN": TEMPORARY, "DateOfBirth": None},
            UNCLEAR,
            Grade.SUGGEST,
            SAME_REFERENCE,
        ),
        (
            "both ULNs temporary",
            {"ULN": TEMPORARY},
            {"ULN": TEMPORARY, "TelNo": "1"},
            YES,
            Grade.OPT_IN,
            SAME_REFERENCE,
        ),
        ("two ULNs", {}, {"ULN": OTHER_ULN}, UNCLEAR, Grade.SUGGEST, SAME_REFERENCE),
        (
            "a reference used twice",
            {},
            {"ULN": OTHER_ULN, "DateOfBirth": OTHER_DAY, "FamilyName": "Sample"},
            NO,
            Grade.SUGGEST,
            SAME_REFERENCE,
        ),
        ("two references", {}, {"ref": "B2"}, YES, Grade.OPT_IN, SAME_ULN),
        ("an accent", {}, {"ref": "B2", "FamilyName": "EXÁMPLE "}, YES, Grade.OPT_IN, SAME_ULN),
        ("a short name", {}, {"ref": "B2", "GivenNames": "Rob"}, YES, Grade.OPT_IN, SAME_ULN),
        ("twins", {}, {"ref": "B2", "GivenNames": "Alex"}, UNCLEAR, Grade.SUGGEST, SAME_ULN),
        (
            "two references, one without birth date",
            {"DateOfBirth": None},
            {"ref": "B2"},
            YES,
            Grade.OPT_IN,
            SAME_ULN,
        ),
        (
            "a ULN on the wrong person",
            {},
            {"ref": "B2", "DateOfBirth": OTHER_DAY, "FamilyName": "Sample", "GivenNames": "Alex"},
            NO,
            Grade.SUGGEST,
            SAME_ULN,
        ),
        (
            "a change of name",
            {},
            {"ref": "B2", "FamilyName": "Sample"},
            UNCLEAR,
            Grade.SUGGEST,
            SAME_ULN,
        ),
        (
            "same ULN, other birth date",
            {},
            {"ref": "B2", "DateOfBirth": OTHER_DAY},
            UNCLEAR,
            Grade.SUGGEST,
            SAME_ULN,
        ),
        (
            "both ULNs temporary, two references, same home",
            {"ULN": TEMPORARY},
            {"ref": "B2", "ULN": TEMPORARY},
            UNCLEAR,
            Grade.SUGGEST,
            SAME_PERSON,
        ),
        (
            "one ULN temporary, two references, same NI number",
            {"NINumber": "AB123456C", "Postcode": "X", "PostcodePrior": "X"},
            {"ref": "B2", "ULN": TEMPORARY, "NINumber": "ab 12 34 56 c"},
            UNCLEAR,
            Grade.SUGGEST,
            SAME_PERSON,
        ),
        (
            "both ULNs temporary, nothing else in common",
            {"ULN": TEMPORARY},
            {"ref": "B2", "ULN": TEMPORARY, "Postcode": "Y", "PostcodePrior": "Z"},
            UNCLEAR,
            None,
            SAME_PERSON,
        ),
        ("one digit off", {}, {"ref": "B2", "ULN": MISTYPED}, UNCLEAR, Grade.SUGGEST, ULN_SLIP),
        ("digits swapped", {}, {"ref": "B2", "ULN": SWAPPED}, UNCLEAR, Grade.SUGGEST, ULN_SLIP),
        (
            "one is the other's previous reference",
            {},
            {"ref": "B2", "ULN": OTHER_ULN, "PrevLearnRefNumber": "a1", "FamilyName": "Sample"},
            UNCLEAR,
            Grade.SUGGEST,
            PREVIOUS_REFERENCE,
        ),
        (
            "both ULNs temporary, both without a home",
            {"ULN": TEMPORARY, "Postcode": "ZZ99 9ZZ", "PostcodePrior": None},
            {"ref": "B2", "ULN": TEMPORARY, "Postcode": "zz99 9zz", "PostcodePrior": None},
            UNCLEAR,
            None,
            SAME_PERSON,
        ),
        ("strangers", {}, {"ref": "B2", "ULN": OTHER_ULN}, UNCLEAR, None, SAME_PERSON),
        ("no reference, no ULN", {"ref": None, "ULN": None}, {"ref": None, "ULN": None}, UNCLEAR,
         Grade.SUGGEST, SAME_PERSON),
    ],
)  # fmt: skip
def test_the_table_of_evidence(
    title: str,
    first: dict[str, Any],
    second: dict[str, Any],
    answer: Answer,
    grade: Grade | None,
    rule: str,
) -> None:
    a, b = _person(first), _person(second)
    found = same_person(a, b)
    assert (found.answer, found.grade, found.rule) == (answer, grade, rule), title
    assert same_person(b, a) == found
    assert "Example" not in found.why
    assert str(ULN) not in found.why


def test_of_two_ulns_that_differ_by_a_slip_the_valid_one_is_named() -> None:
    found = same_person(person("A1"), person("B2", ULN=MISTYPED))
    assert "only that of A1 has a valid check digit" in found.why


def test_copies_may_order_and_number_their_children_differently() -> None:
    a = person("A1", aim("A", 1), aim("B", 2))
    b = person("A1", aim("B", 1), aim("A", 2))
    assert copies(a, b)
    b.LearningDelivery[0].SWSupAimId = "x"
    assert not copies(a, b)


@settings(max_examples=60, deadline=None)
@given(learners(), learners())
def test_evidence_does_not_depend_on_which_record_comes_first(a: Learner, b: Learner) -> None:
    assert same_person(a, b) == same_person(b, a)


@settings(max_examples=100, deadline=None)
@given(learners(), learners(), st.data())
def test_two_records_that_say_anything_about_each_other_meet(
    a: Learner, b: Learner, data: st.DataObject
) -> None:
    for name in data.draw(st.lists(st.sampled_from(["ULN", "DateOfBirth", "FamilyName"]))):
        setattr(b, name, getattr(a, name))
    if same_person(a, b).grade is not None:
        assert set(meeting_points(a)) & set(meeting_points(b))


@given(learners())
@settings(max_examples=20, deadline=None)
def test_a_record_and_its_copy_are_one_person(learner: Learner) -> None:
    learner.LearnRefNumber = "A1"
    found = same_person(learner, copied(learner))
    assert found.answer is YES
    assert found.grade is Grade.SAFE


def _person(fields: dict[str, Any]) -> Learner:
    given_ = dict(fields)
    return person(given_.pop("ref", "A1"), aim(), **given_)
