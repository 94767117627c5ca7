from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.checks.dispatch import SEEN_BEFORE_COMPILING, Dispatch
from ilrsync.checks.naive import Raised, bind, naive
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.checks.rule import Context, Hit, rule
from ilrsync.model.records import Learner, LearningDelivery, LearningDeliveryFAM
from ilrsync.model.table import YEARS, table
from tests.benchmarks.synthetic_rules import synthetic_rules
from tests.checks.messy import another, messy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Rule

DAY = dt.date(2026, 12, 4)


@rule("ILRSYNC_x_undeclared", over=LearningDelivery, fields="AimType")
def reads_more_than_it_declares(aim: LearningDelivery) -> Iterator[Hit]:
    """Reads a date that it does not declare.

    Source: test.
    """
    if aim.AimType == 1 and aim.LearnStartDate and aim.LearnStartDate < dt.date(2025, 8, 1):
        yield Hit(aim)


@rule("ILRSYNC_x_learner", over=LearningDelivery, fields="AimType")
def asks_the_learner_sometimes(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """Asks the learner only for core aims.

    Source: test.
    """
    if aim.AimType == 5 and learner.ULN == 9999999999:
        yield Hit(aim, learner.LearnRefNumber or "")


@rule("ILRSYNC_x_children", over=LearningDelivery, fields="")
def hits_the_children(aim: LearningDelivery) -> Iterator[Hit]:
    """Complains of members of the aim's funding and monitoring.

    Source: test.
    """
    for row in aim.LearningDeliveryFAM:
        if row.LearnDelFAMType == "LDM":
            yield Hit(row, f"next to {len(aim.LearningDeliveryFAM)}", Code=row.LearnDelFAMCode)


@rule("ILRSYNC_x_dated_child", over=LearningDelivery, fields="")
def reads_a_childs_date(aim: LearningDelivery) -> Iterator[Hit]:
    """Reads the date of a child.

    Source: test.
    """
    for row in aim.LearningDeliveryFAM:
        if row.LearnDelFAMType == "ACT" and row.LearnDelFAMDateFrom is None:
            yield Hit(row)


@rule("ILRSYNC_x_text", over=LearningDelivery, fields="Outcome")
def reads_the_text_of_a_code(aim: LearningDelivery) -> Iterator[Hit]:
    """Looks at how the source wrote a code.

    Source: test.
    """
    if aim.text("Outcome") == "01":
        yield Hit(aim)


@rule("ILRSYNC_x_crash", over=LearningDelivery, fields="Outcome")
def crashes_for_some(aim: LearningDelivery) -> Iterator[Hit]:
    """Fails where a field is absent, after a hit.

    Source: test.
    """
    if aim.CompStatus == 2:
        yield Hit(aim)
        assert aim.Outcome is not None


@rule("ILRSYNC_x_child_guard", over=LearningDeliveryFAM, fields="", when={"AimType": 1})
def guarded_by_its_aim(fam: LearningDeliveryFAM, aim: LearningDelivery) -> Iterator[Hit]:
    """Looks at funding and monitoring of programme aims only.

    Source: test.
    """
    if fam.LearnDelFAMType == "SOF":
        yield Hit(fam, str(aim.AimSeqNumber))


@rule("ILRSYNC_x_learner_guard", over=Learner, fields="", when={"AimType": 5, "FundModel": 25})
def guarded_by_some_aim(learner: Learner) -> Iterator[Hit]:
    """Speaks of learners with a core aim funded for the young.

    Source: test.
    """
    yield Hit(learner)


ASKED = [rule for year in YEARS for rule in ilrsync_rules(year) if rule.presence]

NASTY = [value for name, value in sorted(globals().items()) if hasattr(value, "asks")]


@pytest.fixture(scope="module", params=YEARS)
def rules(request: pytest.FixtureRequest) -> tuple[str, list[Rule]]:
    year: str = request.param
    return year, [*ilrsync_rules(year), *NASTY, *synthetic_rules(150, seed=3)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_dispatch_gives_hit_for_hit_what_the_naive_loop_gives(
    rules: tuple[str, list[Rule]], seed: int
) -> None:
    year, every = rules
    context = Context(table(year), DAY, DAY, find=lambda name: None)
    bound = [bind(order, one, context) for order, one in enumerate(every) if not one.needs]
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    dispatch = Dispatch([one for one in bound if one.rule.key is None], seen_before=2)
    shapes = [messy(rng) for _ in range(3)]
    for _ in range(4):  # equal codes again and again, other dates
        for shape in shapes:
            _shake(rng, shape)
            assert _told(dispatch(shape)) == _told(
                naive([one for one in bound if one.rule.key is None], shape)
            )


def test_an_answer_is_remembered_for_a_signature_and_not_asked_again() -> None:
    calls = []

    @rule("ILRSYNC_x_counted", over=LearningDelivery, fields="AimType")
    def counted(aim: LearningDelivery) -> Iterator[Hit]:
        """Counts its calls.

        Source: test.
        """
        calls.append(aim.AimType)
        if aim.AimType == 1:
            yield Hit(aim)

    context = Context(table("2526"), DAY, DAY)
    bound = [bind(order, one, context) for order, one in enumerate([counted] * 8)]
    dispatch = Dispatch(bound)
    learners = [
        Learner(LearningDelivery=[LearningDelivery(AimType=1, LearnStartDate=DAY)])
        for _ in range(50)
    ]
    assert [len(dispatch(one)) for one in learners] == [8] * 50
    assert len(calls) == 8 * (SEEN_BEFORE_COMPILING + 1)


def _shake(rng: random.Random, learner: Learner) -> None:
    """Other dates, numbers and texts on the same codes; what is absent stays absent."""
    for record in (learner, *learner.LearningDelivery):
        for name in (one for each in ASKED for one in each.presence if hasattr(record, one)):
            if getattr(record, name) is not None:
                setattr(record, name, another(rng, type(record), name))
    learner.ULN = rng.choice((9999999999, 1000000007))
    for aim in learner.LearningDelivery:
        if aim.LearnStartDate:
            aim.LearnStartDate = rng.choice((dt.date(2024, 9, 1), dt.date(2025, 9, 1)))
        aim.raw = rng.choice((None, {"Outcome": "01"}))


def _told(raised: list[Raised]) -> list[tuple[Any, ...]]:
    return [
        (one.order, one.rule.id, id(one.hit.record), one.hit.detail, one.hit.values)
        for one in raised
    ]


def test_a_field_that_is_only_asked_for_being_there_does_not_stop_an_answer_being_remembered() -> (
    None
):
    calls = []

    @rule("ILRSYNC_x_presence", over=Learner, fields="DateOfBirth?")
    def no_birth_date(learner: Learner) -> Iterator[Hit]:
        """Misses a date of birth.

        Source: test.
        """
        calls.append(1)
        if learner.DateOfBirth is None:
            yield Hit(learner)

    context = Context(table("2526"), DAY, DAY)
    dispatch = Dispatch([bind(order, no_birth_date, context) for order in range(8)], seen_before=1)
    born = [None, DAY, dt.date(2008, 1, 1)] * 5
    assert [len(dispatch(Learner(DateOfBirth=one))) for one in born] == [8, 0, 0] * 5
    assert len(calls) == 8 * 2 * 2  # once as it came and once watched, for each of two signatures
