from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.corrections.correction import Add, Drop, Edit, Reorder
from ilrsync.corrections.edits import AnyEdit, make
from ilrsync.corrections.records_json import to_json
from ilrsync.corrections.replay import (
    apply_changes,
    apply_to_all,
    put_text,
    reverse_changes,
    reverse_on_all,
)
from ilrsync.corrections.tree import copied, shape, walk
from ilrsync.model.finding import Change, Grade, Outcome
from ilrsync.model.records import Learner, LearnerFAM, LearningDelivery
from tests.corrections.invented import aim, arbitrary, learners, person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.corrections.replay import Step
    from ilrsync.model.record import Record


def changes_of(steps: Sequence[Step], outcome: Outcome = Outcome.APPLIED) -> list[Change]:
    return [
        Change("R_07", Grade.SAFE, outcome, "A1", step.path, step.field, step.old, step.new)
        for step in steps
    ]


def made(learner: Learner, *edits: AnyEdit) -> list[Change]:
    return changes_of(make(learner, "Learner[5]", edits))


def test_a_field_is_set_again_and_set_back() -> None:
    before = person("A1", aim(number=4))
    after = copied(before)
    changes = made(after, Edit(after.LearningDelivery[0], "AimSeqNumber", 1, "why"))
    assert [(one.path, one.field, one.old, one.new) for one in changes] == [
        ("Learner[5]/LearningDelivery[0]", "AimSeqNumber", "4", "1")
    ]
    assert apply_changes(before, changes) == after
    assert reverse_changes(after, changes) == before


def test_text_that_was_not_a_value_comes_back_as_that_text() -> None:
    before = person("A1")
    put_text(before, "DateOfBirth", "31/02/2008")
    assert before.DateOfBirth is None
    put_text(before, "PlanLearnHours", "007")
    assert before.PlanLearnHours == 7
    after = copied(before)
    changes = made(after, Edit(after, "DateOfBirth", None), Edit(after, "PlanLearnHours", 7))
    assert after.raw is None
    assert reverse_changes(after, changes) == before


def test_what_a_text_alone_cannot_bring_back_is_kept_as_a_whole_record() -> None:
    before = person("A1", FamilyName="Example", raw={"FamilyName": "Example "})
    after = copied(before)
    changes = made(after, Edit(after, "FamilyName", "Sample"))
    assert changes[0].field == ""
    assert apply_changes(before, changes) == after
    assert reverse_changes(after, changes) == before


def test_paths_within_one_set_of_edits_are_those_before_it() -> None:
    learner = person("A1", aim("60148955", 1), aim("60148955", 2), aim("60325999", 3))
    first, second, third = learner.LearningDelivery
    changes = made(learner, Drop(first), Drop(second), Edit(third, "AimSeqNumber", 1), Drop(third))
    assert [one.path[-3:] for one in changes] == ["[2]", "[2]", "[1]", "[0]"]
    assert learner.LearningDelivery == []


def test_children_are_added_reordered_and_put_back() -> None:
    before = person("A1", aim("A", 1), aim("B", 2), aim("C", 3))
    after = copied(before)
    changes = made(
        after,
        Add(after, LearnerFAM("EHC", 1)),
        Reorder(after, "LearningDelivery", [2, 0, 1]),
    )
    assert [one.LearnAimRef for one in after.LearningDelivery] == ["C", "A", "B"]
    assert after.LearnerFAM == [LearnerFAM("EHC", 1)]
    assert apply_changes(before, changes) == after
    assert reverse_changes(after, changes) == before


def test_changes_that_were_not_made_are_not_made_again() -> None:
    learner = person("A1", aim(number=4))
    changes = changes_of(
        make(copied(learner), "Learner[0]", [])
        + make(twin := copied(learner), "Learner[0]", [Edit(twin, "FamilyName", "Sample")]),
        Outcome.SUGGESTED,
    )
    assert apply_changes(learner, changes) == learner


def test_a_change_of_other_data_is_refused_without_naming_the_values() -> None:
    after = person("A1")
    changes = made(after, Edit(after, "FamilyName", "Sample"))
    stranger = person("A1", FamilyName="Another")
    with pytest.raises(ValueError, match=r"Learner\[5\] FamilyName: what stands there") as caught:
        apply_changes(stranger, changes)
    assert "Another" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "field", "old", "new"),
    [
        ("Learner[0]/LearningDelivery[3]", "AimSeqNumber", "1", "2"),
        ("Learner[0]", "ShoeSize", "1", "2"),
        ("Learner[0]", "LearningDelivery", "0,1", "1,0"),
        ("Learner[0]", "LearningDelivery", "a", "b"),
        ("Learner[0]/LearningDelivery[3]", "", '{"LearningDelivery":{}}', None),
        ("Learner[0]/LearningDelivery[3]", "", None, '{"LearningDelivery":{}}'),
        ("Learner[0]/LearnerHE[0]/Shoe[0]", "", None, '{"LearnerFAM":{}}'),
        ("Learner[0]", "", '{"Learner":{}}', None),
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    path: str, field: str, old: str | None, new: str | None
) -> None:
    change = Change("R_07", Grade.SAFE, Outcome.APPLIED, "A1", path, field, old, new)
    with pytest.raises(ValueError):  # noqa: PT011 - which of them it is does not matter
        apply_changes(person("A1", aim()), [change])


def test_words_alone_change_nothing() -> None:
    learner = person("A1", aim())
    change = Change("R_06", Grade.SUGGEST, Outcome.APPLIED, "A1", "Learner[0]", "", None, None)
    assert apply_changes(learner, [change]) == learner


def test_a_learner_taken_out_of_the_return_comes_back() -> None:
    a, b = person("A1", aim()), person("B2")
    removal = Change(
        "R_06", Grade.OPT_IN, Outcome.APPLIED, "B2", "Learner[1]", "", to_json(b), None
    )
    assert apply_to_all({0: a, 1: b}, [removal]) == {0: a}
    assert reverse_on_all({0: a}, [removal]) == {0: a, 1: b}
    with pytest.raises(ValueError, match="no such learner"):
        apply_to_all(
            {0: a},
            [Change("x", Grade.SAFE, Outcome.APPLIED, "B2", "Learner[1]", "TelNo", None, "1")],
        )


@settings(max_examples=60, deadline=None)
@given(learners(), st.integers(0, 2**32))
def test_any_edits_can_be_made_again_and_taken_back(before: Learner, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - not a secret
    after = copied(before)
    edits = _some_edits(rng, after)
    changes = made(after, *edits)
    assert apply_changes(before, changes) == after
    assert reverse_changes(after, changes) == before


def _some_edits(rng: random.Random, learner: Learner) -> list[AnyEdit]:
    """Edits of different records: of a few fields, of orders, some records dropped and added."""
    edits: list[AnyEdit] = []
    dropped: list[Record] = []
    for path, record in walk(learner, ""):
        if any(record is below for gone in dropped for _, below in walk(gone, "")):
            continue
        if path and rng.random() < 0.2:
            dropped.append(record)
            edits.append(Drop(record))
            continue
        edits += _field_edits(rng, record)
    aims = learner.LearningDelivery
    if not any(isinstance(one, LearningDelivery) for one in dropped) and len(aims) > 1:
        edits.append(Reorder(learner, "LearningDelivery", [*range(1, len(aims)), 0]))
    else:
        edits.append(Add(learner, arbitrary(rng, "2627", "LearningDelivery")))
    return edits


def _field_edits(rng: random.Random, record: Record) -> list[AnyEdit]:
    source = arbitrary(rng, "2627", type(record).__name__) if rng.random() < 0.5 else None
    found: list[AnyEdit] = []
    for name in shape(type(record)).simple:
        value = getattr(source, name, None)
        says_so = getattr(record, name) == value and name not in (record.raw or {})
        if rng.random() < 0.3 and not says_so:
            found.append(Edit(record, name, value))
    return found
