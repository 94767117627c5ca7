"""Aims of T Levels and Foundation Years: which there must be, and which there must not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import (
    CORE_CODE,
    SPECIALISM,
    Rows,
    aim,
    apprenticeship,
    closed,
    fam,
    foundation_year,
    lars,
    learner,
    placement,
    study_aim,
    t_level,
)
from ilrsync.model.record import Origin
from tests.checks.edges import AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from collections.abc import Callable

    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

PLACEMENT, ROUTE, ANOTHER = "ZWRKX003", "ZTPR0004", "60148955"
NOT_QUITE = {"ZTLOS07", "ZTLOS0071", "ZTLOSABC", "ZTPR004", "ZTPR00041", "ZTPRABCD"}
REFERENCES = {CORE_CODE, SPECIALISM, PLACEMENT, ROUTE, ANOTHER, *NOT_QUITE}
WORK = {"Z0007834", "Z0007835", "Z0007836", "Z0007837", "Z0007838", "Z0002347"}
WORK |= {"ZWRKX001", "ZWRKX002"}
TODAY = dt.date(2026, 10, 1)
JULY = dt.date(2027, 7, 2)
LATER = dt.date(2027, 7, 23)
OTHER_CORE = lars(r69999999={"LearnAimRefType": "0003"})


def _outside(rule: str, reference: str) -> list[Case]:
    """The rule asks a T Level of this aim, unless it is non-funded or of the adult pilot."""
    return [
        *only(rule, aim, {reference}, REFERENCES),
        *only(rule, lambda kind: aim(reference, ProgType=kind), PROGRAMMES - {31}, PROGRAMMES),
        *only(rule, lambda fund: aim(reference, FundModel=fund), MODELS - {99}, MODELS),
        *only(
            rule,
            lambda code: aim(reference, LearningDeliveryFAM=[fam("LDM", code)]),
            {"383", "385"},
            {"383", "384", "385"},
        ),
    ]


def _of(rule: str, build: Callable[..., LearningDelivery], programmes: set[int]) -> list[Case]:
    return only(rule, lambda kind: build(ProgType=kind), programmes, PROGRAMMES)


def _core(reference: str = CORE_CODE, **fields: Any) -> LearningDelivery:
    return aim(reference, **{"ProgType": 31, "AimType": 3, **fields})


def _sourced(code: str = "105", kind: str = "SOF", **fields: Any) -> LearningDelivery:
    return aim(LearningDeliveryFAM=[fam(kind, code)], **{"ProgType": 31, **fields})


AIMS = [
    *_outside("ProgType_15", PLACEMENT),
    *_outside("ProgType_16", CORE_CODE),
    *_outside("ProgType_17", SPECIALISM),
    *only("ProgType_20", aim, {ROUTE}, REFERENCES),
    *only("ProgType_20", lambda kind: aim(ROUTE, ProgType=kind), PROGRAMMES - {30}, PROGRAMMES),
    *only("FundModel_11", lambda fund: aim(ProgType=31, FundModel=fund), MODELS - {25}, MODELS),
    *only("FundModel_11", lambda kind: aim(ProgType=kind, FundModel=99), {31}, PROGRAMMES),
    *only("AimType_08", _core, {CORE_CODE}, REFERENCES),
    *only("AimType_08", lambda kind: _core(AimType=kind), AIM_TYPES - {5}, AIM_TYPES),
    *_of("AimType_08", _core, {31}),
    *edges("AimType_08", silent={"ended": _core(**closed(TODAY))}),
    *only("AimType_09", lambda name: aim(name, AimType=3), {ROUTE}, REFERENCES),
    *only("AimType_09", lambda kind: aim(ROUTE, AimType=kind), AIM_TYPES - {5}, AIM_TYPES),
    *only("LearnAimRef_90", lambda name: aim(name, ProgType=31), WORK, WORK | REFERENCES),
    *only("LearnAimRef_90", lambda kind: aim("ZWRKX001", ProgType=kind), {31}, PROGRAMMES),
    *only(
        "LearnDelFAMType_118",
        _sourced,
        {"1", "105", "108", "112"},
        ["1", "105", "107", "108", "112"],
    ),
    *_of("LearnDelFAMType_118", _sourced, {31}),
    *edges("LearnDelFAMType_118", silent={"another type": _sourced(kind="LDM")}),
]


def _and(*more: LearningDelivery, without: str = "", **fields: Any) -> Learner:
    """A T Level and other aims."""
    return learner("A1", *t_level(without=without, **fields), *more)


def _stray(kind: int = 3, programme: int | None = 31, fund: int = 25) -> LearningDelivery:
    return aim(AimType=kind, ProgType=programme, FundModel=fund)


WHOLE = [
    *only("R_125", lambda kind: _stray(kind), {3, 5}, AIM_TYPES),
    *only("R_126", lambda kind: _stray(kind), {1}, AIM_TYPES),
    *only("R_125", lambda kind: _stray(3, kind), {30, 31}, PROGRAMMES),
    *only("R_126", lambda kind: _stray(1, kind), {30, 31}, PROGRAMMES),
    *only("R_125", lambda fund: _and(_stray(fund=fund)), MODELS - {25}, MODELS),
    *only("R_126", lambda fund: _and(_stray(1, fund=fund)), MODELS - {25}, MODELS),
    *edges(
        "R_125",
        silent={
            "an aim of its own kind": _and(_stray(4, fund=99)),
            "an apprenticeship without programme aim": _and(apprenticeship()[1]),
        },
    ),
    *edges(
        "R_126",
        silent={
            "an aim of its own kind": _and(_stray(4, fund=99)),
            "an apprenticeship without component": _and(apprenticeship()[0]),
        },
    ),
    *only("R_137", lambda kind: learner("A1", aim(ProgType=kind)), {31}, PROGRAMMES),
    *only(
        "R_137",
        lambda name: _and(aim(name), without="specialism"),
        NOT_QUITE,
        [*NOT_QUITE, SPECIALISM],
    ),
    *only("ProgType_18", lambda kind: aim(ProgType=kind), {30}, PROGRAMMES),
    *edges(
        "ProgType_18",
        speaks={
            "the route is a component": aim(ROUTE, ProgType=30, AimType=3),
            "a route that is no core aim, and another that is": learner(
                "A1", aim(ROUTE, ProgType=30, AimType=3), aim(ProgType=30)
            ),
        },
        silent={"the route elsewhere": learner("A1", foundation_year()[0], aim(ROUTE))},
    ),
    *only("ProgType_19", lambda kind: aim("69999999", AimType=3, ProgType=kind), {31}, PROGRAMMES),
    *edges(
        "ProgType_19",
        speaks={
            "a component": _and(_core(), without="core"),
            "an unknown core aim of a study programme": _and(aim("69999999"), without="core"),
        },
    ),
    *edges(
        "ProgType_19",
        speaks={"a component": _and(_core(), without="core")},
        silent={
            "a whole T Level": _and(),
            "its core aim elsewhere": _and(aim(CORE_CODE), without="core"),
        },
        lookups=OTHER_CORE,
    ),
    *only("R_129", aim, {CORE_CODE}, REFERENCES),
    *only("R_129", lambda kind: aim(CORE_CODE, AimType=kind), {5}, AIM_TYPES),
    *only(
        "R_129",
        lambda code: learner(
            "A1", aim(CORE_CODE), aim(AimType=4, LearningDeliveryFAM=[fam("LDM", code)])
        ),
        {"383", "385"},
        {"383", "384", "385"},
    ),
    *edges(
        "R_129",
        speaks={"another type": aim(CORE_CODE, LearningDeliveryFAM=[fam("DAM", "384")])},
        silent={"another core aim beside a component": learner("A1", _core(), study_aim())},
    ),
]


def _pathways(**codes: str) -> dict[str, Rows]:
    return {
        "LARS": Rows(
            {
                ("FrameworkAims", name.removeprefix("r")): [
                    {"FworkCode": code[0], "PwayCode": code[1]}
                ]
                for name, code in codes.items()
            }
        )
    }


APART = _pathways(r60358294="12", rZTLOS007="13")

PATHWAYS = [
    *edges(
        "R_147",
        speaks={
            "as it is": _and(),
            "recorded without a programme": learner(
                "A1", aim(CORE_CODE, FundModel=99), aim(SPECIALISM, AimType=3, FundModel=99)
            ),
        },
        silent={
            "no qualification": _and(without="core"),
            "the qualification has ended": _and(_core(**closed(TODAY)), without="core"),
            "no specialism": _and(without="specialism"),
        },
        lookups=APART,
    ),
    *edges(
        "R_147",
        speaks={"another framework": _and()},
        lookups=_pathways(r60358294="12", rZTLOS007="22"),
    ),
    *edges(
        "ILRSYNC_specialism_of_another_t_level",
        speaks={"another's": _and(aim("ZTLOS001", AimType=3, ProgType=31))},
        silent={
            "one that was left": _and(aim("ZTLOS001", AimType=3, ProgType=31, **closed(TODAY))),
            "no qualification": _and(aim("ZTLOS001", AimType=3, ProgType=31), without="core"),
            "two qualifications": _and(aim("60358300"), aim("60358324")),
        },
    ),
]


def _placed(*hours: int | None, specialism: str = SPECIALISM, **fields: Any) -> Learner:
    """A T Level whose placement was completed with these hours."""
    rows = [placement(dt.date(2026, 2, day), one) for day, one in enumerate(hours, 1)]
    told = {"ProgType": 31, "AimType": 3, **closed(JULY), **fields}
    name = told.pop("reference", PLACEMENT)
    done = aim(name, LearningDeliveryWorkPlacement=rows, **told)
    parts = [aim(specialism, AimType=3, ProgType=31), aim(PLACEMENT, ProgType=31, AimType=3)]
    return learner("A1", done, *(parts if name != PLACEMENT else parts[:1]))


def _simulated(
    reference: str = PLACEMENT, kind: int | None = 31, mode: int = 1
) -> LearningDelivery:
    rows = [placement(WorkPlaceMode=mode)]
    return aim(reference, ProgType=kind, LearningDeliveryWorkPlacement=rows)


def _until(end: dt.date | None, reference: str = PLACEMENT, *more: LearningDelivery) -> Learner:
    """A programme that ended on 2 July, and a placement that ended on *end*."""
    rows = [placement(WorkPlaceEndDate=end)]
    programme = aim("ZPROG001", AimType=1, ProgType=31, **closed(JULY))
    return learner(
        "A1", programme, aim(reference, ProgType=31, LearningDeliveryWorkPlacement=rows), *more
    )


def _from(*files: str | None, kinds: tuple[int | None, ...] = (31, 31, 31)) -> Learner:
    """A programme aim and two others, each from one of *files*."""
    parts = [
        aim(AimType=kind, ProgType=programme)
        for kind, programme in zip((1, 3, 3), kinds, strict=True)
    ]
    for part, file in zip(parts, files, strict=True):
        part.origin = Origin(file, 2) if file else None
    return learner("A1", *parts)


RECORDING = [
    *only("ILRSYNC_short_placement", _placed, {None, 0, 1, 314}, {None, 0, 1, 314, 315, 316}),
    *only(
        "ILRSYNC_short_placement",
        lambda hours: _placed(hours, specialism="ZTLOS006"),
        {315, 749},
        {315, 749, 750},
    ),
    *only("ILRSYNC_short_placement", lambda hours: _placed(None, hours), {314}, {314, 315}),
    *only(
        "ILRSYNC_short_placement", lambda status: _placed(1, CompStatus=status), {2}, {1, 2, 3, 6}
    ),
    *only("ILRSYNC_short_placement", lambda kind: _placed(1, ProgType=kind), {31}, PROGRAMMES),
    *edges("ILRSYNC_short_placement", silent={"another aim": _placed(1, reference="ZWRKX002")}),
    *edges(
        "ILRSYNC_short_placement",
        speaks={
            "hours of another aim": learner(
                "A1",
                aim(PLACEMENT, ProgType=31, **closed(JULY)),
                aim("ZWRKX001", LearningDeliveryWorkPlacement=[placement()]),
            )
        },
    ),
    *only("ILRSYNC_placement_not_external", _simulated, {PLACEMENT}, WORK | REFERENCES),
    *only(
        "ILRSYNC_placement_not_external",
        lambda kind: _simulated(kind=kind),
        {31},
        PROGRAMMES,
    ),
    *only("ILRSYNC_placement_not_external", lambda mode: _simulated(mode=mode), {1}, {0, 1, 2, 3}),
    *days("ILRSYNC_placement_after_programme", _until, first=JULY + dt.timedelta(days=1)),
    *edges(
        "ILRSYNC_placement_after_programme",
        speaks={
            "another programme goes on": _until(LATER, PLACEMENT, apprenticeship()[0]),
        },
        silent={
            "no end": _until(None),
            "another aim": _until(LATER, "ZWRKX002"),
            "a later programme": _until(
                LATER, PLACEMENT, aim("ZPROG001", AimType=1, ProgType=31, **closed(LATER))
            ),
        },
    ),
    *only(
        "ILRSYNC_t_level_without_placement",
        lambda kind: aim(AimType=1, ProgType=kind, **closed(JULY)),
        {31},
        PROGRAMMES,
    ),
    *only(
        "ILRSYNC_t_level_without_placement",
        lambda kind: aim(AimType=kind, ProgType=31, **closed(JULY)),
        {1},
        AIM_TYPES,
    ),
    *only(
        "ILRSYNC_t_level_without_placement",
        lambda status: aim(AimType=1, ProgType=31, CompStatus=status),
        {2},
        {1, 2, 3, 6},
    ),
    *edges(
        "ILRSYNC_t_level_without_placement",
        silent={
            "another programme is completed": learner(
                "A1", t_level()[0], apprenticeship(**closed(JULY))[0]
            )
        },
    ),
    *edges(
        "ILRSYNC_t_level_from_two_files",
        speaks={
            "one from another": _from("a.csv", "a.csv", "b.csv"),
            "one from nowhere": _from("a.csv", None, "b.csv"),
        },
        silent={
            "all from one": _from("a.csv", "a.csv", "a.csv"),
            "the other is of no T Level": _from("a.csv", "a.csv", "b.csv", kinds=(31, 31, None)),
            "another's programme aim": _from("a.csv", "a.csv", "b.csv", kinds=(31, 31, 25)),
            "the programme aim from nowhere": _from(None, "a.csv", "b.csv"),
            "the rest from nowhere": _from("a.csv", None, None),
        },
    ),
]

EDGES = [*AIMS, *WHOLE, *PATHWAYS, *RECORDING]
