"""The achievement date: who has one, and when it may be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.checks.cases import AIM, aim, apprenticeship, case, closed
from ilrsync.checks.derived import months_after
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import CompStatus, FundModel, Outcome, ProgType
from ilrsync.model.records import LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context

BOOTCAMP = (FundModel.SKILLS_BOOTCAMP, ProgType.SKILLS_BOOTCAMP)
STANDARD_PROGRAMME = {"FundModel": 36, "ProgType": 25, "AimType": 1}


@rule("AchDate_02", over=LearningDelivery, fields="AchDate", warning_in=["2627"])
def after_teaching_year(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The achievement date must not be after the teaching year, which ends on 31 July.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_02.
    """
    if aim.AchDate is not None and aim.AchDate > context.table.ends:
        yield Hit(aim)


@rule("AchDate_03", over=LearningDelivery, fields="AchDate LearnStartDate")
def before_start(aim: LearningDelivery) -> Iterator[Hit]:
    """The achievement date must not be before the aim starts.

    Not for Skills Bootcamps.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_03.
    """
    if aim.AchDate is not None and not _bootcamp(aim):
        yield from _before_start(aim)


@rule("AchDate_04", over=LearningDelivery, fields="AchDate LearnActEndDate")
def without_end(aim: LearningDelivery) -> Iterator[Hit]:
    """An aim with an achievement date needs an actual end date.

    Not for Skills Bootcamps.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_04.
    """
    if aim.AchDate is not None and aim.LearnActEndDate is None and not _bootcamp(aim):
        yield Hit(aim)


@rule("AchDate_05", over=LearningDelivery, fields="AchDate LearnActEndDate")
def before_end(aim: LearningDelivery) -> Iterator[Hit]:
    """The achievement date must not be before the actual end date.

    Not for Skills Bootcamps.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_05.
    """
    ended = aim.LearnActEndDate
    if aim.AchDate is not None and ended and aim.AchDate < ended and not _bootcamp(aim):
        yield Hit(aim)


@rule("AchDate_07", over=LearningDelivery, fields="AchDate")
def in_the_future(aim: LearningDelivery, context: Context) -> Iterator[Hit]:
    """The achievement date must not be after the day the file is prepared.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_07.
    """
    if aim.AchDate is not None and aim.AchDate > context.prepared:
        yield Hit(aim)


@rule(
    "AchDate_08",
    over=LearningDelivery,
    fields="AchDate Outcome",
    when={"FundModel": 81, "ProgType": 25, "AimType": 1},
)
def trailblazer_achieved_without_date(aim: LearningDelivery) -> Iterator[Hit]:
    """An achieved trailblazer apprenticeship, FundModel 81, needs an achievement date.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_08.
    """
    if aim.Outcome == Outcome.ACHIEVED and aim.AchDate is None:
        yield Hit(aim)


@rule("AchDate_09", over=LearningDelivery, fields="AchDate LearnStartDate FundModel ProgType")
def not_an_apprenticeship(aim: LearningDelivery) -> Iterator[Hit]:
    """Aims started since August 2015 have no achievement date, T Levels included.

    Apprenticeship standards (FundModel 36 or 81) and Skills Bootcamps are excepted.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_09.
    """
    excepted = {(81, 25), (36, 25), BOOTCAMP}
    if aim.AchDate is None or (aim.FundModel, aim.ProgType) in excepted:
        return
    if aim.LearnStartDate and aim.LearnStartDate > dt.date(2015, 7, 31):
        yield Hit(aim)


@rule(
    "AchDate_11",
    over=LearningDelivery,
    fields="AchDate LearnActEndDate",
    until="2526",
    when=STANDARD_PROGRAMME,
)
def achieved_within_a_week(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship is achieved 7 days after its actual end at the earliest.

    For those that ended in August 2019 or later.

    Source: validation rules 2025-26 v3, Learning delivery, AchDate_11.
    """
    achieved, ended = aim.AchDate, aim.LearnActEndDate
    if achieved is None or ended is None or ended < dt.date(2019, 8, 1):
        return
    if achieved - ended < dt.timedelta(days=7):
        yield Hit(aim)


@rule(
    "AchDate_12",
    over=LearningDelivery,
    fields="AchDate CompStatus LearnActEndDate",
    when=STANDARD_PROGRAMME,
)
def apprenticeship_completed_without_date(aim: LearningDelivery) -> Iterator[Hit]:
    """An apprenticeship programme completed since August 2021 needs an achievement date.

    The last clause of the published condition names LearnActEndDate; the achievement date is meant,
    as its description and message say.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_12.
    """
    if aim.CompStatus != CompStatus.COMPLETED or aim.AchDate is not None:
        return
    if aim.LearnActEndDate and aim.LearnActEndDate >= dt.date(2021, 8, 1):
        yield Hit(aim)


@rule(
    "AchDate_13",
    over=LearningDelivery,
    fields="AchDate LearnActEndDate",
    when={"AimType": 1, "ProgType": 32},
)
def bootcamp_long_after_end(aim: LearningDelivery) -> Iterator[Hit]:
    """A Skills Bootcamp is achieved within six months of its actual end.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learning delivery, AchDate_13.
    """
    ended = aim.LearnActEndDate
    if aim.AchDate is not None and ended and aim.AchDate > months_after(ended, 6):
        yield Hit(aim)


@rule("AchDate_14", over=LearningDelivery, fields="AchDate AimType", since="2627")
def not_on_programme_aim(aim: LearningDelivery) -> Iterator[Hit]:
    """Only a programme aim, AimType 1, may have an achievement date.

    Source: validation rules 2026-27 v4, Learning delivery, AchDate_14.
    """
    if aim.AchDate is not None and aim.AimType != 1:
        yield Hit(aim)


@rule(
    "AchDate_15",
    over=LearningDelivery,
    fields="AchDate LearnStartDate",
    since="2627",
    when={"ProgType": 32},
)
def bootcamp_before_start(aim: LearningDelivery) -> Iterator[Hit]:
    """The achievement date of a Skills Bootcamp must not be before the aim starts.

    Source: validation rules 2026-27 v4, Learning delivery, AchDate_15.
    """
    if aim.AchDate is not None:
        yield from _before_start(aim)


def _before_start(aim: LearningDelivery) -> Iterator[Hit]:
    if aim.AchDate and aim.LearnStartDate and aim.AchDate < aim.LearnStartDate:
        yield Hit(aim)


def _bootcamp(aim: LearningDelivery) -> bool:
    return (aim.FundModel, aim.ProgType) == BOOTCAMP


EARLY = dt.date(2025, 8, 1)
DAY = dt.date(2025, 11, 3)
LATER = dt.date(2026, 7, 1)
LAST = dt.date(2027, 8, 1)


def _achieved(on: dt.date | None, ended: dt.date | None = DAY, **fields: Any) -> LearningDelivery:
    """An apprenticeship programme aim."""
    end = closed(ended) if ended else {}
    return apprenticeship(AchDate=on, **end, **fields)[0]


def _bootcamp_aim(on: dt.date | None, ended: dt.date = DAY) -> LearningDelivery:
    return aim("ZPROG001", AimType=1, FundModel=37, ProgType=32, AchDate=on, **closed(ended))


CASES = [
    case("AchDate_02", "within the year", _achieved(DAY), []),
    case("AchDate_02", "in a later year", _achieved(LAST), AIM),
    case("AchDate_03", "after the start", _achieved(DAY), []),
    case("AchDate_03", "before the start", _achieved(EARLY), AIM),
    case("AchDate_04", "ended", _achieved(DAY), []),
    case("AchDate_04", "open", _achieved(DAY, None), AIM),
    case("AchDate_05", "on the last day", _achieved(DAY), []),
    case("AchDate_05", "before the last day", _achieved(DAY, LATER), AIM),
    case("AchDate_07", "in the past", _achieved(DAY), []),
    case("AchDate_07", "in the future", _achieved(LAST), AIM),
    case("AchDate_08", "with a date", _achieved(DAY, FundModel=81), []),
    case("AchDate_08", "without", _achieved(None, FundModel=81), AIM),
    case("AchDate_09", "apprenticeship", _achieved(DAY), []),
    case("AchDate_09", "T Level", aim(ProgType=31, AchDate=DAY, **closed(DAY)), AIM),
    case("AchDate_11", "after a week", _achieved(DAY + dt.timedelta(days=7)), []),
    case("AchDate_11", "after six days", _achieved(DAY + dt.timedelta(days=6)), AIM),
    case("AchDate_12", "with a date", _achieved(DAY), []),
    case("AchDate_12", "without", _achieved(None), AIM),
    case("AchDate_13", "within six months", _bootcamp_aim(dt.date(2026, 5, 3)), []),
    case("AchDate_13", "a day more", _bootcamp_aim(dt.date(2026, 5, 4)), AIM),
    case("AchDate_14", "programme aim", _achieved(DAY), []),
    case("AchDate_14", "component", apprenticeship(AchDate=DAY)[1], AIM),
    case("AchDate_15", "after the start", _bootcamp_aim(DAY), []),
    case("AchDate_15", "before the start", _bootcamp_aim(EARLY), AIM),
]
