from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from ilrsync.model.record import Origin
from ilrsync.outputs.placements.learner import origin_of, t_level_learner
from tests.outputs.builders import t_level
from tests.outputs.placements.test_sheet import learners

if TYPE_CHECKING:
    from ilrsync.model.records import Learner


HEADINGS = {"ULN": "Unique number"}
HERE = Origin("learners.csv", 12, HEADINGS)


@given(learners(3))
def test_a_t_level_that_was_packed_is_what_it_was(learner: Learner) -> None:
    learner.origin = HERE
    for line, aim in enumerate(learner.LearningDelivery, 13):
        aim.origin = Origin("aims.csv" if line % 2 else HERE.file, line, HEADINGS)
    found = t_level_learner(learner)
    assert found is not None

    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - made in the line itself

    assert again == found
    # Equality takes a plain tuple for a named one; the text does not.
    for part in ("origin", "programme", "core", "specialisms", "placement_aims"):
        assert repr(getattr(again, part)) == repr(getattr(found, part))


@pytest.mark.parametrize(
    "origin",
    [
        HERE._replace(line=14),
        Origin("aims.csv", 3, HEADINGS),
        Origin(HERE.file, 3, {"ULN": "Number"}),
        Origin(HERE.file),
        None,
    ],
)
@pytest.mark.parametrize("home", [HERE, None])
def test_an_aim_is_found_where_it_stood(origin: Origin | None, home: Origin | None) -> None:
    learner = t_level(1)
    learner.origin = home
    for aim in learner.LearningDelivery:
        aim.origin = origin
    found = t_level_learner(learner)
    assert found is not None
    assert found.core is not None
    assert origin_of(found.core, found) == origin
