from __future__ import annotations

import pytest

from ilrsync.corrections.correction import Add, Drop, Edit, Reorder
from ilrsync.corrections.edits import make
from ilrsync.model.records import LearnerHE, LearningDelivery
from tests.corrections.invented import aim, person


def test_an_edit_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="changes nothing"):
        Edit(person("A1"), "FamilyName", "Example")


def test_writing_a_value_in_its_plain_form_is_a_change() -> None:
    learner = person("A1", PlanLearnHours=7, raw={"PlanLearnHours": "007"})
    assert Edit(learner, "PlanLearnHours", 7).value == 7


@pytest.mark.parametrize("name", ["LearningDelivery", "LearnerHE", "origin", "Shoe"])
def test_only_simple_fields_are_edited(name: str) -> None:
    with pytest.raises(ValueError, match=f"no simple field {name}"):
        Edit(person("A1"), name, None)


@pytest.mark.parametrize("order", [[0, 1], [0], [1, 1], [1, 2]])
def test_an_order_has_to_be_another_order(order: list[int]) -> None:
    with pytest.raises(ValueError, match="another order of 2"):
        Reorder(person("A1", aim(), aim()), "LearningDelivery", order)


def test_records_of_someone_else_are_not_edited() -> None:
    learner, stranger = person("A1", aim()), person("B2", aim())
    for edit in (
        Edit(stranger, "FamilyName", "Sample"),
        Drop(stranger.LearningDelivery[0]),
        Add(stranger, LearningDelivery()),
    ):
        with pytest.raises(ValueError, match="learner"):
            make(learner, "Learner[0]", [edit])
    with pytest.raises(ValueError, match="not below a learner"):
        make(learner, "Learner[0]", [Drop(learner)])


def test_a_child_that_may_stand_only_once_is_not_added_twice() -> None:
    learner = person("A1", LearnerHE=LearnerHE())
    with pytest.raises(ValueError, match="no room for a LearnerHE"):
        make(learner, "Learner[0]", [Add(learner, LearnerHE())])
