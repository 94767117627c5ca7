"""What a person should do about a T Level that is not recorded as it should be.

No edit can answer these findings: an aim, a placement or hours would have to be made up.
"""

from __future__ import annotations

from ilrsync.corrections.correction import advice

COMPONENTS_WITHOUT_PROGRAMME = advice(
    "R_125",
    """
    Enter the programme aim ZPROG001 of the T Level, or mend the ProgType of the aim.

    The most common cause is one T Level split over two learner records or two sources: look first
    whether the programme aim stands on another record of the same person.
    """,
)

PROGRAMME_WITHOUT_COMPONENTS = advice(
    "R_126",
    """
    Enter the core aim and the other parts of the T Level, or close the programme aim.

    The most common cause is one T Level split over two learner records or two sources: look first
    whether the parts stand on another record of the same person.
    """,
)

NO_SPECIALISM = advice(
    "R_137",
    """
    Enter the occupational specialism (ZTLOS and three digits) that the learner has chosen.

    It has to be in the return from the fourth return of the first year, because it decides the
    funding band; it may be changed later. Which one it is only the college can say.
    """,
)

NO_PLACEMENT = advice(
    "WorkPlacement_01",
    """
    Enter the placement (employer, dates, hours) on the industry placement aim, or take the aim out.

    Hours that nobody has logged are never filled in.
    """,
)

T_LEVEL_HOURS = advice(
    "HRSType_02 HRSType_04",
    """
    Enter the planned hours of the whole T Level, both years, on the programme aim.

    Code 2 of the hours record, without the industry placement. One year's hours drop the learner
    into a lower funding band.
    """,
    since="2627",
)

PLANNED_HOURS = advice(
    "PHours_03",
    """
    Enter the planned hours of the whole T Level, both years, on the programme aim.

    Without the industry placement. One year's hours drop the learner into a lower funding band.
    """,
    until="2526",
)

ONE_YEAR_HOURS = advice(
    "HRSAmount_01 HRSType_05 HRSType_12",
    """
    Record hours of code 2 on the T Level programme aim only, above 0, and no other code there.

    They are the planned hours of the whole T Level, both years, without the placement.
    """,
    since="2627",
)

MISPLACED_HOURS = advice(
    "PHours_04 PHours_05",
    """
    Record planned hours on the T Level programme aim, above 0, and on no aim that has none.

    They are the planned hours of the whole T Level, both years, without the placement.
    """,
    until="2526",
)

T_LEVEL_PARTS = advice(
    "ProgType_15 ProgType_16 ProgType_17 ProgType_18 ProgType_19 ProgType_20 AimType_08 AimType_09",
    """
    Compare the aim's ProgType and AimType with the other aims of the T Level and mend what is off.

    All aims of a T Level carry ProgType 31, of a Foundation Year 30; the technical qualification
    and the route are core aims (5), specialism and placement components (3).
    """,
)

T_LEVEL_FUNDING = advice(
    "FundModel_11 LearnDelFAMType_118",
    """
    Check who funds the aim: a T Level is FundModel 25 and SOF 107 until it ends, also from 19 on.

    Funding is never changed without the provider.
    """,
)

NO_CORE_AIM = advice(
    "R_63",
    """
    Say which aim is the core aim, and give it AimType 5.

    Which one it is decides funding, so only the college can say.
    """,
)
