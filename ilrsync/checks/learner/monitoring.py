"""Funding and monitoring of a learner: how often a type may stand, and what excludes what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import HERE, case, learner, learner_fam
from ilrsync.checks.derived import grouped, has_learner_fam, learner_fam_codes
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import LearnFAMType
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

ONCE = frozenset({"HNS", "EHC", "DLA", "SEN", "MCF", "ECF", "FME", "EMH", "MMH"})


@rule("LearnFAMType_09", over=Learner, fields="")
def repeated_single_type(learner: Learner) -> Iterator[Hit]:
    """HNS, EHC, DLA, SEN, MCF, ECF, FME, EMH and MMH may each stand once.

    The condition in the 2025-26 list leaves out EMH and MMH, its description names them.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_09.
    """
    yield from _more_than(learner, 1, ONCE)


@rule("LearnFAMType_10", over=Learner, fields="")
def too_many_support_reasons(learner: Learner) -> Iterator[Hit]:
    """LSR, learner support reason, may stand four times.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_10.
    """
    yield from _more_than(learner, 4, frozenset({"LSR"}))


@rule("LearnFAMType_11", over=Learner, fields="")
def too_many_of_two(learner: Learner) -> Iterator[Hit]:
    """NLM, national learner monitoring, and EDF, disadvantage funding, may each stand twice.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_11.
    """
    yield from _more_than(learner, 2, frozenset({"NLM", "EDF"}))


@rule("LearnFAMType_14", over=Learner, fields="")
def support_beside_care_plan(learner: Learner) -> Iterator[Hit]:
    """A learner with an education, health and care plan (EHC 1) has no SEN 1 beside it.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_14.
    """
    if has_learner_fam(learner, LearnFAMType.SEN, 1) and has_learner_fam(
        learner, LearnFAMType.EHC, 1
    ):
        yield Hit(learner, LearnFAMType="SEN", LearnFAMCode=1)


@rule("LearnFAMType_17", over=Learner, fields="")
def tuition_fund_beside_repeated_year(learner: Learner) -> Iterator[Hit]:
    """NLM 21 (tuition fund) and NLM 22 (repeats a final year) must not stand together.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, LearnFAMType_17.
    """
    if {21, 22} <= set(learner_fam_codes(learner, LearnFAMType.NLM)):
        yield Hit(learner, LearnFAMType="NLM", LearnFAMCode=22)


def _more_than(learner: Learner, most: int, types: frozenset[str]) -> Iterator[Hit]:
    """The records of a type beyond the number that it may have."""
    for same in grouped(learner.LearnerFAM, key=lambda row: (row.LearnFAMType or "").upper()):
        if (same[0].LearnFAMType or "").upper() in types:
            for row in same[most:]:
                yield Hit(row, LearnFAMType=row.LearnFAMType, LearnFAMCode=row.LearnFAMCode)


def _with(*rows: tuple[str, int]) -> Learner:
    return learner("A1", LearnerFAM=[learner_fam(*row) for row in rows])


CASES = [
    case("LearnFAMType_09", "one of each", _with(("EHC", 1), ("MCF", 1)), []),
    case(
        "LearnFAMType_09",
        "two exemptions",
        _with(("MCF", 1), ("EHC", 1), ("MCF", 3)),
        ["Learner[0]/LearnerFAM[2]"],
    ),
    case("LearnFAMType_10", "four", _with(*[("LSR", code) for code in (36, 55, 56, 57)]), []),
    case(
        "LearnFAMType_10",
        "five",
        _with(*[("LSR", code) for code in (36, 55, 56, 57, 58)]),
        ["Learner[0]/LearnerFAM[4]"],
    ),
    case("LearnFAMType_11", "two", _with(("EDF", 1), ("EDF", 2), ("NLM", 21)), []),
    case(
        "LearnFAMType_11",
        "three",
        _with(("NLM", 17), ("NLM", 18), ("NLM", 21)),
        ["Learner[0]/LearnerFAM[2]"],
    ),
    case("LearnFAMType_14", "a plan", _with(("EHC", 1)), []),
    case("LearnFAMType_14", "both", _with(("EHC", 1), ("SEN", 1)), HERE),
    case("LearnFAMType_17", "one of them", _with(("NLM", 21)), []),
    case("LearnFAMType_17", "both", _with(("NLM", 21), ("NLM", 22)), HERE),
]
