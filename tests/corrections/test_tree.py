from __future__ import annotations

from hypothesis import given, settings

from ilrsync.checks.place import places
from ilrsync.corrections.tree import copied, locate, origin_at, walk
from ilrsync.model.record import Note, Origin
from ilrsync.model.records import Learner, LearningDeliveryFAM
from tests.corrections.invented import aim, learners, person


@settings(max_examples=30, deadline=None)
@given(learners())
def test_paths_are_those_that_findings_carry(learner: Learner) -> None:
    assert {path: id(record) for path, record in walk(learner, "Learner[7]")} == {
        place.path: id(place.record) for place in places(learner, 7)
    }


@settings(max_examples=30, deadline=None)
@given(learners())
def test_every_path_leads_back_to_its_record(learner: Learner) -> None:
    for path, record in walk(learner, "Learner[7]"):
        assert locate(learner, path) is record


def test_a_path_to_nothing_finds_nothing() -> None:
    learner = person("A1", aim())
    assert locate(learner, "Learner[0]/LearningDelivery[1]") is None
    assert locate(learner, "Learner[0]/LearningDelivery[1]/LearningDeliveryFAM[0]") is None
    assert locate(learner, "nonsense") is None
    assert locate(learner, "") is None


@settings(max_examples=30, deadline=None)
@given(learners())
def test_a_copy_is_equal_and_shares_no_record(learner: Learner) -> None:
    copy = copied(learner)
    assert copy == learner
    mine = {id(record) for _, record in walk(learner, "")}
    assert mine.isdisjoint(id(record) for _, record in walk(copy, ""))
    for (_, record), (_, twin) in zip(walk(learner, ""), walk(copy, ""), strict=True):
        assert record.raw is None or record.raw is not twin.raw


def test_a_copy_keeps_origins_and_its_notes_point_into_it() -> None:
    learner = person("A1", aim())
    learner.LearningDelivery[0].origin = Origin("aims.csv", 9)
    learner.notes = [
        Note("refusal", "ILRSYNC_date", learner.LearningDelivery[0], "LearnStartDate", "x")
    ]
    copy = copied(learner)
    assert copy.notes is not None
    assert copy.notes[0].record is copy.LearningDelivery[0]
    assert copy.LearningDelivery[0].origin == Origin("aims.csv", 9)
    assert copy.origin == learner.origin


def test_a_record_without_an_origin_has_that_of_its_parent() -> None:
    learner = person("A1", aim(LearningDeliveryFAM=[LearningDeliveryFAM("SOF", "107")]))
    path = "Learner[4]/LearningDelivery[0]/LearningDeliveryFAM[0]"
    assert origin_at(learner, path) == learner.origin
    learner.LearningDelivery[0].origin = Origin("aims.csv", 9)
    assert origin_at(learner, path) == Origin("aims.csv", 9)
