from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from ilrsync.corrections import loop
from ilrsync.corrections.correction import (
    OPT_IN,
    SAFE,
    SUGGEST,
    Correction,
    Corrections,
    Drop,
    Edit,
    Edits,
    correction,
)
from ilrsync.corrections.loop import correct
from ilrsync.corrections.plugin import ilrsync_corrections
from ilrsync.corrections.replay import apply_changes, reverse_changes
from ilrsync.corrections.tree import copied, shape, walk
from ilrsync.model.finding import Finding, Grade, Mode, Outcome, Severity
from ilrsync.model.records import Learner, LearningDelivery
from tests.corrections.complaints import complaints, finding
from tests.corrections.invented import aim, learners, person

if TYPE_CHECKING:
    from collections.abc import Sequence

BUILT_IN = Corrections(ilrsync_corrections("2627"), "2627")
CALLS: list[str] = []


def known(*corrections: tuple[Correction, ...]) -> Corrections:
    return Corrections([one for each in corrections for one in each], "2627")


@correction("X_lower", grade=SAFE)
def capitals(learner: Learner) -> Edits:
    """FamilyName is in capitals."""
    CALLS.append("capitals")
    if learner.FamilyName and learner.FamilyName != learner.FamilyName.upper():
        yield Edit(learner, "FamilyName", learner.FamilyName.upper())


@correction("X_upper", grade=SAFE)
def small(learner: Learner) -> Edits:
    """FamilyName is in small letters."""
    if learner.FamilyName:
        yield Edit(learner, "FamilyName", learner.FamilyName.lower())


def no_small_letters(learner: Learner) -> list[Finding]:
    name = learner.FamilyName or ""
    return [finding("X_lower", "Learner[9]")] if name != name.upper() else []


def test_a_learner_without_a_correctable_finding_is_given_back_untouched() -> None:
    CALLS.clear()
    learner = person("A1")
    found = [finding("X_other", "Learner[9]")]
    result = correct(learner, 9, known(capitals), {}, lambda one: found)
    assert result.learner is learner
    assert (result.changes, result.findings) == ((), tuple(found))
    assert CALLS == []


def test_a_safe_correction_is_made_and_written_down() -> None:
    learner = person("A1", FamilyName="Example")
    result = correct(learner, 9, known(capitals), {}, no_small_letters)
    assert (learner.FamilyName, result.learner.FamilyName) == ("Example", "EXAMPLE")
    assert result.findings == ()
    (change,) = result.changes
    assert (change.rule, change.grade, change.outcome) == ("X_lower", SAFE, Outcome.APPLIED)
    assert (change.LearnRefNumber, change.path, change.field) == ("A1", "Learner[9]", "FamilyName")
    assert (change.old, change.new, change.origin) == ("Example", "EXAMPLE", learner.origin)
    assert change.why == "FamilyName is in capitals."


@pytest.mark.parametrize("mode", [Mode.SUGGEST, Mode.OFF])
def test_what_the_provider_does_not_allow_is_offered_or_left_out(mode: Mode) -> None:
    learner = person("A1")
    result = correct(learner, 9, known(capitals), {"X_lower": mode}, no_small_letters)
    assert result.learner is learner
    assert [one.rule for one in result.findings] == ["X_lower"]
    outcomes = [one.outcome for one in result.changes]
    assert outcomes == ([Outcome.SUGGESTED] if mode is Mode.SUGGEST else [])


@pytest.mark.parametrize("grade", [OPT_IN, SUGGEST])
def test_only_safe_corrections_are_made_unasked(grade: Grade) -> None:
    def shout(learner: Learner) -> Edits:
        """Louder."""
        yield Edit(learner, "FamilyName", "EXAMPLE")

    answers = known(correction("X_lower", grade=grade)(shout))
    asked = correct(person("A1"), 0, answers, {"X_lower": Mode.APPLY}, no_small_letters)
    unasked = correct(person("A1"), 0, answers, {}, no_small_letters)
    assert [one.outcome for one in unasked.changes] == [Outcome.SUGGESTED]
    made = Outcome.APPLIED if grade is OPT_IN else Outcome.SUGGESTED
    assert [one.outcome for one in asked.changes] == [made]


def test_a_correction_that_raises_something_new_is_taken_back() -> None:
    def check(learner: Learner) -> list[Finding]:
        shouted = learner.FamilyName == "EXAMPLE"
        return [finding("X_loud" if shouted else "X_lower", "Learner[0]", Severity.WARNING)]

    result = correct(person("A1"), 0, known(capitals), {}, check)
    assert result.learner.FamilyName == "Example"
    (change,) = result.changes
    assert change.outcome is Outcome.UNDONE
    assert change.why.endswith("taken back, because it would raise X_loud")
    assert [one.rule for one in result.findings] == ["X_lower"]


def test_a_correction_that_cures_nothing_is_taken_back() -> None:
    stubborn = [finding("X_lower", "Learner[0]")]
    result = correct(person("A1"), 0, known(capitals), {}, lambda one: stubborn)
    (change,) = result.changes
    assert change.outcome is Outcome.UNDONE
    assert "X_lower would still be found" in change.why


def test_an_offer_says_what_it_would_raise() -> None:
    def check(learner: Learner) -> list[Finding]:
        shouted = learner.FamilyName == "EXAMPLE"
        return [finding("X_loud" if shouted else "X_lower", "Learner[0]")]

    result = correct(person("A1"), 0, known(capitals), {"X_lower": Mode.SUGGEST}, check)
    assert result.changes[0].why.endswith("note that it would raise X_loud")


def test_two_corrections_that_contradict_each_other_leave_the_record_as_it_was() -> None:
    def check(learner: Learner) -> list[Finding]:
        loud = (learner.FamilyName or "").isupper()
        return [finding("X_upper" if loud else "X_lower", "Learner[0]")]

    learner = person("A1")
    result = correct(learner, 0, known(capitals, small), {}, check)
    assert result.learner is learner
    assert [one.outcome for one in result.changes] == [Outcome.UNDONE]


def test_a_state_seen_before_gives_back_the_uncorrected_record() -> None:
    """A check that does not answer the same twice can send corrections in a circle."""
    answers = iter([["X_lower", "X_upper"], ["X_upper"], []])

    def check(learner: Learner) -> list[Finding]:
        return [finding(rule, "Learner[0]") for rule in next(answers)]

    learner = person("A1", FamilyName="example")
    result = correct(learner, 0, known(capitals, small), {}, check)
    assert result.learner is learner
    assert result.changes == ()
    assert [one.rule for one in result.findings] == ["X_lower", "X_upper", loop.FAILED]
    assert "never came to rest" in result.findings[-1].message


def test_a_correction_that_fails_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    def broken(learner: Learner) -> Edits:
        """It breaks."""
        raise KeyError(learner.FamilyName)
        yield Edit(learner, "FamilyName", "x")

    answers = known(correction("X_lower", grade=SAFE)(broken), capitals)
    with caplog.at_level(logging.WARNING):
        result = correct(person("A1"), 3, answers, {}, no_small_letters)
    assert result.learner.FamilyName == "EXAMPLE"
    (failure,) = result.findings
    assert (failure.rule, failure.severity) == (loop.FAILED, Severity.WARNING)
    assert failure.path == "Learner[3]"
    assert "X_lower failed with KeyError" in failure.message
    assert "Example" not in caplog.text + failure.message


def test_a_correction_of_an_aim_answers_findings_above_and_below_it() -> None:
    def refunded(aim: LearningDelivery) -> Edits:
        """FundModel is 99."""
        if aim.FundModel == 25:
            yield Edit(aim, "FundModel", 99)

    answers = known(correction("X_fund", grade=SAFE, over=LearningDelivery)(refunded))
    for place, changed in (("", 2), ("/LearningDelivery[1]", 1), ("/LearnerHE[0]", 0)):
        learner = person("A1", aim(), aim(FundModel=25))

        def check(one: Learner, place: str = place) -> list[Finding]:
            left = sum(each.FundModel == 25 for each in one.LearningDelivery)
            return [finding("X_fund", f"Learner[0]{place}")] * left

        result = correct(learner, 0, answers, {}, check)
        assert len(result.changes) == changed


def test_findings_are_followed_when_records_move() -> None:
    """Dropping the first aim must not make the complaint about the last one look new."""

    def without_first(learner: Learner) -> Edits:
        """The first aim goes."""
        if len(learner.LearningDelivery) == 3:
            yield Drop(learner.LearningDelivery[0])

    def check(learner: Learner) -> list[Finding]:
        too_many = [finding("X_many", "Learner[0]")] * (len(learner.LearningDelivery) > 2)
        last = len(learner.LearningDelivery) - 1
        return [*too_many, finding("X_last", f"Learner[0]/LearningDelivery[{last}]")]

    answers = known(correction("X_many", grade=SAFE)(without_first))
    result = correct(person("A1", aim("A"), aim("B"), aim("C")), 0, answers, {}, check)
    assert [one.outcome for one in result.changes] == [Outcome.APPLIED]
    assert [one.LearnAimRef for one in result.learner.LearningDelivery] == ["B", "C"]


def test_more_corrections_than_anyone_needs_give_back_the_uncorrected_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loop, "LIMIT", 10)

    def counted(learner: Learner) -> Edits:
        """One more hour."""
        yield Edit(learner, "PlanLearnHours", (learner.PlanLearnHours or 0) + 1)

    def check(learner: Learner) -> list[Finding]:
        return [finding("X_hours", "Learner[0]")] * (20 - (learner.PlanLearnHours or 0))

    learner = person("A1")
    result = correct(learner, 0, known(correction("X_hours", grade=SAFE)(counted)), {}, check)
    assert result.learner is learner
    assert result.findings[-1].rule == loop.FAILED


def _errors(found: Sequence[Finding]) -> set[str]:
    return {one.rule for one in found}


@settings(max_examples=80, deadline=None)
@given(learners())
def test_the_ledger_alone_makes_and_unmakes_every_correction(learner: Learner) -> None:
    given_ = copied(learner)
    result = correct(learner, 0, BUILT_IN, {}, complaints)
    assert learner == given_
    assert apply_changes(learner, result.changes) == result.learner
    assert reverse_changes(result.learner, result.changes) == learner


@settings(max_examples=80, deadline=None)
@given(learners())
def test_correcting_twice_changes_nothing_and_nothing_new_is_found(learner: Learner) -> None:
    once = correct(learner, 0, BUILT_IN, {}, complaints)
    again = correct(once.learner, 0, BUILT_IN, {}, complaints)
    assert not [one for one in again.changes if one.outcome is Outcome.APPLIED]
    assert again.learner == once.learner
    assert once.findings == tuple(complaints(once.learner))
    assert _errors(once.findings) <= _errors(complaints(learner))
    assert len(once.findings) <= len(complaints(learner))


@settings(max_examples=40, deadline=None)
@given(learners())
def test_no_value_is_made_up(learner: Learner) -> None:
    """Every text of the result stood somewhere in the record, spacing and case aside."""
    result = correct(learner, 0, BUILT_IN, {}, complaints)
    before = {_plain(text) for text in _texts(learner)}
    numbers = {str(number) for number in range(1, len(learner.LearningDelivery) + 1)}
    assert {_plain(text) for text in _texts(result.learner)} <= before | numbers


def _texts(learner: Learner) -> list[str]:
    return [
        text
        for _, record in walk(learner, "")
        for name in shape(type(record)).simple
        if (text := record.text(name)) is not None
    ]


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
