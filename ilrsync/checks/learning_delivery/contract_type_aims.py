"""On which aims of an apprenticeship the contract type (ACT) and learning support (LSF) stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, apprenticeship, case, fam, supplied
from ilrsync.checks.derived import has_fam
from ilrsync.checks.lars import AIMS, BASIC_SKILLS, LARS, is_english_or_maths, rows
from ilrsync.checks.learning_delivery.fam_rows import FIRST, has, lacks
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import AimType, FundModel, LearnDelFAMType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

COMMON_COMPONENT = "20"
LEVY = {"FundModel": FundModel.APPRENTICESHIP}


@rule(
    "LearnDelFAMType_63",
    over=LearningDelivery,
    fields="FundModel AimType LearnAimRef",
    better_with=[BASIC_SKILLS],
)
def contract_type_elsewhere(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """A contract type, ACT, stands on the programme aim and on English and maths components only.

    Those of FundModel 36. Without LARS only aims that cannot be either are reported.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_63.
    """
    if not has_fam(aim, LearnDelFAMType.ACT):
        return
    levy = aim.FundModel == FundModel.APPRENTICESHIP
    if levy and aim.AimType == AimType.PROGRAMME:
        return
    component = levy and aim.AimType == AimType.COMPONENT
    if not component or (context.has(BASIC_SKILLS) and not _is_basic(aim, context)):
        yield from has(aim, LearnDelFAMType.ACT)


@rule(
    "LearnDelFAMType_64",
    over=LearningDelivery,
    fields="AimType LearnAimRef",
    better_with=[BASIC_SKILLS],
    when=LEVY,
)
def contract_type_missing(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The programme aim and English and maths components of an apprenticeship have an ACT.

    ACT is the contract type. Without LARS only programme aims are asked.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_64.
    """
    if has_fam(aim, LearnDelFAMType.ACT):
        return
    component = aim.AimType == AimType.COMPONENT and context.has(BASIC_SKILLS)
    if aim.AimType == AimType.PROGRAMME or (component and _is_basic(aim, context)):
        yield from lacks(aim, LearnDelFAMType.ACT)


@rule(
    "LearnDelFAMType_67",
    over=LearningDelivery,
    fields="AimType LearnAimRef",
    needs=[BASIC_SKILLS],
    when={**LEVY, "AimType": AimType.COMPONENT},
)
def support_on_other_component(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """Learning support, LSF, stands on no component of an apprenticeship but English and maths.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, LearnDelFAMType_67.
    """
    if has_fam(aim, LearnDelFAMType.LSF) and not _is_basic(aim, context):
        yield from has(aim, LearnDelFAMType.LSF)


def _is_basic(aim: LearningDelivery, context: Context) -> bool:
    """Whether LARS calls the aim English or maths, or a common component of kind 20."""
    if is_english_or_maths(aim, context):
        return True
    return context.has(AIMS) and any(
        row.get("FrameworkCommonComponent") == COMMON_COMPONENT
        for row in rows(context, "LearningDelivery", aim)
    )


def _component(*kinds: str) -> LearningDelivery:
    rows = [fam(kind, "1") for kind in kinds]
    return aim("60325999", FundModel=36, ProgType=25, AimType=3, LearningDeliveryFAM=rows)


PROGRAMME: dict[str, Any] = {"LearningDeliveryFAM": []}
MATHS = supplied(LARS, "AnnualValue", "60325999", BasicSkillsType="12")
OTHER = supplied(LARS, "AnnualValue", "60325999", BasicSkillsType="-2")
COMMON = supplied(LARS, "LearningDelivery", "60325999", FrameworkCommonComponent="20")

CASES = [
    case("LearnDelFAMType_63", "on the programme aim", apprenticeship()[0], []),
    case(
        "LearnDelFAMType_63",
        "on a study programme",
        aim(LearningDeliveryFAM=[fam("ACT", "1")]),
        FIRST,
    ),
    case("LearnDelFAMType_63", "maths", _component("ACT"), [], lookups=MATHS),
    case("LearnDelFAMType_63", "another component", _component("ACT"), FIRST, lookups=OTHER),
    case("LearnDelFAMType_63", "a common component", _component("ACT"), [], lookups=COMMON),
    case("LearnDelFAMType_64", "with ACT", apprenticeship()[0], []),
    case("LearnDelFAMType_64", "without", apprenticeship(**PROGRAMME)[0], AIM),
    case("LearnDelFAMType_64", "another component", _component(), [], lookups=OTHER),
    case("LearnDelFAMType_64", "maths", _component(), AIM, lookups=MATHS),
    case("LearnDelFAMType_67", "maths", _component("LSF"), [], lookups=MATHS),
    case("LearnDelFAMType_67", "another component", _component("LSF"), FIRST, lookups=OTHER),
]
