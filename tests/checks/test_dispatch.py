from __future__ import annotations

import datetime as dt
import random
from copy import deepcopy
from dataclasses import fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.checks.dispatch import MOST_SIGNATURES, SEEN_BEFORE_COMPILING, Dispatch
from ilrsync.checks.memory import MOST_ANSWERS, MOST_EXTENSIONS
from ilrsync.checks.naive import Raised, bind, naive
from ilrsync.checks.place import places
from ilrsync.checks.plugin import ilrsync_rules
from ilrsync.checks.rule import Context, Hit, rule
from ilrsync.checks.signature import CODES
from ilrsync.checks.watch import NUMBERS, REPEATING
from ilrsync.model.record import Origin
from ilrsync.model.records import (
    RECORDS,
    Learner,
    LearnerFAM,
    LearningDelivery,
    LearningDeliveryFAM,
)
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


@rule("ILRSYNC_x_origin", over=LearningDelivery, fields="")
def reads_where_it_came_from(aim: LearningDelivery) -> Iterator[Hit]:
    """Speaks of aims that came from nowhere, or of which a text was kept.

    Source: test.
    """
    if aim.origin is None:
        yield Hit(aim, "from nowhere")
    if aim.raw:
        yield Hit(aim, "with text")


@rule("ILRSYNC_x_dates", over=LearningDelivery, fields="")
def holds_dates_against_each_other(aim: LearningDelivery) -> Iterator[Hit]:
    """Compares, adds to and takes from dates in every way, and shows one.

    Source: test.
    """
    start, end = aim.LearnStartDate, aim.LearnPlanEndDate
    if start is None or end is None:
        return
    if start + dt.timedelta(42) > end or end - dt.timedelta(1) == start or start != min(start, end):
        yield Hit(aim, "near")
    if DAY - start >= dt.timedelta(30) and (end - DAY).days < 100 and not end - start:
        yield Hit(aim, "days")
    if start in {dt.date(2025, 9, 1), DAY}:
        yield Hit(aim, f"{start}")
    if end > dt.date(2025, 9, 1) >= start:
        yield Hit(aim, LearnStartDate=start)


@rule("ILRSYNC_x_numbers", over=Learner, fields="")
def holds_numbers_against_bounds(learner: Learner) -> Iterator[Hit]:
    """Adds, compares and shows numbers, and looks at codes of the aims' rows.

    Source: test.
    """
    hours = (learner.PlanLearnHours or 0) + (learner.PlanEEPHours or 0)
    rows = [row for aim in learner.LearningDelivery for row in aim.HRSRecord]
    if hours > 500 or 100 <= 1 + sum(row.HRSAmount or 0 for row in rows[:2]) < 700:
        yield Hit(learner, "many")
    if rows and learner.PlanLearnHours and rows[0].HRSAmount == learner.PlanLearnHours:
        yield Hit(rows[0], "equal")
    for aim in learner.LearningDelivery:
        for row in aim.LearningDeliveryFAM:
            if row.LearnDelFAMType == "LDM" and row.LearnDelFAMCode == "034":
                yield Hit(row, f"{learner.PlanEEPHours}")


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


@rule("ILRSYNC_x_crash_by_day", over=LearningDelivery, fields="")
def crashes_after_some_day(aim: LearningDelivery) -> Iterator[Hit]:
    """Fails for late starts and for many hours, says something of some others.

    Source: test.
    """
    hours = aim.PHours or 0
    if aim.LearnStartDate and aim.LearnStartDate > dt.date(2025, 9, 1):
        raise ValueError
    if hours > 97:
        raise KeyError
    if hours > 39:
        yield Hit(aim, "hours")


@rule("ILRSYNC_x_nested", over=Learner, fields="")
def reads_what_stands_in_rows(learner: Learner) -> Iterator[Hit]:
    """Looks two levels down, at codes, days and one row after the other.

    Source: test.
    """
    for status in learner.LearnerEmploymentStatus:
        for row in status.EmploymentStatusMonitoring:
            if row.ESMCode == 1 or (status.DateEmpStatApp and status.DateEmpStatApp < DAY):
                yield Hit(row, f"{row.ESMType} {len(learner.LearningDelivery)}")
    starts = [aim.LearnStartDate for aim in learner.LearningDelivery if aim.LearnStartDate]
    if starts and max(starts) - min(starts) > dt.timedelta(30):
        yield Hit(learner, "far apart")
    for one, other in pairwise(learner.LearningDelivery):
        if one.LearnAimRef == other.LearnAimRef and one.AimSeqNumber != other.AimSeqNumber:
            yield Hit(other, AimSeqNumber=other.AimSeqNumber)


@rule("ILRSYNC_x_owner", over=LearningDelivery, fields="")
def reads_rows_of_the_learner(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """Looks at the learner's rows, sex and birth, and at those of the aim's placements.

    Source: test.
    """
    codes = [row.LearnFAMCode for row in learner.LearnerFAM if row.LearnFAMType == "EHC"]
    if codes and learner.Sex != "F":
        yield Hit(aim, f"{codes}")
    born, start = learner.DateOfBirth, aim.LearnStartDate
    if born and start and not (start - born).days >= 16 * 365:
        yield Hit(aim, "young")
    for row in aim.LearningDeliveryWorkPlacement[1:]:
        if row.WorkPlaceStartDate and start and row.WorkPlaceStartDate < start:
            yield Hit(row)


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
    dispatch = Dispatch(
        [one for one in bound if one.rule.key is None], seen_before=rng.choice((0, 1))
    )
    shapes = [messy(rng) for _ in range(2)]
    days = tuple(rng.sample(DAYS, rng.choice((2, 3, len(DAYS)))))
    for _ in range(9):  # equal codes again and again, other dates
        for shape in shapes:
            _shake(rng, shape, days)
            assert _told(dispatch.by_signature(shape)) == _told(
                naive([one for one in bound if one.rule.key is None], shape)
            )


@pytest.mark.parametrize(
    ("answers", "signatures", "extensions"),
    [
        (MOST_ANSWERS, MOST_SIGNATURES, MOST_EXTENSIONS),
        (3, MOST_SIGNATURES, MOST_EXTENSIONS),
        (0, MOST_SIGNATURES, MOST_EXTENSIONS),
        (MOST_ANSWERS, 3, MOST_EXTENSIONS),
        (MOST_ANSWERS, 0, MOST_EXTENSIONS),
        (MOST_ANSWERS, MOST_SIGNATURES, 1),
        (MOST_ANSWERS, MOST_SIGNATURES, 0),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_however_little_can_be_remembered_nothing_is_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, answers: int, signatures: int, extensions: int, seed: int
) -> None:
    monkeypatch.setattr("ilrsync.checks.memory.MOST_ANSWERS", answers)
    monkeypatch.setattr("ilrsync.checks.memory.MOST_EXTENSIONS", extensions)
    monkeypatch.setattr("ilrsync.checks.dispatch.MOST_SIGNATURES", signatures)
    context = Context(table("2627"), DAY, DAY)
    bound = [bind(order, one, context) for order, one in enumerate(NASTY)]
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    dispatch = Dispatch(bound, seen_before=seed % 3)
    shapes = [messy(rng) for _ in range(3)]
    for shape in shapes[1:]:  # all of them have an aim in common
        shape.LearningDelivery[:1] = [deepcopy(aim) for aim in shapes[0].LearningDelivery[:1]]
    for _ in range(30):
        for shape in shapes:
            _shake(rng, shape, DAYS)
            assert _told(dispatch.by_signature(shape)) == _told(naive(bound, shape))


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


@pytest.mark.parametrize(("room", "called"), [(MOST_ANSWERS, 0), (5, 45)])
def test_no_more_answers_are_told_apart_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch, room: int, called: int
) -> None:
    monkeypatch.setattr("ilrsync.checks.memory.MOST_ANSWERS", room)
    calls = []

    @rule("ILRSYNC_x_reference", over=LearningDelivery, fields="LearnAimRef")
    def of_one_reference(aim: LearningDelivery) -> Iterator[Hit]:
        """Speaks of one reference.

        Source: test.
        """
        calls.append(1)
        if aim.LearnAimRef == "60000007":
            yield Hit(aim)

    context = Context(table("2526"), DAY, DAY)
    dispatch = Dispatch([bind(order, of_one_reference, context) for order in range(8)])
    learners = [
        Learner(LearningDelivery=[LearningDelivery(LearnAimRef=f"6000{number:04}")])
        for number in range(50)
    ]
    for learner in learners * 6:
        dispatch(learner)
    calls.clear()
    assert [len(dispatch(learner)) for learner in learners] == [0] * 7 + [8] + [0] * 42
    assert len(calls) == 8 * called


def test_what_is_asked_of_the_learner_and_of_the_aim_is_remembered_together() -> None:
    calls = []

    @rule("ILRSYNC_x_owned", over=LearningDelivery, fields="")
    def owned(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
        """Looks at the learner's rows and birth and the aim's start and rows.

        Source: test.
        """
        calls.append(1)
        if learner.DateOfBirth is None or aim.LearnStartDate is None:
            return
        young = aim.LearnStartDate - learner.DateOfBirth < dt.timedelta(16 * 365)
        if young and any(row.LearnFAMType == "EHC" for row in learner.LearnerFAM):
            yield Hit(aim)

    context = Context(table("2526"), DAY, DAY)
    dispatch = Dispatch([bind(order, owned, context) for order in range(8)])
    learners = [
        Learner(
            DateOfBirth=DAY.replace(year=born),
            LearnerFAM=[LearnerFAM(LearnFAMType=kind, LearnFAMCode=1)],
            LearningDelivery=[LearningDelivery(AimType=3, LearnStartDate=start)],
        )
        for born in (2000, 2012)
        for kind in ("EHC", "LSR")
        for start in (DAY, dt.date(2025, 9, 1), None)
    ]
    for learner in learners * 9:
        dispatch(learner)
    calls.clear()
    assert [len(dispatch(learner)) for learner in learners] == [0] * 6 + [8, 8] + [0] * 4
    assert calls == []


def test_codes_of_the_aims_rows_are_told_apart_where_a_rule_over_learners_asks() -> None:
    calls = []

    @rule("ILRSYNC_x_rows", over=Learner, fields="")
    def of_one_code(learner: Learner) -> Iterator[Hit]:
        """Speaks of one monitoring code.

        Source: test.
        """
        calls.append(1)
        for aim in learner.LearningDelivery:
            for row in aim.LearningDeliveryFAM:
                if row.LearnDelFAMType == "LDM" and row.LearnDelFAMCode == "034":
                    yield Hit(row)

    context = Context(table("2526"), DAY, DAY)
    dispatch = Dispatch([bind(order, of_one_code, context) for order in range(8)])
    learners = [
        Learner(
            LearningDelivery=[LearningDelivery(LearningDeliveryFAM=[LearningDeliveryFAM(*row)])]
        )
        for row in (("LDM", "105"), ("LDM", "034"), ("SOF", "034"))
    ]
    for learner in learners * 15:
        dispatch(learner)
    calls.clear()
    assert [len(dispatch(learner)) for learner in learners] == [0, 8, 0]
    assert calls == []


def test_a_guard_on_a_number_does_not_tell_all_numbers_apart() -> None:
    calls = []

    @rule("ILRSYNC_x_uln", over=Learner, fields="ULN", when={"ULN": 9999999999})
    def guarded_by_uln(learner: Learner) -> Iterator[Hit]:
        """Speaks of the temporary number.

        Source: test.
        """
        calls.append(1)
        yield Hit(learner)

    @rule("ILRSYNC_x_all", over=Learner, fields="")
    def of_all(learner: Learner) -> Iterator[Hit]:
        """Counts its calls.

        Source: test.
        """
        calls.append(1)
        yield from ()

    context = Context(table("2526"), DAY, DAY)
    every = [guarded_by_uln, *[of_all] * 7]
    dispatch = Dispatch([bind(order, one, context) for order, one in enumerate(every)])
    said = [len(dispatch(Learner(ULN=9_999_999_900 + number))) for number in range(100)]
    assert said == [0] * 99 + [1]
    assert len(calls) < 8 * 2 * (SEEN_BEFORE_COMPILING + 1)


DAYS = (
    dt.date.min,
    dt.date(1966, 2, 3),
    dt.date(2009, 2, 28),
    dt.date(2024, 7, 31),
    dt.date(2024, 8, 1),
    dt.date(2025, 9, 1),
    dt.date(2025, 9, 2),
    dt.date(2025, 10, 31),
    DAY,
    dt.date.max,
)


def _shake(rng: random.Random, learner: Learner, days: tuple[dt.date, ...]) -> None:
    """Other dates, numbers and texts on the same codes.

    What is absent from the learner and the aims stays absent, in what stands in them it may come.
    """
    for place in places(learner, 0):
        record = place.record
        is_row = not isinstance(record, Learner | LearningDelivery)
        for field in fields(record):
            may_be_absent = is_row and "None" in str(field.type) and rng.random() < 0.1
            if getattr(record, field.name) is None and not may_be_absent:
                continue
            if "dt.date" in str(field.type):
                setattr(record, field.name, None if may_be_absent else rng.choice(days))
            elif field.name in RECORDS:
                _shake_rows(rng, getattr(record, field.name))
            elif field.name in REPEATING | NUMBERS or any(
                field.name in one.presence for one in ASKED
            ):
                setattr(record, field.name, another(rng, type(record), field.name))
    learner.ULN = rng.choice((9999999999, 1000000007))
    for aim in learner.LearningDelivery:
        aim.raw = rng.choice((None, {"Outcome": "01"}))
        aim.origin = rng.choice((None, Origin("a.csv", 1)))


def _shake_rows(rng: random.Random, rows: Any) -> None:
    """More or fewer members, and other codes in them; an empty list stays so."""
    if isinstance(rows, list) and rows and not isinstance(rows[0], LearningDelivery):
        if rng.random() < 0.1:
            rows.append(replace(rows[0]))
        elif rng.random() < 0.1 and len(rows) > 1:
            rows.pop()
        elif rng.random() < 0.1:
            for name in CODES.get(type(rows[0]), ()):
                setattr(rows[0], name, another(rng, type(rows[0]), name))


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
