from __future__ import annotations

import pytest

from ilrsync.corrections.correction import Corrections
from ilrsync.corrections.plugin import grade_of, grades, ilrsync_corrections
from ilrsync.model.finding import Grade
from ilrsync.model.table import YEARS, table


@pytest.mark.parametrize("year", YEARS)
def test_every_correction_answers_a_rule_of_its_year(year: str) -> None:
    published = table(year).rules
    strange = {
        one.id
        for one in ilrsync_corrections(year)
        if one.id not in published and not one.id.startswith("ILRSYNC_")
    }
    assert strange == set()


@pytest.mark.parametrize("year", YEARS)
def test_every_correction_says_what_it_does_and_why(year: str) -> None:
    for one in ilrsync_corrections(year):
        assert one.summary.endswith("."), one.id
        assert "\n" not in one.summary, one.id
        assert len(one.summary) <= 100, one.id
        if one.function is not None:
            assert one.explanation, one.id


@pytest.mark.parametrize("year", YEARS)
def test_one_rule_has_one_correction_of_a_grade(year: str) -> None:
    seen = [(one.id, one.grade, one.over) for one in ilrsync_corrections(year)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("rule", "year", "grade"),
    [
        ("R_07", "2526", Grade.SAFE),
        ("R_06", "2627", Grade.OPT_IN),
        ("R_59", "2627", Grade.OPT_IN),
        ("ULN_04", "2627", Grade.SUGGEST),
        ("R_125", "2627", Grade.SUGGEST),
        ("R_126", "2627", Grade.SUGGEST),
        ("R_137", "2627", Grade.SUGGEST),
        ("WorkPlacement_01", "2627", Grade.SUGGEST),
        ("HRSType_02", "2627", Grade.SUGGEST),
        ("HRSType_02", "2526", None),
        ("PHours_03", "2526", Grade.SUGGEST),
        ("PHours_03", "2627", None),
        ("R_157", "2526", None),
        ("R_51", "2627", Grade.SAFE),
        ("Header_3", "2627", None),
    ],
)
def test_the_grade_of_a_rule_is_that_of_its_safest_answer(
    rule: str, year: str, grade: Grade | None
) -> None:
    assert grade_of(rule, year) is grade


def test_nothing_that_the_references_forbid_is_corrected() -> None:
    """A file of another provider is refused, never relabelled."""
    for rule in ("UKPRN_03", "Header_3"):
        assert rule not in grades("2526")


def test_every_edit_of_a_suggestion_needs_a_person() -> None:
    known = Corrections(ilrsync_corrections("2627"), "2627")
    for rule, grade in known.grades().items():
        if grade is Grade.SUGGEST:
            assert known.answering(rule) == []
