from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings

from ilrsync.corrections.replay import apply_changes, put_text, reverse_changes
from ilrsync.corrections.template import Filled, Template, fill
from ilrsync.corrections.template_settings import read_template
from ilrsync.corrections.tree import copied
from ilrsync.errors import ConfigError
from ilrsync.model.finding import Grade, Mode, Outcome
from ilrsync.model.records import AppFinRecord, Learner, LearningDelivery
from ilrsync.model.table import table
from tests.corrections.invented import aim, learners, person

DAY = dt.date(2025, 9, 8)

SETTINGS = """
name = "Level 6 engineer"
when = { ProgType = 25, LearnAimRef = "ZPROG001" }
learner = { Accom = 5 }
programme = { StdCode = 274, EPAOrgID = "EPA0001" }
every_aim = { FundModel = 36, DelLocPostCode = "AB1 2CD" }
expects = ["60325999", "50086832"]

[aims.60325999]
AimType = 3
DelLocPostCode = "AB9 9ZZ"

[[finance]]
AFinType = "TNP"
AFinCode = 1
AFinAmount = 9000

[[finance]]
AFinType = "TNP"
AFinCode = 2
AFinAmount = 900
AFinDate = 2025-10-01
"""


def template(text: str = SETTINGS) -> Template:
    return read_template(tomllib.loads(text), table("2627"))


def apprentice(**fields: Any) -> Learner:
    blank = {"AimType": None, "FundModel": None, "ProgType": 25}
    return person(
        "A1",
        aim("ZPROG001", 1, **{**blank, "AimType": 1, **fields}),
        aim("60325999", 2, **blank),
        aim("60148955", 3),
    )


def filled(learner: Learner, *templates: Template) -> Filled:
    """What filling made, after the ledger has proved able to do it again and to undo it."""
    before = copied(learner)
    result = fill(learner, 4, templates or [template()])
    assert learner == before
    assert apply_changes(learner, result.changes) == result.learner
    assert reverse_changes(result.learner, result.changes) == learner
    return result


def aims_of(result: Filled) -> list[LearningDelivery]:
    return result.learner.LearningDelivery


def test_blanks_of_the_programme_are_filled_and_of_nothing_else() -> None:
    result = filled(apprentice())
    first, second, third = aims_of(result)
    assert result.learner.Accom == 5
    assert (first.StdCode, first.EPAOrgID, first.FundModel) == (274, "EPA0001", 36)
    assert (second.StdCode, second.AimType, second.FundModel) == (None, 3, 36)
    assert (first.DelLocPostCode, second.DelLocPostCode) == ("AB1 2CD", "AB9 9ZZ")
    assert third == aim("60148955", 3)


def test_financial_records_are_added_where_there_is_none_of_the_kind() -> None:
    mine = AppFinRecord("TNP", 1, DAY, 8000)
    first = aims_of(filled(apprentice(AppFinRecord=[mine])))[0]
    assert first.AppFinRecord == [mine, AppFinRecord("TNP", 2, dt.date(2025, 10, 1), 900)]
    bare = aims_of(filled(apprentice()))[0]
    assert bare.AppFinRecord[0] == AppFinRecord("TNP", 1, DAY, 9000)


def test_nothing_that_is_there_is_written_over() -> None:
    learner = apprentice(StdCode=105, FundModel=99)
    put_text(learner, "Accom", "hotel")
    result = filled(learner)
    assert result.learner.text("Accom") == "hotel"
    assert (aims_of(result)[0].StdCode, aims_of(result)[0].FundModel) == (105, 99)


def test_every_filling_is_on_record_as_what_the_provider_agreed_to() -> None:
    result = filled(apprentice())
    assert {(one.rule, one.grade, one.outcome) for one in result.changes} == {
        ("ILRSYNC_template", Grade.OPT_IN, Outcome.APPLIED)
    }
    assert {one.why for one in result.changes} == {'filled from the template "Level 6 engineer"'}
    assert all(one.old is None and one.new is not None for one in result.changes)
    assert all(one.path.startswith("Learner[4]") for one in result.changes)
    assert all(one.origin == result.learner.origin for one in result.changes)


def test_an_expected_aim_is_missed_never_added() -> None:
    result = filled(apprentice())
    (missing,) = result.findings
    assert (missing.rule, missing.path) == ("ILRSYNC_template_aim", "Learner[4]")
    assert missing.fields == {"LearnAimRef": "50086832"}
    assert len(aims_of(result)) == 3


def test_of_two_templates_the_first_fills_a_blank() -> None:
    second = template(SETTINGS.replace("274", "105").replace("Level 6", "Level 4"))
    assert aims_of(filled(apprentice(), template(), second))[0].StdCode == 274


def test_a_learner_of_another_programme_is_left_alone() -> None:
    learner = person("A1", aim("ZPROG001", ProgType=31))
    assert filled(learner).learner is learner


def test_an_aim_of_no_programme_is_a_programme_of_its_own() -> None:
    text = 'name = "GCSE"\nwhen = { LearnAimRef = "60148955" }\nevery_aim = { PHours = 60 }'
    course = read_template(tomllib.loads(text), table("2526"))
    learner = person("A1", aim("60148955"), aim("60325999"))
    assert [one.PHours for one in aims_of(filled(learner, course))] == [60, None]


@pytest.mark.parametrize("mode", [Mode.SUGGEST, Mode.OFF])
def test_a_template_may_be_offered_or_off(mode: Mode) -> None:
    learner = apprentice()
    result = fill(learner, 0, [template()], mode)
    assert result.learner is learner
    outcomes = {one.outcome for one in result.changes}
    assert outcomes == ({Outcome.SUGGESTED} if mode is Mode.SUGGEST else set())


@settings(max_examples=40, deadline=None)
@given(learners())
def test_filling_twice_fills_nothing_more(learner: Learner) -> None:
    text = 'name = "all"\nwhen = { LearnAimRef = "ZPROG001" }\nevery_aim = { FundModel = 36 }'
    once = filled(learner, template(text))
    assert filled(once.learner, template(text)).changes == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("when = { ProgType = 25 }", "a name is missing"),
        ('name = "x"', "when is missing"),
        ('name = "x"\nwhen = { Shoe = 1 }', "when: LearningDelivery has no field Shoe"),
        ('name = "x"\nwhen = { ProgType = "25" }', "ProgType has to be a number, got '25'"),
        ('name = "x"\nwhen = { ProgType = true }', "ProgType has to be a number, got True"),
        ('name = "x"\nwhen = { LearnAimRef = 1 }', "LearnAimRef has to be a text"),
        ('name = "x"\nwhen = { LearnStartDate = 2025-09-01T00:00:00 }', "has to be a date"),
        ('name = "x"\nwhen = { LearningDeliveryFAM = 1 }', "no field LearningDeliveryFAM"),
        ('name = "x"\nwhen = { ProgType = 25 }\nwith = 1', "there is no key with"),
        ('name = "x"\nwhen = { ProgType = 25 }\nlearner = 1', "learner has to be a table"),
        ('name = "x"\nwhen = { ProgType = 25 }\nexpects = "A"', "expects has to be a list"),
        ('name = "x"\nwhen = { ProgType = 25 }\naims = { A = 1 }', "aims.A has to be a table"),
        (
            'name = "x"\nwhen = { ProgType = 25 }\nfinance = [{ AFinType = "TNP" }]',
            "finance needs AFinType, AFinCode and AFinAmount",
        ),
    ],
)
def test_what_is_wrong_with_a_template_is_named(text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        template(text)
    assert problem in str(caught.value)


def test_all_problems_of_a_template_are_told_at_once() -> None:
    with pytest.raises(ConfigError, match=r"Shoe.*no key with.*name is missing"):
        template("with = 1\nwhen = { Shoe = 1 }")
