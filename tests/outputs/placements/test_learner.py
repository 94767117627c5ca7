from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from hypothesis import given

from ilrsync.model.record import Origin
from ilrsync.outputs.placements.learner import t_level_learner
from tests.outputs.placements.test_sheet import learners

if TYPE_CHECKING:
    from ilrsync.model.records import Learner


@given(learners(3))
def test_a_t_level_that_was_packed_is_what_it_was(learner: Learner) -> None:
    learner.origin = Origin("a.xml", 12)
    for line, aim in enumerate(learner.LearningDelivery, 13):
        aim.origin = Origin("a.xml", line, {"ULN": "Unique number"})
    found = t_level_learner(learner)
    assert found is not None

    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - made in the line itself

    assert again == found
    # Equality takes a plain tuple for a named one; the text does not.
    for part in ("origin", "programme", "core", "specialisms", "placement_aims"):
        assert repr(getattr(again, part)) == repr(getattr(found, part))
