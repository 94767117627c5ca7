from __future__ import annotations

import datetime as dt
import logging
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.checks.cases import Rows, aim, fam, learner, message, t_level
from ilrsync.checks.engine import Checker
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.checks.rule import WARNING, Context, Hit, rule
from ilrsync.errors import PluginError
from ilrsync.model.facts import answered
from ilrsync.model.file_rules import ANSWERED, NOT_BUILT
from ilrsync.model.finding import Grade, NotChecked, Severity
from ilrsync.model.record import Origin
from ilrsync.model.records import (
    Learner,
    LearningDelivery,
    LearningDeliveryFAM,
    Message,
    ProviderSpecLearnerMonitoring,
)
from ilrsync.model.table import YEARS, table

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = dt.date(2026, 12, 4)
CONTEXT = Context(table("2627"), DAY, DAY)


@rule("ILRSYNC_x_sof", over=LearningDeliveryFAM, fields="LearnDelFAMType LearnDelFAMCode FundModel")
def any_source_of_funding(fam: LearningDeliveryFAM) -> Iterator[Hit]:
    """Complains of every SOF.

    Source: test.
    """
    if fam.LearnDelFAMType == "SOF":
        yield Hit(fam, "It is there.", Wanted="none")


@rule("ILRSYNC_x_crash", over=Learner, fields="")
def crashes(learner: Learner) -> Iterator[Hit]:
    """Fails for one learner.

    Source: test.
    """
    if learner.FamilyName == "Secret":
        raise KeyError(learner.FamilyName)
    yield Hit(learner)


@rule("ILRSYNC_x_lars", over=Learner, fields="", needs=("LARS",))
def needs_lars(learner: Learner) -> Iterator[Hit]:
    """Needs LARS.

    Source: test.
    """
    yield Hit(learner)


@rule("ILRSYNC_x_shared", over=Message, key=lambda one: [one.FamilyName], fields="")
def crashes_across(message: Message) -> Iterator[Hit]:
    """Fails for those who share a name.

    Source: test.
    """
    raise ValueError(message.Learner[0].FamilyName)
    yield Hit(message)


@rule("ILRSYNC_x_key", over=Message, key=lambda one: [one.ULN + 1], fields="")  # type: ignore[operator] # the crash is the point
def cannot_name_its_key(message: Message) -> Iterator[Hit]:
    """Has a key function that fails without a ULN.

    Source: test.
    """
    yield from map(Hit, message.Learner)


def test_a_finding_says_where_what_and_whose() -> None:
    one = learner("A1", t_level()[0], aim(AimSeqNumber=7, LearningDeliveryFAM=[fam("SOF", "107")]))
    one.LearningDelivery[1].origin = Origin("aims.csv", 12)
    one.LearningDelivery[1].PartnerUKPRN = 10000009
    one.ProviderSpecLearnerMonitoring = [ProviderSpecLearnerMonitoring("B", "Group 4")]
    [_, finding] = Checker([any_source_of_funding], CONTEXT).learner(one, 41)
    assert finding.rule == "ILRSYNC_x_sof"
    assert finding.severity is Severity.ERROR
    assert finding.message == "Complains of every SOF. It is there."
    assert finding.path == "Learner[41]/LearningDelivery[1]/LearningDeliveryFAM[0]"
    assert (finding.LearnRefNumber, finding.AimSeqNumber) == ("A1", 7)
    assert finding.fields == {
        "LearnDelFAMType": "SOF",
        "LearnDelFAMCode": "107",
        "FundModel": "25",
        "Wanted": "none",
    }
    assert finding.origin == Origin("aims.csv", 12)
    assert finding.subject
    assert str(one.ULN) == finding.subject.ULN
    assert finding.subject.PartnerUKPRN == "10000009"
    assert finding.subject.learner_monitoring == {"B": "Group 4"}


def test_a_finding_shows_the_text_of_the_source_where_it_was_kept() -> None:
    one = learner("A1", aim())
    one.LearningDelivery[0].LearningDeliveryFAM[0].raw = {"LearnDelFAMCode": "0107"}
    [finding] = Checker([any_source_of_funding], CONTEXT).learner(one, 0)
    assert finding.fields["LearnDelFAMCode"] == "0107"


def test_a_rule_that_crashes_is_a_finding_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    checker = Checker([crashes, any_source_of_funding], CONTEXT)
    with caplog.at_level(logging.ERROR):
        found = checker.learner(learner("A1", aim(), FamilyName="Secret"), 3)
    assert [one.rule for one in found] == ["ILRSYNC_rule_failed", "ILRSYNC_x_sof"]
    assert found[0].fields == {"Rule": "ILRSYNC_x_crash"}
    assert found[0].path == "Learner[3]"
    assert "ILRSYNC_x_crash" in found[0].message
    assert "A1" in caplog.text
    assert "Secret" not in caplog.text + found[0].message
    assert next(one.rule for one in checker.learner(learner("A2"), 4)) == "ILRSYNC_x_crash"


def test_a_crash_across_learners_is_told_of_each_who_has_no_answer() -> None:
    checker = Checker([crashes_across], CONTEXT)
    found = checker.message([(5, learner("A1")), (9, learner("A2")), (11, _other())])
    assert [(position, one.rule, one.path) for position, one in found] == [
        (5, "ILRSYNC_rule_failed", "Learner[5]"),
        (9, "ILRSYNC_rule_failed", "Learner[9]"),
    ]


def test_a_key_that_cannot_be_made_leaves_its_rule_not_checked() -> None:
    checker = Checker([cannot_name_its_key, *ilrsync_rules("2627")], CONTEXT)
    assert checker.keys(learner("A1", ULN=None))
    assert checker.keys(learner("A2", ULN=None))
    reasons = [one.reason for one in checker.not_checked if one.rule == "ILRSYNC_x_key"]
    assert reasons == ["stopped with TypeError while comparing learners"]


def test_a_rule_whose_reference_data_is_absent_is_not_checked() -> None:
    checker = Checker([needs_lars], CONTEXT)
    assert checker.rules_run == ()
    assert NotChecked("ILRSYNC_x_lars", "needs LARS") in checker.not_checked
    assert checker.learner(learner(), 0) == []


def test_a_rule_that_is_switched_off_is_not_checked_whatever_its_spelling() -> None:
    checker = Checker([any_source_of_funding], CONTEXT, off=["ilrsync_X_SOF"])
    assert NotChecked("ILRSYNC_x_sof", "switched off in the configuration") in checker.not_checked


@pytest.mark.parametrize("year", YEARS)
def test_every_published_rule_is_run_or_named_as_not_checked(year: str) -> None:
    checker = Checker(ilrsync_rules(year), Context(table(year), DAY, DAY))
    named = [one.rule for one in checker.not_checked]
    assert len(named) == len(set(named))
    elsewhere = ANSWERED | answered(table(year))
    assert table(year).rules.keys() <= {*named, *checker.rules_run, *elsewhere}
    assert not {*named} & elsewhere
    reasons = {one.rule: one.reason for one in checker.not_checked}
    in_part = {one for one, reason in reasons.items() if reason.startswith("checked in part")}
    assert {*named} & {*checker.rules_run} == in_part
    assert reasons["ULN_05"] == "needs learner register"
    unnamed = "data that the published list does not name"
    assert reasons["LearnDelFAMType_83"] == f"{NOT_BUILT}, and would need {unnamed}"
    assert reasons["Filename_6"].startswith("about the name of the file that is submitted")
    assert NOT_BUILT not in reasons.values(), "what needs nothing is run, or there is a reason"


def test_a_correction_that_is_known_elsewhere_is_named_in_the_finding() -> None:
    checker = Checker([any_source_of_funding], CONTEXT, grades={"ILRSYNC_x_sof": Grade.SAFE})
    assert checker.learner(learner("A1", aim()), 0)[0].correction is Grade.SAFE


def test_learners_share_a_key_exactly_when_a_rule_could_compare_them() -> None:
    checker = Checker(ilrsync_rules("2627"), CONTEXT)
    one, same = learner("A1"), learner(" a1", ULN=1000000007)
    other = learner("B2", FamilyName="Else")
    assert set(checker.keys(one)) & set(checker.keys(same))
    assert not set(checker.keys(one)) & set(checker.keys(other))
    assert all(0 <= key < 2**64 for key in checker.keys(one))


def test_keys_are_the_same_in_another_process() -> None:
    program = (
        "import datetime as dt\n"
        "from ilrsync.checks.cases import learner\n"
        "from ilrsync.checks.engine import Checker\n"
        "from ilrsync.checks.plugin import ilrsync_rules\n"
        "from ilrsync.checks.rule import Context\n"
        "from ilrsync.model.table import table\n"
        "day = dt.date(2026, 12, 4)\n"
        "context = Context(table('2627'), day, day)\n"
        "print(Checker(ilrsync_rules('2627'), context).keys(learner('A1')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(Checker(ilrsync_rules("2627"), CONTEXT).keys(learner("A1")))


def test_findings_across_learners_have_their_positions_in_the_return() -> None:
    checker = Checker(ilrsync_rules("2627"), CONTEXT)
    twice = [(100, learner("A1")), (7, learner("A1", ULN=1000000007))]
    found = [one for one in checker.message(twice) if one[1].rule == "R_06"]
    assert [(position, one.path) for position, one in found] == [
        (100, "Learner[100]"),
        (7, "Learner[7]"),
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"over": Message, "fields": ""}, "needs a key"),
        ({"over": Learner, "fields": "", "key": lambda one: ()}, "needs a key"),
    ],
)
def test_a_rule_across_learners_has_a_key_and_no_other_has(
    arguments: dict[str, Any], problem: str
) -> None:
    def decides(record: Any) -> Iterator[Hit]:
        """Says nothing.

        Source: test.
        """
        yield Hit(record)

    with pytest.raises(PluginError, match=problem):
        rule("ILRSYNC_x", **arguments)(decides)


def test_a_rule_must_say_where_it_comes_from() -> None:
    def decides(learner: Learner) -> Iterator[Hit]:
        """Says nothing of its source."""
        yield Hit(learner)

    with pytest.raises(PluginError, match="Source:"):
        rule("ILRSYNC_x", over=Learner, fields="")(decides)


def test_a_rule_may_only_ask_for_what_the_engine_knows() -> None:
    def decides(learner: Learner, weather: str) -> Iterator[Hit]:
        """Asks for the weather.

        Source: test.
        """
        yield Hit(learner, weather)

    with pytest.raises(PluginError, match="weather"):
        rule("ILRSYNC_x", over=Learner, fields="")(decides)


def test_a_rule_has_the_severity_and_the_years_it_was_given() -> None:
    @rule("ILRSYNC_x", over=LearningDelivery, fields="", since="2526", warning_in=("2627",))
    def decides(aim: LearningDelivery) -> Iterator[Hit]:
        """Softer from one year on.

        More words.

        Source: test.
        """
        yield Hit(aim)

    assert (decides.summary, decides.explanation, decides.source) == (
        "Softer from one year on.",
        "More words.",
        "test.",
    )
    assert decides.of("2526").severity is Severity.ERROR
    assert decides.of("2627").severity is WARNING
    assert decides.in_year("2627")
    assert not decides.in_year("2425")
    one = aim()
    assert [hit.record for hit in decides(one)] == [one]


def test_rules_come_through_the_hook_for_the_year_asked() -> None:
    assert "PHours_03" in {one.id for one in ilrsync_rules("2526")}
    assert "PHours_03" not in {one.id for one in ilrsync_rules("2627")}


def _other() -> Learner:
    return message(learner("B2", FamilyName="Else")).Learner[0]


@pytest.mark.parametrize(
    ("supplied", "reason"),
    [
        (set(), "needs LARS"),
        ({"LARS"}, "needs Validity of LARS"),
        ({"LARS", "LARS/Validity"}, ""),
    ],
)
def test_a_part_of_reference_data_that_is_absent_is_named(supplied: set[str], reason: str) -> None:
    rule = replace(needs_lars, needs=("LARS/Validity",))
    context = replace(CONTEXT, find=lambda name: Rows({}) if name in supplied else None)
    checker = Checker([rule], context)
    reasons = [one.reason for one in checker.not_checked if one.rule == rule.id]
    assert reasons == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("supplied", "reason"),
    [(None, f"{NOT_BUILT}, and would need contracts"), (Rows({}), NOT_BUILT)],
)
def test_reference_data_alone_does_not_answer_a_rule_that_is_not_built(
    supplied: Rows | None, reason: str
) -> None:
    checker = Checker([], replace(CONTEXT, find=lambda name: supplied))
    reasons = {one.rule: one.reason for one in checker.not_checked}
    needing = [one.id for one in CONTEXT.table.rules.values() if one.needs == "contracts"]
    assert {reasons[one] for one in needing} == {reason}
