from __future__ import annotations

import datetime as dt
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from ilrsync.model.record import Origin
from ilrsync.model.records import LearnerFAM
from ilrsync.outputs.placements.learner import TLevelLearner, origin_of, t_level_learner
from tests.outputs.builders import aim, ended, placement, t_level, work
from tests.outputs.placements.test_sheet import learners

if TYPE_CHECKING:
    from ilrsync.model.records import Learner, LearningDelivery


FIRST, RESTART = dt.date(2024, 9, 2), dt.date(2025, 9, 1)
ONE, OTHER = "60358300", "60369176"
HEADINGS = {"ULN": "Unique number"}
HERE = Origin("learners.csv", 12, HEADINGS)


@given(learners(3))
def test_a_t_level_that_was_packed_is_what_it_was(learner: Learner) -> None:
    learner.origin = HERE
    for line, one in enumerate(learner.LearningDelivery, 13):
        one.origin = Origin("aims.csv" if line % 2 else HERE.file, line, HEADINGS)
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
    for one in learner.LearningDelivery:
        one.origin = origin
    found = t_level_learner(learner)
    assert found is not None
    assert found.core is not None
    assert origin_of(found.core, found) == origin


def told_of(*aims: LearningDelivery, **fields: Any) -> TLevelLearner:
    """The T Level of a learner who has these aims."""
    learner = t_level(1, **fields)
    learner.LearningDelivery = list(aims)
    known = t_level_learner(learner)
    assert known is not None
    return known


def core(reference: str, start: dt.date = FIRST, **fields: Any) -> LearningDelivery:
    return aim(reference, 5, LearnStartDate=start, **fields)


@pytest.mark.parametrize(
    ("cores", "code", "problem"),
    [
        ([core(ONE)], ONE, ""),
        ([core(ONE, **ended()), core(OTHER, RESTART)], OTHER, ""),
        ([core(ONE), core(OTHER, **ended())], ONE, ""),
        ([core(ONE, RESTART), core(OTHER, RESTART, **ended())], ONE, ""),
        ([core(ONE, **ended()), core(OTHER, RESTART, **ended())], OTHER, ""),
        ([core(ONE, **ended()), core(ONE, **ended())], ONE, ""),
        ([core(ONE), core(OTHER, RESTART)], "", f"two core aims compete: {ONE} and {OTHER}"),
        (
            [core(ONE, **ended()), core(OTHER, **ended())],
            "",
            f"two core aims compete: {ONE} and {OTHER}",
        ),
        ([core("60000001")], "", "the core aim 60000001 is not the core code of a T Level"),
        ([], "", "no core aim (AimType 5, ProgType 31) is recorded"),
        (
            [aim(ONE, 3)],
            "",
            f"the technical qualification {ONE} is recorded with AimType 3, not 5",
        ),
    ],
)
def test_the_core_is_that_which_goes_on_or_began_last(
    cores: list[LearningDelivery], code: str, problem: str
) -> None:
    known = told_of(aim("ZPROG001", 1), *cores)
    assert (known.core_code, known.problem) == (code, problem)


def test_what_belongs_to_a_t_level_left_before_is_not_told() -> None:
    left = ended(LearnStartDate=FIRST)
    known = told_of(
        aim("ZPROG001", 1, **left),
        core(OTHER, **ended()),
        aim("ZTLOS001", 3, **left),
        placement([work(100)], **left),
        aim("ZPROG001", 1, LearnStartDate=RESTART),
        core(ONE, RESTART),
        aim("ZTLOS002", 3, LearnStartDate=RESTART),
        placement([work(40), work(30, WorkPlaceMode=1), work(None)], LearnStartDate=RESTART),
    )
    assert known.programme is not None
    assert known.core is not None
    assert (known.programme.at, known.core.at) == (4, 5)
    assert known.specialism_codes == ("ZTLOS002",)
    assert [one.at for one in known.placement_aims] == [7]
    assert (known.began, known.hours) == (RESTART, 40)


def test_a_restart_of_the_same_t_level_began_when_it_first_did() -> None:
    known = told_of(
        aim("ZPROG001", 1, LearnStartDate=RESTART),
        core(ONE, RESTART),
        core(ONE, **ended(status=6)),
        placement([work(60)], LearnStartDate=RESTART),
        placement([work(100)], **ended(status=6)),
    )
    assert known.began == FIRST
    assert [one.at for one in known.placement_aims] == [4, 3]
    assert (known.hours, known.core and known.core.at) == (160, 1)


@pytest.mark.parametrize(
    ("start", "year"),
    [(dt.date(2025, 7, 31), 2024), (dt.date(2025, 8, 1), 2025), (None, None)],
)
def test_an_academic_year_begins_in_august(start: dt.date | None, year: int | None) -> None:
    known = told_of(aim("ZPROG001", 1, LearnStartDate=start), core(ONE, start))  # type: ignore[arg-type]  # as a source may lack it
    assert known.start_year == year
    assert told_of(aim("ZPROG001", 1), core(ONE, None)).began == FIRST  # type: ignore[arg-type]  # likewise


@pytest.mark.parametrize(
    ("grade", "fam", "lacks"),
    [("4", None, False), ("3", None, True), ("C", None, False), ("D", None, True),
     ("NONE", None, True), (None, None, True), ("3", "MCF", False), ("3", "ECF", True)],
)  # fmt: skip
def test_maths_is_lacking_without_a_grade_4_or_an_exemption(
    grade: str | None, fam: str | None, lacks: bool
) -> None:
    fams = [LearnerFAM("LSR", 1), *([LearnerFAM(fam, 1)] if fam else [])]
    known = told_of(core(ONE), MathGrade=grade, EngGrade="4", LearnerFAM=fams)
    assert (known.lacks_maths, known.lacks_english) == (lacks, False)


def test_a_uln_that_could_not_be_read_is_shown_as_it_stood() -> None:
    assert told_of(core(ONE), ULN=None, raw={"ULN": "12x"}).uln_shown == "12x"
    assert told_of(core(ONE), ULN=None).uln_shown == ""
    assert told_of(core(ONE), ULN=1000000027).uln_shown == "1000000027"


def test_a_learner_without_a_t_level_has_none_and_one_may_have_left_it() -> None:
    learner = t_level(1)
    learner.LearningDelivery = [aim("60148955", 4, ProgType=None)]
    assert t_level_learner(learner) is None
    assert told_of(aim("ZPROG001", 1, **ended(status=3)), core(ONE)).withdrawn
    assert not told_of(aim("ZPROG001", 1, **ended(status=6)), core(ONE)).withdrawn
    assert not told_of(core(ONE)).withdrawn
