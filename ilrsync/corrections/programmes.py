"""What a person should do about aims and programmes that do not fit each other.

No edit can answer these findings: an aim, a date or a funding model would have to be made up.
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
