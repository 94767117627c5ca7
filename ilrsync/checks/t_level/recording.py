"""ilrsync's own checks of how T Levels are recorded: what the DfE's rules let pass."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.checks.cases import (
    AIM,
    SPECIALISM,
    case,
    closed,
    learner,
    placement,
    t_level,
)
from ilrsync.checks.derived import (
    aim_reference,
    is_known_core_code,
    is_specialism,
)
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.codes import (
    INDUSTRY_PLACEMENT,
    AimType,
    CompStatus,
    ProgType,
    WorkPlaceMode,
)
from ilrsync.model.record import Origin
from ilrsync.model.records import (
    Learner,
    LearningDelivery,
    LearningDeliveryWorkPlacement,
)
from ilrsync.model.t_levels import placement_hours, t_levels

if TYPE_CHECKING:
    from collections.abc import Iterator


T_LEVEL = {"ProgType": ProgType.T_LEVEL}
PROGRAMME = {**T_LEVEL, "AimType": AimType.PROGRAMME}


@rule(
    "ILRSYNC_short_placement",
    over=LearningDelivery,
    severity=WARNING,
    fields="CompStatus",
    when=T_LEVEL,
)
def short_placement(aim: LearningDelivery, learner: Learner) -> Iterator[Hit]:
    """A completed industry placement has at least 315 hours, 750 for early years educators.

    The hours of all records of the placement are added up. Whether the placement was completed is
    for the college to say, so nothing is changed.

    Source: ilrsync; GOV.UK, T Level industry placements, guidance for education providers.
    """
    if aim.CompStatus != CompStatus.COMPLETED or aim_reference(aim) != INDUSTRY_PLACEMENT:
        return
    wanted = placement_hours(
        aim_reference(one) for one in learner.LearningDelivery if is_specialism(one)
    )
    total = sum(row.WorkPlaceHours or 0 for row in placements(learner))
    if total < wanted:
        yield Hit(aim, f"{total} hours of {wanted} are returned.", WorkPlaceHours=total)


@rule(
    "ILRSYNC_placement_not_external",
    over=LearningDeliveryWorkPlacement,
    severity=WARNING,
    fields="WorkPlaceMode",
    when=T_LEVEL,
)
def placement_not_external(
    placement: LearningDeliveryWorkPlacement, aim: LearningDelivery
) -> Iterator[Hit]:
    """A T Level industry placement is with an outside employer, WorkPlaceMode 2.

    Source: ilrsync; DfE provider support manual, Recording T Level programmes on the ILR.
    """
    if (
        placement.WorkPlaceMode == WorkPlaceMode.INTERNAL
        and aim_reference(aim) == INDUSTRY_PLACEMENT
    ):
        yield Hit(placement)


@rule(
    "ILRSYNC_placement_after_programme", over=Learner, severity=WARNING, fields="", when=PROGRAMME
)
def placement_after_programme(learner: Learner) -> Iterator[Hit]:
    """A placement should not run past the end of its T Level programme.

    A placement that is still going on at the end of the last year leaves both the programme aim and
    the placement aim open, into the next year.

    Source: ilrsync; DfE helpdesk answer on placements that continue into a third year.
    """
    ends = [
        one.LearnActEndDate
        for one in learner.LearningDelivery
        if one.AimType == AimType.PROGRAMME and one.ProgType == ProgType.T_LEVEL
    ]
    known = [end for end in ends if end]
    if len(known) < len(ends):
        return
    for row in placements(learner):
        if row.WorkPlaceEndDate and row.WorkPlaceEndDate > max(known):
            yield Hit(row, WorkPlaceEndDate=row.WorkPlaceEndDate, LearnActEndDate=max(known))


@rule("ILRSYNC_specialism_of_another_t_level", over=Learner, fields="", when=T_LEVEL)
def specialism_of_another_t_level(learner: Learner) -> Iterator[Hit]:
    """An open occupational specialism belongs to the learner's technical qualification.

    Which specialisms a T Level has is taken from the list that the results service uses, former and
    dual ones included. A qualification that is not on the list says nothing.

    Source: ilrsync; Manage T Level results, list of T Levels and specialisms.
    """
    there = [one for one in learner.LearningDelivery if one.LearnActEndDate is None]
    core = [aim_reference(one) for one in there if is_known_core_code(one)]
    for one in there:
        name = aim_reference(one)
        if core and is_specialism(one) and not any(t_levels()[code].offers(name) for code in core):
            yield Hit(
                one,
                f"{name} is not offered with {' or '.join(core)}.",
                LearnAimRef=one.LearnAimRef,
            )


@rule(
    "ILRSYNC_t_level_without_placement", over=Learner, severity=WARNING, fields="", when=PROGRAMME
)
def t_level_without_placement(learner: Learner) -> Iterator[Hit]:
    """A T Level that is completed should have its industry placement aim (ZWRKX003).

    Before that nothing is said, because the placement may be recorded in either year.

    Source: ilrsync; DfE provider support manual, Recording T Level programmes on the ILR.
    """
    if any(aim_reference(one) == INDUSTRY_PLACEMENT for one in learner.LearningDelivery):
        return
    for one in learner.LearningDelivery:
        if (
            one.AimType == AimType.PROGRAMME
            and one.ProgType == ProgType.T_LEVEL
            and one.CompStatus == CompStatus.COMPLETED
        ):
            yield Hit(one, CompStatus=one.CompStatus)


@rule("ILRSYNC_t_level_from_two_files", over=Learner, severity=WARNING, fields="", when=PROGRAMME)
def t_level_from_two_files(learner: Learner) -> Iterator[Hit]:
    """The parts of a T Level should come from one source.

    A part that stands only in another export than the programme aim may be out of date there, or be
    missing from the system that the programme is kept in.

    Source: ilrsync; each part of a T Level decides its funding.
    """
    if len({one.origin.file for one in learner.LearningDelivery if one.origin}) < 2:
        return
    parts = [one for one in learner.LearningDelivery if one.ProgType == ProgType.T_LEVEL]
    main = {one.origin.file for one in parts if one.AimType == AimType.PROGRAMME and one.origin}
    for one in parts:
        if main and one.origin and one.origin.file not in main:
            yield Hit(
                one,
                f"This part comes from {one.origin.file}, the programme aim from "
                f"{', '.join(sorted(main))}.",
                LearnAimRef=one.LearnAimRef,
            )


def placements(learner: Learner) -> list[LearningDeliveryWorkPlacement]:
    """The records of the learner's industry placements."""
    return [
        row
        for one in learner.LearningDelivery
        if aim_reference(one) == INDUSTRY_PLACEMENT
        for row in one.LearningDeliveryWorkPlacement
    ]


JULY = dt.date(2027, 7, 2)
LATER = dt.date(2027, 7, 23)
PLACEMENT = "Learner[0]/LearningDelivery[3]"
ROW = f"{PLACEMENT}/LearningDeliveryWorkPlacement[0]"


def _placed(*rows: LearningDeliveryWorkPlacement, specialism: str = SPECIALISM) -> Learner:
    """A T Level whose placement was completed with these records."""
    *parts, last = t_level()
    last.LearningDeliveryWorkPlacement = list(rows)
    for name, value in closed(JULY).items():
        setattr(last, name, value)
    parts[2].LearnAimRef = specialism
    return learner("A1", *parts, last)


def _from(*files: str) -> Learner:
    """A T Level whose parts come from these files."""
    parts = t_level()
    for part, file in zip(parts, files, strict=True):
        part.origin = Origin(file, 2)
    return learner("A1", *parts)


def _ended(end: dt.date | None, placement_ends: dt.date) -> Learner:
    """A T Level whose programme aim ended on *end*."""
    programme, *parts = t_level()
    programme.LearnActEndDate = end
    parts[2].LearningDeliveryWorkPlacement = [placement(WorkPlaceEndDate=placement_ends)]
    return learner("A1", programme, *parts)


CASES = [
    case("ILRSYNC_short_placement", "315 hours", _placed(placement(hours=315)), []),
    case(
        "ILRSYNC_short_placement",
        "two employers",
        _placed(placement(hours=200), placement(dt.date(2026, 3, 2), hours=115)),
        [],
    ),
    case("ILRSYNC_short_placement", "290 hours", _placed(placement(hours=290)), [PLACEMENT]),
    case("ILRSYNC_short_placement", "still open", learner("A1", *t_level()), []),
    case(
        "ILRSYNC_short_placement",
        "early years educator with 315",
        _placed(placement(hours=315), specialism="ZTLOS006"),
        [PLACEMENT],
    ),
    case("ILRSYNC_placement_not_external", "external", learner("A1", *t_level()), []),
    case(
        "ILRSYNC_placement_not_external",
        "simulated",
        _placed(placement(WorkPlaceMode=1)),
        [ROW],
    ),
    case("ILRSYNC_placement_after_programme", "ends before", _ended(LATER, JULY), []),
    case("ILRSYNC_placement_after_programme", "ends after", _ended(JULY, LATER), [ROW]),
    case("ILRSYNC_placement_after_programme", "programme open", _ended(None, LATER), []),
    case("ILRSYNC_t_level_from_two_files", "one", _from(*["Aims.csv"] * 4), []),
    case(
        "ILRSYNC_t_level_from_two_files",
        "specialism from another",
        _from("Aims.csv", "Aims.csv", "batch.xml", "Aims.csv"),
        ["Learner[0]/LearningDelivery[2]"],
    ),
    case("ILRSYNC_specialism_of_another_t_level", "its own", learner("A1", *t_level()), []),
    case(
        "ILRSYNC_specialism_of_another_t_level",
        "another's",
        _placed(placement(), specialism="ZTLOS001"),
        ["Learner[0]/LearningDelivery[2]"],
    ),
    case(
        "ILRSYNC_t_level_without_placement",
        "with one",
        learner("A1", *t_level(**closed(JULY))),
        [],
    ),
    case(
        "ILRSYNC_t_level_without_placement",
        "completed without",
        learner("A1", *t_level(without="placement", **closed(JULY))),
        AIM,
    ),
    case(
        "ILRSYNC_t_level_without_placement",
        "first year",
        learner("A1", *t_level(without="placement")),
        [],
    ),
]
