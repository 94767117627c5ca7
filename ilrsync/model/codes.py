"""Names for the codes that rules, corrections and outputs decide by.

Only codes that are decided by have a name here; the published lists with labels and validity are
in the year tables (`ilrsync.model.table.Table.codes`). Members compare equal to the record's value.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final

from ilrsync.model.check_digits import TEMPORARY_ULN, UNKNOWN_EMPLOYER

__all__ = [
    "FOUNDATION_YEAR_AIMS",
    "HRS",
    "INDUSTRY_PLACEMENT",
    "NO_GRADE",
    "PROGRAMME_AIM",
    "SOF_ADULT",
    "SOF_YOUNG",
    "SPECIALISM_AIMS",
    "TEMPORARY_ULN",
    "T_LEVELS",
    "UNKNOWN_EMPLOYER",
    "UNKNOWN_POSTCODE",
    "AFinType",
    "AimType",
    "CompStatus",
    "ESMType",
    "EmpStat",
    "FundModel",
    "HRSCode",
    "LLDDHealthProb",
    "LearnDelFAMType",
    "LearnFAMType",
    "Outcome",
    "ProgType",
    "WithdrawReason",
    "WorkPlaceMode",
]


class AimType(IntEnum):
    """What part an aim plays."""

    PROGRAMME = 1
    COMPONENT = 3
    STANDALONE = 4
    CORE = 5


class ProgType(IntEnum):
    """What programme an aim belongs to."""

    APPRENTICESHIP = 25
    FOUNDATION_YEAR = 30
    T_LEVEL = 31
    SKILLS_BOOTCAMP = 32
    COMBINED_AUTHORITY = 33
    APPRENTICESHIP_UNIT = 34


class FundModel(IntEnum):
    """Who funds an aim and how."""

    COMMUNITY_LEARNING = 10
    TAILORED_LEARNING = 11
    YOUNG = 25
    ADULT_SKILLS_CONTINUING = 35
    APPRENTICESHIP = 36
    SKILLS_BOOTCAMP = 37
    ADULT_SKILLS = 38
    SHORT_COURSE = 39
    OTHER_ADULT = 81
    OTHER_YOUNG = 82
    NON_FUNDED = 99


class CompStatus(IntEnum):
    """How far an aim has got."""

    CONTINUING = 1
    COMPLETED = 2
    WITHDRAWN = 3
    BREAK = 6


class Outcome(IntEnum):
    """What came of an aim."""

    ACHIEVED = 1
    PARTIAL = 2
    NOT_ACHIEVED = 3
    NOT_YET_KNOWN = 8


class WithdrawReason(IntEnum):
    """Why an aim was left, where a rule turns on it."""

    OTHER_PROVIDER = 2
    DEPARTMENT_TRANSFER = 7
    REDUNDANT = 29
    NEW_AIM_SAME_PROVIDER = 40
    STRATEGY_TRANSFER = 41
    MERGER = 47
    PLACEMENT_WITHDRAWN = 48
    NOT_KNOWN = 98


class EmpStat(IntEnum):
    """Whether a learner works."""

    EMPLOYED = 10
    SEEKING_WORK = 11
    NOT_SEEKING_WORK = 12
    NOT_KNOWN = 98


class LLDDHealthProb(IntEnum):
    """Whether a learner says they have a learning difficulty, disability or health problem."""

    YES = 1
    NO = 2
    NOT_PROVIDED = 9


class WorkPlaceMode(IntEnum):
    """Where a work placement takes place."""

    INTERNAL = 1
    EXTERNAL = 2


class HRSCode(IntEnum):
    """What hours an HRSRecord counts, from 2026-27."""

    PLANNED_OFF_THE_JOB = 1
    T_LEVEL_PLANNED = 2
    ACTUAL_OFF_THE_JOB = 3
    PRIOR_LEARNING = 4
    TAILORED_LEARNING = 5
    ADDITIONAL = 6


class LearnDelFAMType(StrEnum):
    """Types of funding and monitoring on an aim, where a rule turns on them."""

    ACL = "ACL"
    ACT = "ACT"
    ADL = "ADL"
    ALB = "ALB"
    ASL = "ASL"
    DAM = "DAM"
    EEF = "EEF"
    EVI = "EVI"
    FFI = "FFI"
    LDM = "LDM"
    LSF = "LSF"
    RES = "RES"
    SOF = "SOF"


class AFinType(StrEnum):
    """Types of apprenticeship financial record."""

    PMR = "PMR"
    RIP = "RIP"
    TNP = "TNP"


class LearnFAMType(StrEnum):
    """Types of funding and monitoring on a learner, where a rule turns on them."""

    DLA = "DLA"
    ECF = "ECF"
    EDF = "EDF"
    EHC = "EHC"
    EMH = "EMH"
    FME = "FME"
    HNS = "HNS"
    LSR = "LSR"
    MCF = "MCF"
    MMH = "MMH"
    NLM = "NLM"
    SEN = "SEN"


class ESMType(StrEnum):
    """Types of employment status monitoring, where a rule turns on them."""

    BSI = "BSI"
    EII = "EII"
    LOE = "LOE"
    LOU = "LOU"
    OET = "OET"
    PEI = "PEI"
    SEI = "SEI"
    SEM = "SEM"


T_LEVELS: Final = frozenset({ProgType.FOUNDATION_YEAR, ProgType.T_LEVEL})
"""Programmes of the T Level family."""

PROGRAMME_AIM: Final = "ZPROG001"
"""LearnAimRef of every programme aim."""

INDUSTRY_PLACEMENT: Final = "ZWRKX003"
"""LearnAimRef of the T Level industry placement."""

SPECIALISM_AIMS: Final = "ZTLOS"
"""How the LearnAimRef of a T Level occupational specialism begins."""

FOUNDATION_YEAR_AIMS: Final = "ZTPR"
"""How the LearnAimRef of a T Level Foundation Year route begins."""

HRS: Final = "HRS"
"""The only HRSType."""

SOF_YOUNG: Final = "107"
"""LearnDelFAMCode of SOF for 16-19 funding."""

SOF_ADULT: Final = "105"
"""LearnDelFAMCode of SOF for adult funding by the department."""

UNKNOWN_POSTCODE: Final = "ZZ99 9ZZ"
"""What is returned where the postcode is not known."""

NO_GRADE: Final = "NONE"
"""MathGrade or EngGrade of a learner without one."""
