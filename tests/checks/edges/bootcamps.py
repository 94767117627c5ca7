"""Skills Bootcamps: what belongs together under one contract, and their events."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import aim, closed, fam, learner, supplied
from ilrsync.checks.lars import LARS
from tests.checks.edges import A_DAY, AIM_TYPES, MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import Learner, LearningDelivery

OUTCOMES = {"Z0059747", "Z0059748", "Z0059749"}
EVENTS = OUTCOMES | {"Z0060439", "Z0009541", "Z0060440", "Z0060441", "Z0060442", "Z0060443"}
OTHERS = {"Z0009876", "Z0059746", "Z0060444", "60148955"}
IN_2024, IN_2025 = dt.date(2024, 9, 2), dt.date(2025, 9, 1)
LAST_OLD, FIRST_NEW = dt.date(2025, 7, 31), dt.date(2025, 8, 1)
ENDED, LATER = dt.date(2025, 11, 3), dt.date(2025, 12, 1)
UNLIKE: dict[str, dict[str, Any]] = {
    "FundModel": {"FundModel": 38},
    "contract": {"ConRefNumber": "SB-2"},
    "no contract": {"ConRefNumber": None},
    "programme": {"ProgType": None},
}
BOOTCAMP: dict[str, Any] = {"FundModel": 37, "ProgType": 32, "ConRefNumber": "SB-1"}
SUBJECT = supplied(LARS, "LearningDeliveryCategory", "Z0009876", CategoryRef="62")


def _programme(start: dt.date | None = IN_2025, **fields: Any) -> LearningDelivery:
    return aim("ZPROG001", **{**BOOTCAMP, "AimType": 1, "LearnStartDate": start, **fields})


def _component(reference: str = "Z0009876", **fields: Any) -> LearningDelivery:
    return aim(reference, **{**BOOTCAMP, "AimType": 3, "LearnStartDate": IN_2025, **fields})


def _both(programme: dict[str, Any], component: dict[str, Any], *more: LearningDelivery) -> Learner:
    return learner("A1", _programme(**programme), _component(**component), *more)


def _asked_of(rule: str, build: Any, kind: int, **terms: Any) -> list[Case]:
    """The rule is asked of aims of this type of Skills Bootcamps, whoever funds them."""
    return [
        *only(rule, lambda one: build(AimType=one), {kind}, AIM_TYPES, **terms),
        *only(rule, lambda one: build(ProgType=one), {32}, PROGRAMMES, **terms),
        *only(rule, lambda one: build(FundModel=one), MODELS, MODELS, **terms),
    ]


TOGETHER = [
    *_asked_of("R_135", _component, 3),
    *_asked_of("R_136", _programme, 1),
    *(
        edge
        for rule in ("R_135", "R_136")
        for edge in edges(
            rule,
            speaks={
                name: _both({}, fields)
                for name, fields in UNLIKE.items()
                if (rule, name) != ("R_135", "programme")
            },
            silent={"alike": _both({"ConRefNumber": None}, {"ConRefNumber": None})},
        )
    ),
    *edges(
        "R_140",
        speaks={
            "alike": _both(closed(ENDED), {}),
            "the later of two has ended": _both(closed(ENDED), {}, _programme(IN_2024)),
        },
        silent={
            **{name: _both(closed(ENDED), fields) for name, fields in UNLIKE.items()},
            "both have ended": _both(closed(ENDED), closed(LATER)),
            "the later of two goes on": _both({}, {}, _programme(IN_2024, **closed(ENDED))),
            "another type": _both(closed(ENDED), {"AimType": 4}),
            "the later of two stands last": learner(
                "A1", _programme(IN_2024, **closed(ENDED)), _programme(), _component()
            ),
            "no programme aim": _both({"AimType": 4, **closed(ENDED)}, {}),
        },
    ),
    *days("R_143", lambda day: _both(closed(ENDED), closed(day)), first=ENDED + A_DAY),
    *edges(
        "R_143",
        speaks={
            "one of two": _both(closed(ENDED), closed(LATER), _component(**closed(IN_2025))),
            "the other of two": _both(closed(ENDED), closed(IN_2025), _component(**closed(LATER))),
            "the later of two": _both(closed(ENDED), closed(LATER), _programme(IN_2024)),
        },
        silent={
            **{
                name: _both(closed(ENDED), {**closed(LATER), **fields})
                for name, fields in UNLIKE.items()
            },
            "the programme goes on": _both({}, closed(LATER)),
            "the component goes on": _both(closed(ENDED), {}),
            "the later of two ends later": _both(
                closed(LATER), closed(LATER), _programme(IN_2024, **closed(ENDED))
            ),
            "another type": _both(closed(ENDED), {"AimType": 4, **closed(LATER)}),
            "the later of two stands last": learner(
                "A1",
                _programme(IN_2024, **closed(ENDED)),
                _programme(**closed(LATER)),
                _component(**closed(LATER)),
            ),
        },
    ),
    *days("R_144", lambda day: _programme(AchDate=day), last=IN_2025 - A_DAY),
    *days(
        "R_144",
        lambda day: _programme(day, AchDate=dt.date(2020, 1, 1)),
        first=dt.date(2023, 8, 1),
    ),
    *_asked_of("R_144", lambda **fields: _programme(AchDate=IN_2024, **fields), 1),
    *edges(
        "R_144",
        speaks={
            "another contract began earlier": learner(
                "A1", _programme(AchDate=IN_2024), _programme(IN_2024, ConRefNumber="SB-2")
            )
        },
        silent={
            "first begun earlier": learner("A1", _programme(AchDate=IN_2024), _programme(IN_2024)),
            "not achieved": _programme(),
            "another programme's": _both({}, {}, _programme(AchDate=IN_2024, ProgType=24)),
            "one without a start": _both({}, {}, _programme(None, AchDate=ENDED)),
        },
    ),
]


def _done(start: dt.date = IN_2024, end: dt.date | None = ENDED, **fields: Any) -> LearningDelivery:
    """A completed programme."""
    return _programme(start, **{"CompStatus": 2, "LearnActEndDate": end, **fields})


def _noted(
    start: dt.date, on: dt.date | None = LATER, kind: str = "EVI", **fields: Any
) -> LearningDelivery:
    return _programme(start, LearningDeliveryFAM=[fam(kind, "1", on)], **fields)


def _event(
    start: dt.date, on: dt.date = LATER, reference: str = "Z0059747", **fields: Any
) -> Learner:
    return learner("A1", _programme(start), _component(reference, LearnStartDate=on, **fields))


EVENT = [
    *days("R_138", _done, last=LAST_OLD, prepared=LATER),
    *only("R_138", lambda one: _done(CompStatus=one), {2}, {1, 2, 3, 6}, prepared=LATER),
    *only(
        "R_138",
        lambda name: learner("A1", _done(), _component(name)),
        (EVENTS - OUTCOMES) | OTHERS,
        EVENTS | OTHERS,
        prepared=LATER,
    ),
    *_asked_of("R_138", _done, 1, prepared=LATER),
    *edges(
        "R_138",
        speaks={
            "no end": _done(end=None),
            "to the day": _done(),
            "the later of two": learner(
                "A1", _done(), _programme(IN_2024 - A_DAY, AchDate=IN_2024)
            ),
        },
        silent={
            "achieved": _done(AchDate=ENDED),
            "a day longer": _done(end=ENDED - A_DAY),
            "the later of two is achieved": learner(
                "A1", _done(AchDate=ENDED), _done(IN_2024 - A_DAY)
            ),
        },
        prepared=dt.date(2026, 5, 3),
    ),
    *days("R_150", lambda day: _event(IN_2024, day), last=IN_2024 - A_DAY),
    *days(
        "R_150",
        lambda day: _event(day, dt.date(2023, 1, 9)),
        first=dt.date(2024, 8, 1),
        last=LAST_OLD,
    ),
    *only(
        "R_150",
        lambda name: _event(IN_2024, IN_2024 - A_DAY, name),
        EVENTS,
        EVENTS | OTHERS,
    ),
    *edges(
        "R_150",
        speaks={"whatever its type": _event(IN_2024, IN_2024 - A_DAY, AimType=4, ProgType=None)},
        silent={
            "another contract": _event(IN_2024, IN_2024 - A_DAY, ConRefNumber="SB-2"),
            "one without a start": _both({}, {}, _programme(None), _component("Z0059747")),
        },
    ),
    *days("R_152", _noted, last=LAST_OLD),
    *only("R_152", lambda kind: _noted(IN_2024, kind=kind), {"EVI", "evi"}, {"EVI", "evi", "SOF"}),
    *_asked_of("R_152", lambda **fields: _noted(IN_2024, **fields), 1),
    *edges(
        "R_152",
        speaks={"first begun earlier": learner("A1", _noted(IN_2025), _programme(IN_2024))},
        silent={
            "another contract began earlier": learner(
                "A1", _noted(IN_2025), _programme(IN_2024, ConRefNumber="SB-2")
            )
        },
    ),
    *days("R_153", lambda day: _noted(IN_2025, day), last=LAST_OLD),
    *days("R_153", lambda day: _noted(day, IN_2024), first=FIRST_NEW),
    *only(
        "R_153",
        lambda kind: _noted(IN_2025, IN_2024, kind),
        {"EVI", "evi"},
        {"EVI", "evi", "SOF"},
    ),
    *_asked_of("R_153", lambda **fields: _noted(IN_2025, IN_2024, **fields), 1),
    *edges(
        "R_153",
        silent={
            "first begun earlier": learner("A1", _noted(IN_2025, IN_2024), _programme(IN_2024)),
            "no day": _noted(IN_2025, None),
        },
    ),
    *days("R_154", _event, first=FIRST_NEW),
    *only("R_154", lambda name: _event(IN_2025, LATER, name), EVENTS, EVENTS | OTHERS),
    *_asked_of("R_154", lambda **fields: _event(IN_2025, **fields), 3),
    *edges(
        "R_154",
        silent={
            "another contract": _event(IN_2025, ConRefNumber="SB-2"),
            "first begun earlier": learner(
                "A1", _programme(IN_2024), _programme(), _component("Z0059747")
            ),
        },
    ),
    *days(
        "R_149",
        lambda day: learner("A1", _programme(day), _component(LearnStartDate=dt.date(2023, 1, 9))),
        first=dt.date(2024, 8, 1),
        lookups=SUBJECT,
    ),
    *days(
        "R_149",
        lambda day: learner("A1", _programme(), _component(LearnStartDate=day)),
        last=IN_2025 - A_DAY,
        lookups=SUBJECT,
    ),
    *edges(
        "R_149",
        silent={
            "another contract": _both({}, {"LearnStartDate": IN_2024, "ConRefNumber": "SB-2"}),
            "first begun earlier": _both({}, {"LearnStartDate": IN_2024}, _programme(IN_2024)),
            "one without a start": _both({}, {}, _programme(None)),
        },
        speaks={
            "the later of two is new": _both(
                {}, {"LearnStartDate": dt.date(2023, 1, 9)}, _programme(dt.date(2023, 9, 4))
            )
        },
        lookups=SUBJECT,
    ),
]

EDGES = [*TOGETHER, *EVENT]
