"""Every built-in correction on the record it is for, with the published rules as the judge.

A rule that a test needs and that is not among the checks is stated here in one line.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.corrections.correction import Corrections
from ilrsync.corrections.loop import correct
from ilrsync.corrections.plugin import ilrsync_corrections
from ilrsync.corrections.replay import apply_changes, reverse_changes
from ilrsync.corrections.tree import locate
from ilrsync.model.finding import Finding, Mode, Outcome
from ilrsync.model.records import (
    AppFinRecord,
    EmploymentStatusMonitoring,
    HRSRecord,
    Learner,
    LearnerEmploymentStatus,
    LearnerFAM,
    LearnerHE,
    LearnerHEFinancialSupport,
    LearningDelivery,
    LearningDeliveryFAM,
    LearningDeliveryHE,
    LearningDeliveryWorkPlacement,
    LLDDandHealthProblem,
    PriorAttain,
    ProviderSpecDeliveryMonitoring,
    ProviderSpecLearnerMonitoring,
)
from tests.corrections.complaints import finding
from tests.corrections.invented import aim, person

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = Corrections(ilrsync_corrections("2627"), "2627")
DAY = dt.date(2025, 9, 8)
LATER = dt.date(2026, 6, 30)
AIM = "Learner[0]/LearningDelivery[0]"


def corrected(
    learner: Learner, rule: str, wrong: Callable[[Learner], object], path: str = "Learner[0]"
) -> Learner:
    """The learner after the corrections of *rule*, which complains while *wrong* holds."""

    def check(one: Learner) -> list[Finding]:
        return [finding(rule, path)] if wrong(one) else []

    result = correct(learner, 0, KNOWN, {rule: Mode.APPLY}, check)
    assert apply_changes(learner, result.changes) == result.learner
    assert reverse_changes(result.learner, result.changes) == learner
    assert all(one.outcome is Outcome.APPLIED for one in result.changes)
    again = correct(result.learner, 0, KNOWN, {rule: Mode.APPLY}, check)
    assert again.changes == ()
    return result.learner


def always(learner: Learner) -> bool:
    del learner
    return True


# Formats


@pytest.mark.parametrize(
    ("rule", "path", "field"),
    [
        ("Postcode_15", "Learner[0]", "Postcode"),
        ("FD_Postcode_AL", "Learner[0]", "Postcode"),
        ("PostcodePrior_02", "Learner[0]", "PostcodePrior"),
        ("DelLocPostCode_11", AIM, "DelLocPostCode"),
        ("LSDPostcode_03", AIM, "LSDPostcode"),
        ("HEPostCode_02", f"{AIM}/LearningDeliveryHE[0]", "HEPostCode"),
    ],
)
@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        ("SW1A  1AA", "SW1A 1AA"),
        (" m1 1ae", "M1 1AE"),
        ("CR2\u00a06XH", "CR2 6XH"),
        ("not known", "not known"),
        ("SW1A 1CA", "SW1A 1CA"),
        ("SWIA 1AA", "SWIA 1AA"),
        ("SW1A 1A", "SW1A 1A"),
    ],
)
def test_a_postcode_is_respaced_but_never_guessed(
    rule: str, path: str, field: str, typed: str, right: str
) -> None:
    learner = person("A1", aim(LearningDeliveryHE=LearningDeliveryHE()))
    record = locate(learner, path)
    assert record is not None
    setattr(record, field, typed)

    def wrong(one: Learner) -> bool:
        found = locate(one, path)
        return found is not None and found.text(field) == typed

    after = locate(corrected(learner, rule, wrong, path), path)
    assert after is not None
    assert getattr(after, field) == right


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("ab 12 34 56 c", "AB123456C"),
        ("AB123456c", "AB123456C"),
        ("ab 12 34 56", "AB123456 "),
        ("DA123456C", "DA123456C"),
        ("AB12345", "AB12345"),
    ],
)
def test_a_national_insurance_number_is_closed_up(typed: str, right: str) -> None:
    learner = person("A1", NINumber=typed)
    after = corrected(learner, "NINumber_01", lambda one: one.NINumber == typed)
    assert after.NINumber == right


@pytest.mark.parametrize(
    ("rule", "field", "typed", "right"),
    [
        (
            "FD_AddLine1_AP",
            "AddLine1",
            "3 Zoë\u2019s  Court \u2013 Flat\u00a02 ",
            "3 Zoe's Court - Flat 2",
        ),
        ("FD_FamilyName_AP", "FamilyName", "O“Hara\tNúñez", "O'Hara Núñez"),
        ("FD_Email_AP", "Email", "robin@example.org\u200b", "robin@example.org"),
        ("FD_TelNo_AP", "TelNo", "none", "none"),
    ],
)
def test_a_text_is_typed_plainly(rule: str, field: str, typed: str, right: str) -> None:
    learner = person("A1", **{field: typed})
    after = corrected(learner, rule, lambda one: getattr(one, field) == typed)
    assert getattr(after, field) == right


def test_the_key_of_a_learner_is_never_retyped() -> None:
    assert "FD_LearnRefNumber_AP" not in KNOWN
    assert "FD_SWSupAimId_AP" not in KNOWN


# Numbers


def test_aims_are_renumbered_in_the_order_in_which_they_stand() -> None:
    learner = person("A1", aim("A", 3), aim("B", 3), aim("C", 1))
    after = corrected(
        learner, "R_07", lambda one: len({each.AimSeqNumber for each in one.LearningDelivery}) < 3
    )
    numbers = [(one.LearnAimRef, one.AimSeqNumber) for one in after.LearningDelivery]
    assert numbers == [("A", 1), ("B", 2), ("C", 3)]


def test_an_aim_told_twice_goes_when_the_provider_agrees() -> None:
    twice = [aim("A", 1), aim("A", 2, SWSupAimId="x"), aim("B", 3)]
    after = corrected(
        person("A1", *twice), "ILRSYNC_same_aim_twice", lambda one: len(one.LearningDelivery) > 2
    )
    numbers = [(one.LearnAimRef, one.AimSeqNumber) for one in after.LearningDelivery]
    assert numbers == [("A", 1), ("B", 2)]
    other = person("A1", aim("A", 1), aim("A", 2, LearnPlanEndDate=LATER))
    assert corrected(other, "ILRSYNC_same_aim_twice", always) is other


# Children told twice


def status(**fields: Any) -> LearnerEmploymentStatus:
    return LearnerEmploymentStatus(**{"EmpStat": 10, "DateEmpStatApp": DAY, **fields})


def esm(kind: str = "LOE", code: int = 1) -> EmploymentStatusMonitoring:
    return EmploymentStatusMonitoring(kind, code)


def fam(
    code: str = "107", starts: dt.date | None = None, ends: dt.date | None = None, kind: str = "SOF"
) -> LearningDeliveryFAM:
    return LearningDeliveryFAM(kind, code, starts, ends)


def placement(hours: int = 100) -> LearningDeliveryWorkPlacement:
    return LearningDeliveryWorkPlacement(DAY, None, hours, 2)


EQUAL: list[tuple[str, str, str, list[Any]]] = [
    ("R_43", "Learner[0]", "LearnerEmploymentStatus", [status(), status()]),
    ("R_45", "Learner[0]", "LLDDandHealthProblem", [LLDDandHealthProblem(4, 1)] * 2),
    ("R_49", "Learner[0]", "ProviderSpecLearnerMonitoring",
     [ProviderSpecLearnerMonitoring("A", "x"), ProviderSpecLearnerMonitoring("a", "x")]),
    ("R_51", "Learner[0]", "LearnerFAM", [LearnerFAM("EHC", 1), LearnerFAM("ehc", 1)]),
    ("PriorAttain_10", "Learner[0]", "PriorAttain", [PriorAttain(3, DAY)] * 2),
    ("R_50", AIM, "ProviderSpecDeliveryMonitoring",
     [ProviderSpecDeliveryMonitoring("D", "x"), ProviderSpecDeliveryMonitoring("d", "x")]),
    ("R_52", AIM, "LearningDeliveryFAM", [fam(), fam()]),
    ("R_157", AIM, "LearningDeliveryFAM", [fam("1", DAY, LATER, "ALB")] * 2),
    ("R_67", AIM, "LearningDeliveryWorkPlacement", [placement(), placement()]),
    ("R_96", AIM, "LearningDeliveryWorkPlacement", [placement(), placement()]),
    ("HRSType_18", AIM, "HRSRecord", [HRSRecord("HRS", 2, 1300)] * 2),
]  # fmt: skip

DIFFERENT: list[tuple[str, str, str, list[Any]]] = [
    ("R_43", "Learner[0]", "LearnerEmploymentStatus", [status(), status(EmpStat=11)]),
    ("R_43", "Learner[0]", "LearnerEmploymentStatus",
     [status(EmploymentStatusMonitoring=[esm()]), status(EmploymentStatusMonitoring=[esm("LOU")])]),
    ("R_45", "Learner[0]", "LLDDandHealthProblem",
     [LLDDandHealthProblem(4, 2), LLDDandHealthProblem(4)]),
    ("PriorAttain_10", "Learner[0]", "PriorAttain", [PriorAttain(3, DAY), PriorAttain(5, DAY)]),
    ("R_52", AIM, "LearningDeliveryFAM",
     [fam("1", DAY, kind="EVI"), fam("1", kind="EVI")]),
    ("R_67", AIM, "LearningDeliveryWorkPlacement", [placement(), placement(200)]),
    ("R_96", AIM, "LearningDeliveryWorkPlacement", [placement(), placement(200)]),
    ("HRSType_18", AIM, "HRSRecord", [HRSRecord("HRS", 2, 1300), HRSRecord("HRS", 2, 650)]),
]  # fmt: skip


def having(path: str, name: str, rows: list[Any]) -> Learner:
    if path == "Learner[0]":
        return person("A1", aim(), **{name: rows})
    learner = person("A1", aim())
    setattr(learner.LearningDelivery[0], name, rows)
    return learner


def rows_of(learner: Learner, path: str, name: str) -> list[Any]:
    found: list[Any] = getattr(locate(learner, path), name)
    return found


@pytest.mark.parametrize(("rule", "path", "name", "rows"), EQUAL, ids=[row[0] for row in EQUAL])
def test_of_equal_children_the_first_stays(
    rule: str, path: str, name: str, rows: list[Any]
) -> None:
    learner = having(path, name, [*rows, *rows[:1]])
    after = corrected(learner, rule, lambda one: len(rows_of(one, path, name)) > 1, path)
    assert rows_of(after, path, name) == rows[:1]


@pytest.mark.parametrize(
    ("rule", "path", "name", "rows"), DIFFERENT, ids=[row[0] for row in DIFFERENT]
)
def test_children_that_differ_are_left_for_a_person(
    rule: str, path: str, name: str, rows: list[Any]
) -> None:
    learner = having(path, name, rows)
    assert corrected(learner, rule, always, path) is learner


def test_financial_support_and_employment_monitoring_stand_once() -> None:
    support = LearnerHEFinancialSupport(1, 100)
    learner = person("A1", LearnerHE=LearnerHE(LearnerHEFinancialSupport=[support, support]))

    def twice(one: Learner) -> bool:
        return one.LearnerHE is not None and len(one.LearnerHE.LearnerHEFinancialSupport) > 1

    path = "Learner[0]/LearnerHE[0]/LearnerHEFinancialSupport[1]"
    after = corrected(learner, "FINTYPE_02", twice, path)
    assert after.LearnerHE is not None
    assert after.LearnerHE.LearnerHEFinancialSupport == [support]

    rows = [esm("OET", 1), esm("OET", 1), esm("OET", 2)]
    learner = person("A1", LearnerEmploymentStatus=[status(EmploymentStatusMonitoring=rows)])
    path = "Learner[0]/LearnerEmploymentStatus[0]"
    after = corrected(
        learner,
        "ESMType_20",
        lambda one: len(one.LearnerEmploymentStatus[0].EmploymentStatusMonitoring) > 2,
        path,
    )
    assert after.LearnerEmploymentStatus[0].EmploymentStatusMonitoring == [rows[0], rows[2]]


# What needs the provider's agreement


def test_a_status_that_another_says_in_full_goes() -> None:
    short = status(EmploymentStatusMonitoring=[esm()])
    long = status(EmploymentStatusMonitoring=[esm("LOU"), esm()])
    learner = person("A1", LearnerEmploymentStatus=[short, long])
    after = corrected(learner, "R_43", lambda one: len(one.LearnerEmploymentStatus) > 1)
    assert after.LearnerEmploymentStatus == [long]


def test_a_status_that_only_repeats_the_one_before_goes() -> None:
    rows = [status(DateEmpStatApp=LATER), status(), status(EmpStat=11, DateEmpStatApp=None)]
    learner = person("A1", LearnerEmploymentStatus=rows)
    after = corrected(learner, "R_97", lambda one: len(one.LearnerEmploymentStatus) > 2)
    assert after.LearnerEmploymentStatus == rows[1:]


def test_the_category_marked_as_primary_stays() -> None:
    rows = [LLDDandHealthProblem(4), LLDDandHealthProblem(5), LLDDandHealthProblem(4, 1)]
    learner = person("A1", LLDDandHealthProblem=rows)
    after = corrected(learner, "R_45", lambda one: len(one.LLDDandHealthProblem) > 2)
    assert after.LLDDandHealthProblem == rows[1:]


def test_a_second_text_moves_to_a_free_letter() -> None:
    rows = [
        ProviderSpecDeliveryMonitoring("A", "x"),
        ProviderSpecDeliveryMonitoring("a", "y"),
        ProviderSpecDeliveryMonitoring("B", "z"),
        ProviderSpecDeliveryMonitoring("A", "v"),
    ]
    after = corrected(
        person("A1", aim(ProviderSpecDeliveryMonitoring=rows)),
        "R_50",
        lambda one: len(_letters(one)) < 4,
        AIM,
    )
    assert _letters(after) == {"A": "x", "C": "y", "B": "z", "D": "v"}
    full = [ProviderSpecLearnerMonitoring(letter, text) for letter, text in ("Ax", "By", "Az")]
    learner = person("A1", ProviderSpecLearnerMonitoring=full)
    assert corrected(learner, "R_49", always) is learner


def _letters(learner: Learner) -> dict[str | None, str | None]:
    rows = learner.LearningDelivery[0].ProviderSpecDeliveryMonitoring
    return {(row.ProvSpecDelMonOccur or "").upper(): row.ProvSpecDelMon for row in rows}


def test_of_a_code_with_and_without_dates_the_plain_one_stays() -> None:
    rows = [fam("107", DAY), fam("107"), fam("1", DAY, kind="EVI")]
    learner = person("A1", aim(LearningDeliveryFAM=rows))
    after = corrected(
        learner, "R_52", lambda one: len(one.LearningDelivery[0].LearningDeliveryFAM) > 2, AIM
    )
    assert after.LearningDelivery[0].LearningDeliveryFAM == rows[1:]


def apprenticeship(**fields: Any) -> LearningDelivery:
    return aim(
        "ZPROG001", **{"AimType": 1, "FundModel": 36, "ProgType": 25, "StdCode": 105, **fields}
    )


def test_one_price_over_two_programme_aims_of_a_standard_stands_once() -> None:
    price = AppFinRecord("TNP", 1, DAY, 9000)
    first = apprenticeship(AppFinRecord=[price])
    second = apprenticeship(AppFinRecord=[price, AppFinRecord("TNP", 1, DAY, 8000)])
    other = apprenticeship(AppFinRecord=[price], StdCode=274)
    after = corrected(
        person("A1", first, second, other),
        "R_68",
        lambda one: len(one.LearningDelivery[1].AppFinRecord) > 1,
    )
    assert [len(each.AppFinRecord) for each in after.LearningDelivery] == [1, 1, 1]
    assert after.LearningDelivery[1].AppFinRecord[0].AFinAmount == 8000


@pytest.mark.parametrize(
    ("rule", "fields", "ends"),
    [
        ("R_122", {"CompStatus": 3, "LearnActEndDate": LATER}, LATER),
        ("R_122", {"CompStatus": 2, "LearnActEndDate": LATER, "AchDate": LATER}, DAY),
        ("R_122", {"CompStatus": 3}, DAY),
        ("R_123", {"CompStatus": 1}, None),
        ("R_123", {"CompStatus": 1, "ProgType": 24}, DAY),
    ],
)
def test_the_last_contract_ends_with_the_aim(
    rule: str, fields: dict[str, Any], ends: dt.date | None
) -> None:
    last = fam("1", DAY, DAY, "ACT")
    rows = [last, fam("2", dt.date(2025, 1, 1), dt.date(2025, 9, 7), "ACT")]
    learner = person("A1", apprenticeship(LearningDeliveryFAM=rows, **fields))

    def wrong(one: Learner) -> bool:
        return one.LearningDelivery[0].LearningDeliveryFAM[0].LearnDelFAMDateTo == DAY

    after = corrected(learner, rule, wrong, AIM)
    contracts = after.LearningDelivery[0].LearningDeliveryFAM
    assert contracts[0].LearnDelFAMDateTo == ends
    assert contracts[1] == rows[1]


def test_learner_hours_leave_a_t_level() -> None:
    learner = person("A1", aim(), PlanLearnHours=540, PlanEEPHours=0)
    after = corrected(learner, "R_130", lambda one: one.PlanLearnHours is not None)
    assert (after.PlanLearnHours, after.PlanEEPHours) == (None, None)


def test_a_partner_leaves_the_programme_aim_only() -> None:
    learner = person("A1", aim(AimType=1, PartnerUKPRN=10000001), aim(PartnerUKPRN=10000001))
    after = corrected(
        learner, "PartnerUKPRN_02", lambda one: one.LearningDelivery[0].PartnerUKPRN, AIM
    )
    assert [each.PartnerUKPRN for each in after.LearningDelivery] == [None, 10000001]
