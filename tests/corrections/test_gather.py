from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.corrections.gather import MOST, Candidate, Gathered, gather
from ilrsync.corrections.replay import apply_changes, apply_to_all, reverse_on_all
from ilrsync.corrections.tree import copied
from ilrsync.model.check_digits import uln_from
from ilrsync.model.finding import Change, Finding, Grade, Mode, Outcome, Severity
from ilrsync.model.record import Note, Origin
from ilrsync.model.records import (
    EmploymentStatusMonitoring,
    Learner,
    LearnerEmploymentStatus,
    LearnerFAM,
    LearnerHE,
    LearnerHEFinancialSupport,
    LearningDeliveryFAM,
    LLDDandHealthProblem,
    PriorAttain,
    ProviderSpecLearnerMonitoring,
)
from tests.corrections.complaints import complaints, finding
from tests.corrections.invented import OTHER_ULN, ULN, aim, learners, person

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

APPLY = {"R_06": Mode.APPLY, "R_59": Mode.APPLY}
TEMPORARY = 9999999999
EARLIER = dt.date(2024, 9, 2)


def nothing_wrong(learner: Learner) -> list[Finding]:
    del learner
    return []


def gathered(
    *people: Learner,
    modes: dict[str, Mode] | None = None,
    check: Callable[[Learner], Sequence[Finding]] = nothing_wrong,
    precedence: Sequence[int] = (),
    before: dict[int, str] | None = None,
) -> Gathered:
    """*people* gathered, after the ledger has proved able to do it again and to undo it."""
    given_ = {place: copied(one) for place, one in enumerate(people)}
    candidates = [
        Candidate(place, one, f"source{place}", precedence[place] if precedence else 1)
        for place, one in enumerate(people)
    ]
    result = gather(
        candidates,
        modes=APPLY if modes is None else modes,
        check=check,
        references_before=before,
    )
    assert {place: one.learner for place, one in enumerate(candidates)} == given_
    after = dict(result.records)
    assert apply_to_all(given_, result.changes) == after
    assert reverse_on_all(after, result.changes) == given_
    assert set(after) | set(result.gone) == set(given_)
    return result


def the_one(result: Gathered) -> Learner:
    ((_, learner),) = result.records
    return learner


def values(result: Gathered, field: str) -> list[tuple[str, str | None, str | None]]:
    """What was said of a field: path, old, new."""
    return [(one.path, one.old, one.new) for one in result.changes if one.field == field]


def outcomes(result: Gathered) -> set[Outcome]:
    return {one.outcome for one in result.changes}


# Who is gathered, and what decides it


def test_two_copies_of_a_record_become_one_unasked() -> None:
    first = person("A1", aim("A", 1), aim("B", 2))
    second = person("A1", aim("B", 1), aim("A", 2))
    result = gathered(first, second, modes={})
    assert the_one(result) is first
    (change,) = result.changes
    assert (change.rule, change.grade, change.outcome) == ("R_06", Grade.SAFE, Outcome.APPLIED)
    assert (change.path, change.new) == ("Learner[1]", None)
    assert result.gone == (1,)


@pytest.mark.parametrize("mode", [Mode.SUGGEST, Mode.OFF])
def test_even_copies_wait_where_the_provider_says_so(mode: Mode) -> None:
    result = gathered(person("A1"), person("A1"), modes={"R_06": mode})
    assert len(result.records) == 2
    assert outcomes(result) == ({Outcome.SUGGESTED} if mode is Mode.SUGGEST else set())


def test_other_records_are_gathered_only_when_asked_for() -> None:
    a, b = person("A1", aim()), person("B2", aim("60325999"))
    offered = gathered(a, b, modes={})
    assert [learner for _, learner in offered.records] == [a, b]
    assert outcomes(offered) == {Outcome.SUGGESTED}
    assert {one.rule for one in offered.changes} == {"R_59"}
    made = gathered(a, b, modes={"R_59": Mode.APPLY})
    assert outcomes(made) == {Outcome.APPLIED}
    assert [(one.path, one.field) for one in made.changes] == [
        (one.path, one.field) for one in offered.changes
    ]
    assert len(the_one(made).LearningDelivery) == 2


def test_an_offer_can_be_made_later_from_the_ledger_alone() -> None:
    a, b = person("A1", aim()), person("B2", aim("60325999"))
    offered = gathered(a, b, modes={}).changes
    accepted = [replace(one, outcome=Outcome.APPLIED) for one in offered]
    assert apply_to_all({0: a, 1: b}, accepted) == dict(gathered(a, b).records)


def test_each_rule_is_allowed_by_itself() -> None:
    a, b, c = person("A1", aim()), person("a1", aim("B")), person("C3", aim("C"))
    result = gathered(a, b, c, modes={"R_06": Mode.APPLY})
    assert result.gone == (1,)
    assert {one.rule for one in result.changes if one.outcome is Outcome.SUGGESTED} == {"R_59"}


def test_people_who_differ_in_birth_date_and_name_are_never_gathered() -> None:
    stranger = person("A1", DateOfBirth=dt.date(2007, 1, 1), FamilyName="Sample", ULN=OTHER_ULN)
    result = gathered(person("A1"), stranger)
    assert len(result.records) == 2
    assert result.changes == ()
    assert result.evidence[0][2].answer == "no"


def test_a_pair_that_is_denied_keeps_the_whole_group_apart() -> None:
    """A and C are different people, though B could be either of them."""
    a = person("A1")
    b = person("A1", ULN=ULN, DateOfBirth=None, FamilyName=None, GivenNames=None)
    c = person("A1", DateOfBirth=dt.date(2007, 1, 1), FamilyName="Sample", GivenNames="Alex")
    assert len(gathered(a, b, c).records) == 3


def test_a_change_of_name_is_offered_not_made() -> None:
    result = gathered(person("A1"), person("B2", FamilyName="Sample"))
    assert len(result.records) == 2
    assert {(one.grade, one.outcome) for one in result.changes} == {
        (Grade.SUGGEST, Outcome.SUGGESTED)
    }


def test_of_two_ulns_the_valid_one_is_offered() -> None:
    wrong = uln_from(100000001 + 10) or 0
    mistyped = int(str(wrong)[:-1] + str((int(str(wrong)[-1]) + 1) % 10))
    result = gathered(person("A1"), person("A1", ULN=mistyped))
    assert values(result, "ULN") == [("Learner[1]", str(mistyped), str(ULN))]
    assert outcomes(result) == {Outcome.SUGGESTED}


def test_two_valid_ulns_are_put_to_a_person_in_words() -> None:
    result = gathered(person("A1"), person("A1", ULN=OTHER_ULN))
    (change,) = result.changes
    assert (change.field, change.old, change.new) == ("", None, None)
    assert "disagree about ULN" in change.why


def test_a_chain_of_records_is_one_person_in_any_order() -> None:
    """A and B share a reference, B and C a ULN, D is a copy of C."""
    a = person("A1", aim("A"), ULN=TEMPORARY)
    b = person("a1", aim("B", LearnStartDate=EARLIER))
    c = person("C3", aim("C"))
    people = [a, b, c, copied(c)]
    results = []
    for order in permutations(enumerate(people)):
        result = gather(
            [Candidate(place, one) for place, one in order], modes=APPLY, check=nothing_wrong
        )
        results.append((result.records, result.gone, result.changes))
    assert all(result == results[0] for result in results)
    ((position, learner),) = results[0][0]
    assert position == 0
    assert learner.ULN == ULN
    assert [one.LearnAimRef for one in learner.LearningDelivery] == ["B", "A", "C"]


def test_what_too_many_records_share_is_a_placeholder() -> None:
    people = [person("0000", aim(f"A{place}"), TelNo=str(place)) for place in range(MOST + 1)]
    result = gathered(*people)
    assert len(result.records) == MOST + 1
    assert result.changes == ()


# Which reference stays


def reference_of(*people: Learner, **options: Any) -> str | None:
    return the_one(gathered(*people, **options)).LearnRefNumber


def test_the_reference_that_was_returned_before_stays() -> None:
    a, b = person("A1", aim(LearnStartDate=EARLIER)), person("B2", aim())
    assert reference_of(a, b, precedence=[1, 2], before={ULN: "b2"}) == "B2"


def test_else_the_reference_of_the_source_with_precedence_stays() -> None:
    a, b = person("A1", aim(LearnStartDate=EARLIER)), person("B2", aim("B"))
    assert reference_of(a, b, precedence=[2, 1]) == "B2"


def test_else_the_reference_with_the_earliest_start_stays() -> None:
    a, b = person("A1", aim()), person("B2", aim("B", LearnStartDate=EARLIER))
    result = gathered(a, b)
    assert the_one(result).LearnRefNumber == "B2"
    assert result.gone == (0,)
    assert any("reference B2 stays, because it has the earliest start" in one.why
               for one in result.changes)  # fmt: skip


def test_the_spelling_of_a_reference_that_was_read_first_stays() -> None:
    result = gathered(person("ab1", aim()), person("AB1", aim("B", LearnStartDate=EARLIER)))
    assert the_one(result).LearnRefNumber == "ab1"


def test_the_reference_given_up_is_never_put_into_the_previous_one() -> None:
    result = gathered(person("A1", aim()), person("B2", aim("B")))
    assert the_one(result).PrevLearnRefNumber is None
    kept = gathered(person("A1", aim()), person("B2", aim("B"), PrevLearnRefNumber="Z9"))
    assert the_one(kept).PrevLearnRefNumber == "Z9"
    own = gathered(person("A1", aim()), person("B2", aim("B"), PrevLearnRefNumber="a1"))
    assert the_one(own).PrevLearnRefNumber is None


# Which value stands


@pytest.mark.parametrize(
    ("field", "first", "second", "stands"),
    [
        ("ULN", TEMPORARY, ULN, ULN),
        ("ULN", ULN, TEMPORARY, ULN),
        ("Ethnicity", 99, 31, 31),
        ("LLDDHealthProb", 9, 2, 2),
        ("ALSCost", 0, 500, 500),
        ("Postcode", "ZZ99 9ZZ", "AB1 2CD", "AB1 2CD"),
        ("PostcodePrior", "AB1 2CD", "zz999zz", "AB1 2CD"),
        ("NINumber", None, "AB123456C", "AB123456C"),
        ("PlanLearnHours", 540, None, 540),
        ("MathGrade", None, "4", "4"),
        ("CampId", None, "C1", "C1"),
        ("PrevUKPRN", 10000001, None, 10000001),
    ],
)
def test_what_is_known_stands_before_what_is_not(
    field: str, first: object, second: object, stands: object
) -> None:
    result = gathered(person("A1", **{field: first}), person("A1", aim(), **{field: second}))
    assert getattr(the_one(result), field) == stands
    lost = [old for _, old, new in values(result, field) if old is not None and old != new]
    expected = {str(one) for one in (first, second) if one not in {None, stands}}
    assert set(lost) == expected


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        ("FamilyName", "Example-Sample", "Example"),
        ("GivenNames", "Robin", "Rob"),
        ("Ethnicity", 31, 32),
        ("Accom", 5, 6),
        ("TelNo", "01234", "05678"),
        ("Email", "a@example.org", "b@example.org"),
    ],
)
def test_where_no_money_moves_the_source_with_precedence_wins_and_the_loser_is_on_record(
    field: str, first: object, second: object
) -> None:
    a, b = person("A1", **{field: first}), person("A1", aim(), **{field: second})
    result = gathered(a, b, precedence=[2, 1])
    assert getattr(the_one(result), field) == second
    assert values(result, field) == [("Learner[0]", str(first), str(second))]
    (change,) = [one for one in result.changes if one.field == field]
    assert "A1 (source1 learners.csv line 2)" in change.why
    assert getattr(the_one(gathered(a, b)), field) == first


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        ("NINumber", "AB123456C", "AB123457C"),
        ("LLDDHealthProb", 1, 2),
        ("PlanLearnHours", 540, 600),
        ("PlanEEPHours", 10, 20),
        ("MathGrade", "4", "5"),
        ("EngGrade", "4", "5"),
        ("ALSCost", 500, 600),
        ("Sex", "F", "M"),
        ("Postcode", "AB1 2CD", "AB1 3CD"),
        ("PostcodePrior", "AB1 2CD", "AB1 3CD"),
        ("PrevLearnRefNumber", "Z8", "Z9"),
        ("PrevUKPRN", 10000001, 10000002),
        ("PMUKPRN", 10000001, 10000002),
        ("CampId", "C1", "C2"),
    ],
)
def test_where_money_or_a_result_may_move_a_person_decides(
    field: str, first: object, second: object
) -> None:
    a, b = person("A1", **{field: first}), person("A1", aim(), **{field: second})
    result = gathered(a, b)
    assert [learner for _, learner in result.records] == [a, b]
    (change,) = result.changes
    assert (change.grade, change.outcome) == (Grade.SUGGEST, Outcome.SUGGESTED)
    assert (change.path, change.old, change.new) == ("Learner[1]", str(second), str(first))
    assert f"disagree about {field}" in change.why


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        ("NINumber", "AB123456C", "ab 12 34 56 c"),
        ("Postcode", "AB1 2CD", "ab12cd"),
        ("FamilyName", "O'Example", "O EXAMPLE"),
    ],
)
def test_another_spelling_of_a_value_is_no_conflict(field: str, first: str, second: str) -> None:
    result = gathered(person("A1", **{field: first}), person("A1", aim(), **{field: second}))
    assert getattr(the_one(result), field) == first


def test_a_value_that_cannot_be_read_gives_way_and_is_on_record() -> None:
    unread = person("A1", DateOfBirth=None, raw={"DateOfBirth": "31/02/2008"})
    result = gathered(unread, person("A1", aim()))
    assert the_one(result).DateOfBirth == person().DateOfBirth
    assert values(result, "DateOfBirth") == [("Learner[0]", "31/02/2008", "2008-11-20")]


def test_the_address_comes_whole_from_the_record_whose_postcode_stands() -> None:
    a = person("A1", Postcode="ZZ99 9ZZ", AddLine1="Flat 1", AddLine3="Old Town")
    b = person("A1", aim(), AddLine1="2 New Road")
    learner = the_one(gathered(a, b))
    assert (learner.AddLine1, learner.AddLine2, learner.AddLine3) == ("2 New Road", None, None)


def test_an_address_is_kept_where_the_other_record_has_none() -> None:
    a = person("A1", aim(), AddLine1="Flat 1", Postcode="AB1 2CD")
    b = person("A1")
    assert the_one(gathered(b, a)).AddLine1 == "Flat 1"


# Children


def test_children_are_joined_and_equal_ones_stand_once() -> None:
    a = person(
        "A1",
        PriorAttain=[PriorAttain(3, EARLIER)],
        LLDDandHealthProblem=[LLDDandHealthProblem(4)],
        LearnerFAM=[LearnerFAM("EHC", 1), LearnerFAM("LSR", 36), LearnerFAM("XYZ", 1)],
        LearnerHE=LearnerHE(LearnerHEFinancialSupport=[LearnerHEFinancialSupport(1, 100)]),
    )
    b = person(
        "A1",
        aim(),
        PriorAttain=[PriorAttain(3, EARLIER), PriorAttain(5, dt.date(2025, 8, 1))],
        LLDDandHealthProblem=[LLDDandHealthProblem(4, 1), LLDDandHealthProblem(5)],
        LearnerFAM=[LearnerFAM("ehc", 1), LearnerFAM("LSR", 55)],
        LearnerHE=LearnerHE("1234567890", None, [LearnerHEFinancialSupport(1, 100)]),
    )
    learner = the_one(gathered(a, b))
    assert learner.PriorAttain == b.PriorAttain
    assert learner.LLDDandHealthProblem == b.LLDDandHealthProblem
    assert learner.LearnerFAM == [*a.LearnerFAM, LearnerFAM("LSR", 55)]
    assert learner.LearnerHE == b.LearnerHE


def status(code: int, on: dt.date = EARLIER, **fields: Any) -> LearnerEmploymentStatus:
    return LearnerEmploymentStatus(code, on, **fields)


def monitoring(kind: str, code: int) -> EmploymentStatusMonitoring:
    return EmploymentStatusMonitoring(kind, code)


def test_employment_statuses_of_one_date_are_one_status() -> None:
    later = dt.date(2025, 8, 1)
    a = person(
        "A1",
        LearnerEmploymentStatus=[
            status(10, later),
            status(98, EmploymentStatusMonitoring=[monitoring("LOU", 1)]),
        ],
    )
    b = person(
        "A1",
        aim(),
        LearnerEmploymentStatus=[
            status(
                11,
                EmploymentStatusMonitoring=[
                    monitoring("LOU", 1),
                    monitoring("OET", 1),
                    monitoring("OET", 2),
                ],
            )
        ],
    )
    found = the_one(gathered(a, b)).LearnerEmploymentStatus
    assert [(one.EmpStat, one.DateEmpStatApp) for one in found] == [(11, EARLIER), (10, later)]
    assert [(one.ESMType, one.ESMCode) for one in found[0].EmploymentStatusMonitoring] == [
        ("LOU", 1),
        ("OET", 1),
        ("OET", 2),
    ]


MANY_LLDD = [LLDDandHealthProblem(code) for code in range(1, 14)]
MORE_LLDD = [LLDDandHealthProblem(code) for code in range(14, 27)]


@pytest.mark.parametrize(
    ("field", "first", "second", "said"),
    [
        ("PriorAttain", [PriorAttain(3, EARLIER)], [PriorAttain(5, EARLIER)], "PriorLevel"),
        ("LLDDandHealthProblem", MANY_LLDD, MORE_LLDD, "more than 22 LLDDandHealthProblem"),
        (
            "LLDDandHealthProblem",
            [LLDDandHealthProblem(4, 1)],
            [LLDDandHealthProblem(5, 1)],
            "PrimaryLLDD",
        ),
        (
            "LearnerFAM",
            [LearnerFAM("EHC", 1)],
            [LearnerFAM("EHC", 2)],
            "more than 1 LearnFAMType EHC",
        ),
        ("LearnerEmploymentStatus", [status(10)], [status(11)], "EmpStat"),
        (
            "LearnerEmploymentStatus",
            [status(10, EmpId=123456789)],
            [status(10, EmpId=987654321)],
            "EmpId",
        ),
        (
            "LearnerEmploymentStatus",
            [status(10, EmploymentStatusMonitoring=[monitoring("LOE", 1)])],
            [status(10, EmploymentStatusMonitoring=[monitoring("LOE", 2)])],
            "ESMCode",
        ),
        (
            "LearnerHE",
            LearnerHE(LearnerHEFinancialSupport=[LearnerHEFinancialSupport(1, 100)]),
            LearnerHE(LearnerHEFinancialSupport=[LearnerHEFinancialSupport(1, 200)]),
            "FINAMOUNT",
        ),
        ("LearnerHE", LearnerHE("1234567890"), LearnerHE("1234567891"), "UCASPERID"),
    ],
)
def test_children_that_cannot_stand_together_are_put_to_a_person(
    field: str, first: Any, second: Any, said: str
) -> None:
    result = gathered(person("A1", **{field: first}), person("A1", aim(), **{field: second}))
    assert len(result.records) == 2
    assert all(one.outcome is Outcome.SUGGESTED for one in result.changes)
    assert any(said in one.why for one in result.changes)


def test_of_two_texts_under_one_letter_the_one_with_precedence_stands() -> None:
    a = person("A1", ProviderSpecLearnerMonitoring=[ProviderSpecLearnerMonitoring("A", "x")])
    theirs = [ProviderSpecLearnerMonitoring("a", "y"), ProviderSpecLearnerMonitoring("B", "z")]
    b = person("A1", aim(), ProviderSpecLearnerMonitoring=theirs)
    result = gathered(a, b)
    assert the_one(result).ProviderSpecLearnerMonitoring == [
        ProviderSpecLearnerMonitoring("A", "x"),
        ProviderSpecLearnerMonitoring("B", "z"),
    ]
    path = "Learner[1]/ProviderSpecLearnerMonitoring[0]"
    assert values(result, "ProvSpecLearnMon") == [(path, "y", "x")]


# Aims


def test_a_progression_keeps_both_programmes_whole() -> None:
    """A Level 4 apprenticeship that ended, then a Level 6: two programme aims."""

    def programme(standard: int, starts: dt.date, **fields: Any) -> list[Any]:
        common = {"LearnStartDate": starts, "FundModel": 36, "ProgType": 25, **fields}
        return [
            aim("60325999", 1, AimType=3, StdCode=standard, **common),
            aim("ZPROG001", 2, AimType=1, StdCode=standard, **common),
        ]

    first = programme(105, EARLIER, CompStatus=2, LearnActEndDate=dt.date(2025, 7, 31))
    second = programme(274, dt.date(2025, 9, 8))
    learner = the_one(gathered(person("A1", *first), person("B2", *second)))
    assert [(one.AimSeqNumber, one.AimType, one.StdCode) for one in learner.LearningDelivery] == [
        (1, 1, 105),
        (2, 3, 105),
        (3, 1, 274),
        (4, 3, 274),
    ]


def test_aims_equal_in_all_but_number_stand_once() -> None:
    a = person("A1", aim("A", 1), aim("B", 2))
    b = person("A1", aim("B", 1, SWSupAimId="x"), aim("C", 2))
    result = gathered(a, b)
    learner = the_one(result)
    assert [(one.LearnAimRef, one.AimSeqNumber) for one in learner.LearningDelivery] == [
        ("A", 1),
        ("B", 2),
        ("C", 3),
    ]
    assert learner.LearningDelivery[1].SWSupAimId == "x"
    assert any(one.path == "Learner[1]/LearningDelivery[0]" for one in result.changes)


def test_what_one_record_repeats_by_itself_stays() -> None:
    a, b = person("A1", aim("A", 1), aim("A", 2)), person("A1", aim("A", 1), TelNo="1")
    assert len(the_one(gathered(a, b)).LearningDelivery) == 2


def note_of(result: Gathered) -> str:
    return next(one.why for one in result.changes if "gathers" in one.why)


def test_aims_that_are_nearly_equal_both_stay_and_are_named() -> None:
    a, b = person("A1", aim("A")), person("A1", aim("A", LearnPlanEndDate=dt.date(2026, 6, 1)))
    result = gathered(a, b)
    assert len(the_one(result).LearningDelivery) == 2
    assert "aims 1 and 2 may be one aim told differently, see LearnPlanEndDate" in note_of(result)


@pytest.mark.parametrize(
    "fields",
    [
        {"LearningDeliveryFAM": [LearningDeliveryFAM("RES", "1")]},
        {"OrigLearnStartDate": dt.date(2025, 9, 8)},
        {"FundModel": 99},
        {"ProgType": 25},
        {"LearnStartDate": dt.date(2024, 9, 2), "LearnActEndDate": dt.date(2025, 9, 6)},
    ],
)
def test_a_restart_or_another_episode_is_another_aim(fields: dict[str, Any]) -> None:
    result = gathered(person("A1", aim("A")), person("A1", aim("A", **fields)))
    assert len(the_one(result).LearningDelivery) == 2
    assert "told differently" not in note_of(result)


def test_a_t_level_split_over_two_records_is_whole_again() -> None:
    """Each half had errors of its own; together they have none."""

    def check(learner: Learner) -> list[Finding]:
        kinds = {one.AimType for one in learner.LearningDelivery}
        missing = {"R_126": {1}, "R_125": {3}}
        return [finding(rule, "Learner[0]") for rule, only in missing.items() if kinds == only]

    a = person("A1", aim("ZPROG001", AimType=1, ProgType=31))
    b = person("A1", aim("ZTLOS006", AimType=3, ProgType=31))
    assert len(the_one(gathered(a, b, check=check)).LearningDelivery) == 2


def test_more_aims_than_a_record_may_have_are_left_apart() -> None:
    a = person("A1", *(aim(f"A{number}", number) for number in range(1, 50)))
    b = person("A1", *(aim(f"B{number}", number) for number in range(1, 51)))
    result = gathered(a, b)
    assert len(result.records) == 2
    assert "more than 98 aims" in result.changes[0].why


# What may not stay


def clash(severity: Severity) -> Callable[[Learner], list[Finding]]:
    def check(learner: Learner) -> list[Finding]:
        two = len(learner.LearningDelivery) > 1
        return [finding("R_124", "Learner[0]/LearningDelivery[1]", severity)] if two else []

    return check


def test_a_merge_that_raises_errors_is_taken_back_and_offered() -> None:
    a, b = person("A1", aim("A")), person("B2", aim("B"))
    result = gathered(a, b, check=clash(Severity.ERROR))
    assert [learner for _, learner in result.records] == [a, b]
    undone = [one for one in result.changes if one.outcome is Outcome.UNDONE]
    offered = [one for one in result.changes if one.outcome is Outcome.SUGGESTED]
    assert len(undone) == 1
    assert undone[0].path == "Learner[0]"
    assert len(offered) > 1
    assert all("would raise R_124" in one.why for one in result.changes)


def test_an_offer_names_the_errors_it_would_raise() -> None:
    a, b = person("A1", aim("A")), person("B2", aim("B"))
    result = gathered(a, b, modes={}, check=clash(Severity.ERROR))
    assert outcomes(result) == {Outcome.SUGGESTED}
    assert all("note that it would raise R_124" in one.why for one in result.changes)


def test_a_warning_does_not_stop_a_merge() -> None:
    result = gathered(person("A1", aim("A")), person("B2", aim("B")), check=clash(Severity.WARNING))
    assert len(result.records) == 1


def test_errors_that_the_records_had_before_do_not_stop_a_merge() -> None:
    def check(learner: Learner) -> list[Finding]:
        return [finding("X", "Learner[0]") for _ in learner.LearningDelivery]

    result = gathered(person("A1", aim("A")), person("B2", aim("B")), check=check)
    assert len(result.records) == 1


# What is on record


def test_the_one_record_keeps_origins_and_notes_of_all() -> None:
    a, b = person("A1", aim("A")), person("B2", aim("B"))
    b.LearningDelivery[0].origin = Origin("aims.csv", 7)
    b.notes = [
        Note("refusal", "ILRSYNC_date", b.LearningDelivery[0], "AchDate", "x"),
        Note("remark", "ILRSYNC_name", b, "FamilyName", "x"),
    ]
    learner = the_one(gathered(a, b))
    assert learner.LearningDelivery[1].origin == Origin("aims.csv", 7)
    assert learner.notes is not None
    assert [note.record for note in learner.notes] == [learner.LearningDelivery[1], learner]


def test_changes_name_the_record_they_are_of() -> None:
    result = gathered(person("A1", aim("A")), person("B2", aim("B")))
    by_path = {one.path: one for one in result.changes}
    assert by_path["Learner[0]"].LearnRefNumber == "A1"
    assert by_path["Learner[1]"].LearnRefNumber == "B2"
    assert by_path["Learner[1]"].why.startswith("gathered into A1 (source0 learners.csv line 2)")
    assert by_path["Learner[0]"].origin == Origin("learners.csv", 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(learners(), min_size=2, max_size=4), st.integers(0, 2**32))
def test_whatever_is_gathered_can_be_undone_from_the_ledger(
    people: list[Learner], seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 - not a secret
    for one in people[1:]:
        for name in ("ULN", "LearnRefNumber", "FamilyName", "GivenNames", "DateOfBirth"):
            if rng.random() < 0.9:
                one.assign(name, getattr(people[0], name))
        if rng.random() < 0.5:
            _agree(people[0], one)
    modes = APPLY if rng.random() < 0.7 else {}
    precedence = [rng.choice((1, 2)) for _ in people]
    result = gathered(*people, modes=modes, check=complaints, precedence=precedence)
    again = gather(
        [Candidate(place, one, f"s{place}", precedence[place]) for place, one in result.records],
        modes=modes,
        check=complaints,
    )
    assert not [one for one in again.changes if one.outcome is Outcome.APPLIED]
    assert _errors(result.records) <= _errors(enumerate(people))


def _agree(one: Learner, other: Learner) -> None:
    """The other record agrees with the first in what only a person could decide."""
    for name in ("Sex", "LLDDHealthProb", "NINumber", "PlanLearnHours", "PlanEEPHours", "CampId",
                 "MathGrade", "EngGrade", "ALSCost", "Postcode", "PostcodePrior", "PrevUKPRN",
                 "PMUKPRN", "PrevLearnRefNumber"):  # fmt: skip
        other.assign(name, getattr(one, name))
    for name in ("LearnerEmploymentStatus", "PriorAttain", "LLDDandHealthProblem", "LearnerFAM"):
        setattr(other, name, [])
    other.LearnerHE = None


def _errors(people: Any) -> set[str]:
    return {one.rule for _, learner in people for one in complaints(learner)}


def test_a_learner_alone_is_nobody_else() -> None:
    learner = person("A1", aim())
    result = gather([Candidate(5, learner)], modes=APPLY, check=nothing_wrong)
    assert result == Gathered(((5, learner),))


def test_a_suggested_value_can_be_accepted_by_itself() -> None:
    a, b = person("A1", PlanLearnHours=540), person("A1", aim(), PlanLearnHours=600)
    (change,) = gathered(a, b).changes
    accepted = apply_changes(b, [_accepted(change)])
    assert len(gathered(a, accepted).records) == 1


def _accepted(change: Change) -> Change:
    return replace(change, outcome=Outcome.APPLIED)
