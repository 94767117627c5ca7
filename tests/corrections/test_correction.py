from __future__ import annotations

import sys

import pytest

from ilrsync.corrections.correction import (
    OPT_IN,
    SAFE,
    SUGGEST,
    Corrections,
    Edit,
    Edits,
    advice,
    correction,
    corrections_of,
    mode_of,
)
from ilrsync.errors import PluginError
from ilrsync.model.finding import Grade, Mode
from ilrsync.model.records import Learner, LearningDelivery
from tests.corrections.invented import aim, person


@correction("R_07 AimSeqNumber_02", grade=OPT_IN, over=LearningDelivery, since="2627")
def shouted(aim: LearningDelivery, learner: Learner) -> Edits:
    """The name is shouted.

    Because it may.
    """
    yield Edit(learner, "FamilyName", (aim.LearnAimRef or "").upper())


WORDS = advice("R_07", "Ask somebody.\n\nNobody else knows.")


def test_one_function_answers_each_of_its_rules() -> None:
    assert [one.id for one in shouted] == ["R_07", "AimSeqNumber_02"]
    assert {(one.grade, one.summary, one.explanation) for one in shouted} == {
        (Grade.OPT_IN, "The name is shouted.", "Because it may.")
    }


def test_a_correction_exists_in_its_years_only() -> None:
    assert [shouted[0].in_year(year) for year in ("2526", "2627", "2728")] == [False, True, True]
    until = advice("R_07", "Words.", until="2526")[0]
    assert [until.in_year(year) for year in ("2526", "2627")] == [True, False]


def test_a_correction_gets_the_record_and_its_learner() -> None:
    learner = person("A1", aim("zprog001"))
    (edit,) = shouted[0].edits(learner.LearningDelivery[0], learner)
    assert isinstance(edit, Edit)
    assert (edit.record, edit.value) == (learner, "ZPROG001")


def test_advice_edits_nothing() -> None:
    learner = person("A1")
    assert WORDS[0].edits(learner, learner) == []


def test_the_safest_correction_of_a_rule_speaks_for_it() -> None:
    known = Corrections([*WORDS, *shouted], "2627")
    assert known.grades() == {"R_07": Grade.OPT_IN, "AimSeqNumber_02": Grade.OPT_IN}
    assert [one.id for one in known.answering("R_07")] == ["R_07"]
    assert "R_07" in known
    assert "R_06" not in known
    assert "R_07" not in Corrections(WORDS, "2627")
    assert "R_07" not in Corrections(shouted, "2526")


def test_the_corrections_of_a_module_are_found() -> None:
    assert corrections_of(sys.modules[__name__]) == [*shouted, *WORDS]


@pytest.mark.parametrize(
    ("grade", "said", "mode"),
    [
        (SAFE, None, Mode.APPLY),
        (OPT_IN, None, Mode.SUGGEST),
        (SUGGEST, None, Mode.SUGGEST),
        (SAFE, Mode.OFF, Mode.OFF),
        (SAFE, Mode.SUGGEST, Mode.SUGGEST),
        (OPT_IN, Mode.APPLY, Mode.APPLY),
        (SUGGEST, Mode.APPLY, Mode.SUGGEST),
        (SUGGEST, Mode.OFF, Mode.OFF),
    ],
)
def test_the_grade_decides_unless_the_provider_does(
    grade: Grade, said: Mode | None, mode: Mode
) -> None:
    assert mode_of("R_07", grade, {} if said is None else {"R_07": said}) is mode


def test_a_correction_without_a_text_is_refused() -> None:
    def silent(learner: Learner) -> Edits:
        yield Edit(learner, "FamilyName", None)

    with pytest.raises(PluginError, match="correction R_07: a text has to say"):
        correction("R_07", grade=SAFE)(silent)


def test_a_correction_with_a_strange_parameter_is_refused() -> None:
    def strange(learner: Learner, weather: str) -> Edits:
        """It changes with the weather."""
        yield Edit(learner, "FamilyName", weather)

    with pytest.raises(PluginError, match="parameters weather are not known"):
        correction("R_07", grade=SAFE)(strange)
