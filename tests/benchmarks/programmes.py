"""What invented learners study: one function a kind of programme, each clean under the rules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ilrsync.model.check_digits import UNKNOWN_EMPLOYER, student_support_from
from ilrsync.model.codes import (
    HRS,
    INDUSTRY_PLACEMENT,
    PROGRAMME_AIM,
    SOF_ADULT,
    SOF_YOUNG,
    AimType,
    CompStatus,
    EmpStat,
    FundModel,
    HRSCode,
    Outcome,
    ProgType,
    WorkPlaceMode,
)
from ilrsync.model.records import (
    AppFinRecord,
    EmploymentStatusMonitoring,
    HRSRecord,
    Learner,
    LearnerEmploymentStatus,
    LearnerFAM,
    LearnerHE,
    LearnerHEFinancialSupport,
    LearningDelivery,
    LearningDeliveryFAM,
    LearningDeliveryHE,
    LearningDeliveryWorkPlacement,
    ProviderSpecDeliveryMonitoring,
    ProviderSpecLearnerMonitoring,
)
from tests.benchmarks.people import attained, employer, national_insurance, postcode, software_id

if TYPE_CHECKING:
    from random import Random

    from ilrsync.model.table import Table

COLLEGE = "XA1 1AA"
QUALIFICATIONS = (
    "60146084",
    "60147271",
    "60148901",
    "60152345",
    "60160021",
    "60174410",
    "60181234",
)
STANDARDS = (91, 116, 154, 209, 274, 359)
T_LEVELS = (
    ("60358300", "ZTLOS001", 1450),
    ("60358294", "ZTLOS006", 1300),
    ("60369176", "ZTLOS023", 1600),
    ("60369115", "ZTLOS026", 1600),
)
"""Technical qualification, one of its specialisms, planned hours."""


def study_programme(random: Random, table: Table, learner: Learner) -> None:
    """A 16-19 study programme: a core aim, qualifications beside it, perhaps a resit."""
    start = _autumn(random, table.starts)
    learner.PlanLearnHours, learner.PlanEEPHours = random.randrange(540, 640), random.randrange(80)
    resits = random.random() < 0.3
    learner.MathGrade = "3" if resits else random.choice("456789")
    learner.EngGrade = random.choice("456789")
    if resits:
        learner.LearnerFAM = [LearnerFAM("EDF", 1), LearnerFAM("MMH", 1)]
    learner.LearnerFAM.append(LearnerFAM("FME", random.choice((1, 2))))
    learner.PriorAttain.append(attained(random, start, (2, 3, 4)))
    learner.ProviderSpecLearnerMonitoring.append(ProviderSpecLearnerMonitoring("A", "Level 3"))
    learner.LearningDelivery.append(_young(random, "60148955", AimType.CORE, start, table.ends))
    for reference in random.sample(QUALIFICATIONS, k=random.randrange(2, 5)):
        learner.LearningDelivery.append(
            _young(random, reference, AimType.STANDALONE, start, table.ends)
        )


def t_level(random: Random, table: Table, learner: Learner, year_of_study: int) -> None:
    """A T Level with all its parts, in its first or second year."""
    start = _autumn(random, _years_before(table.starts, year_of_study - 1))
    end = _years_before(table.ends, year_of_study - 2)
    core, specialism, hours = random.choice(T_LEVELS)
    learner.MathGrade, learner.EngGrade = random.choice("456789"), random.choice("456789")
    learner.PriorAttain.append(attained(random, start, (3, 4)))
    learner.LearnerFAM.append(LearnerFAM("FME", 1))
    learner.LearnerEmploymentStatus.append(_employment(EmpStat.NOT_SEEKING_WORK, start, None))
    programme = {"ProgType": int(ProgType.T_LEVEL)}
    parts = [
        _young(random, PROGRAMME_AIM, AimType.PROGRAMME, start, end, **programme),
        _young(random, core, AimType.CORE, start, end, **programme),
        _young(random, specialism, AimType.COMPONENT, start, end, **programme),
        _young(random, INDUSTRY_PLACEMENT, AimType.COMPONENT, start, end, **programme),
    ]
    _plan_hours(table, parts[0], HRSCode.T_LEVEL_PLANNED, hours)
    parts[3].LearningDeliveryWorkPlacement.append(
        LearningDeliveryWorkPlacement(
            WorkPlaceStartDate=start + dt.timedelta(days=random.randrange(30, 60)),
            WorkPlaceHours=random.randrange(315, 350),
            WorkPlaceMode=int(WorkPlaceMode.EXTERNAL),
            WorkPlaceEmpId=random.choice((UNKNOWN_EMPLOYER, employer(random))),
        )
    )
    learner.LearningDelivery.extend(parts)


def apprenticeship(random: Random, table: Table, learner: Learner) -> None:
    """An apprenticeship on a standard, employed and paid for, with English and maths."""
    start = _autumn(random, _years_before(table.starts, random.randrange(2)))
    end = start + dt.timedelta(days=random.randrange(560, 730))
    learner.NINumber = national_insurance(random)
    learner.PriorAttain.append(attained(random, start, (3, 4, 5)))
    learner.LearnerEmploymentStatus.append(
        _employment(EmpStat.EMPLOYED, start, employer(random), ("EII", 8), ("LOE", 3))
    )
    standard = random.choice(STANDARDS)
    aims = [
        _apprentice(random, PROGRAMME_AIM, AimType.PROGRAMME, start, end, standard),
        _apprentice(random, "ZFPRO001", AimType.COMPONENT, start, end, standard),
        _apprentice(random, "60346502", AimType.COMPONENT, start, end, standard),
        _apprentice(random, "60346515", AimType.COMPONENT, start, end, standard),
    ]
    programme = aims[0]
    programme.EPAOrgID = f"EPA{random.randrange(1, 900):04}"
    _plan_hours(table, programme, HRSCode.PLANNED_OFF_THE_JOB, random.randrange(350, 700))
    programme.AppFinRecord = [
        AppFinRecord("TNP", 1, start, random.randrange(4000, 9000)),
        AppFinRecord("TNP", 2, start, random.randrange(500, 1200)),
        AppFinRecord("PMR", 1, start + dt.timedelta(days=30), random.randrange(100, 400)),
    ]
    learner.LearningDelivery.extend(aims)


def adult(random: Random, table: Table, learner: Learner) -> None:
    """Some courses paid for by the Adult Skills Fund, some of them finished."""
    start = _autumn(random, table.starts)
    learner.PlanLearnHours = random.randrange(60, 300)
    learner.PriorAttain.append(attained(random, start, (1, 2, 3, 99)))
    learner.LearnerEmploymentStatus.append(
        _employment(EmpStat.SEEKING_WORK, start, None, ("LOU", random.randrange(1, 6)))
    )
    for reference in random.sample(QUALIFICATIONS, k=random.randrange(2, 5)):
        aim = _aim(random, reference, AimType.STANDALONE, start, table.ends, FundModel.ADULT_SKILLS)
        aim.LSDPostcode = learner.Postcode
        aim.LearningDeliveryFAM = [
            LearningDeliveryFAM("SOF", SOF_ADULT),
            LearningDeliveryFAM("FFI", random.choice("12")),
        ]
        if random.random() < 0.3:
            _finish(aim, start + dt.timedelta(days=random.randrange(20, 45)))
        learner.LearningDelivery.append(aim)


def tailored_learning(random: Random, table: Table, learner: Learner) -> None:
    """One course of Tailored Learning."""
    start = _autumn(random, table.starts)
    learner.PlanLearnHours = random.randrange(10, 60)
    learner.LearnerEmploymentStatus.append(
        _employment(EmpStat.SEEKING_WORK, start, None, ("LOU", 1), ("BSI", 4))
    )
    aim = _aim(
        random, "Z0009999", AimType.STANDALONE, start, table.ends, FundModel.TAILORED_LEARNING
    )
    aim.LSDPostcode = learner.Postcode
    aim.LearningDeliveryFAM = [
        LearningDeliveryFAM("SOF", SOF_ADULT),
        LearningDeliveryFAM("ACL", random.choice("1234567")),
        LearningDeliveryFAM("LDM", "399"),
    ]
    _plan_hours(table, aim, HRSCode.TAILORED_LEARNING, learner.PlanLearnHours)
    if random.random() < 0.5:
        _finish(aim, start + dt.timedelta(days=21))
        aim.TLOut = random.randrange(1, 12)
    learner.LearningDelivery.append(aim)


def higher_education(random: Random, table: Table, learner: Learner) -> None:
    """A degree-level course, with everything that only higher education returns."""
    start = _autumn(random, table.starts)
    learner.PlanLearnHours = random.randrange(300, 500)
    learner.PriorAttain.append(attained(random, start, (6, 7)))
    learner.LearnerEmploymentStatus.append(
        _employment(EmpStat.EMPLOYED, start, employer(random), ("EII", 6))
    )
    learner.LearnerHE = LearnerHE(
        UCASPERID=f"{random.randrange(10**9, 10**10)}",
        TTACCOM=random.randrange(1, 10),
        LearnerHEFinancialSupport=[LearnerHEFinancialSupport(1, random.randrange(500, 3000))],
    )
    aim = _aim(random, "00300612", AimType.STANDALONE, start, table.ends, FundModel.NON_FUNDED)
    aim.LearningDeliveryFAM = [LearningDeliveryFAM("SOF", "1")]
    aim.LearningDeliveryHE = LearningDeliveryHE(
        SSN=student_support_from(f"XAAN{random.randrange(10**9) // 10:08}"),
        QUALENT3="P51",
        SOC=random.randrange(1111, 9999),
        SEC=random.randrange(1, 9),
        UCASSCHEMECODE=f"XA{random.randrange(10, 99)}",
        TYPEYR=1,
        MODESTUD=1,
        FUNDLEV=20,
        STULOAD=Decimal(random.randrange(500, 1000)) / 10,
        YEARSTU=random.randrange(1, 4),
        MSTUFEE=1,
        PCOLAB=Decimal("100.0"),
        SPECFEE=0,
        NETFEE=random.randrange(3000, 6000),
        GROSSFEE=random.randrange(6000, 9251),
        PERMADDCOUNTRY="XF",
        ELQ=3,
        HEPostCode=postcode(random),
    )
    if table.field("LearningDeliveryHE", "FUNDCOMP"):
        aim.LearningDeliveryHE.FUNDCOMP = 1
    learner.LearningDelivery.append(aim)


def _aim(
    random: Random, reference: str, role: AimType, start: dt.date, end: dt.date, funding: FundModel
) -> LearningDelivery:
    aim = LearningDelivery(
        LearnAimRef=reference,
        AimType=int(role),
        LearnStartDate=start,
        LearnPlanEndDate=end,
        FundModel=int(funding),
        DelLocPostCode=COLLEGE,
        CompStatus=int(CompStatus.CONTINUING),
        SWSupAimId=software_id(random),
    )
    if random.random() < 0.2:
        group = f"CRS{random.randrange(1000):03}"
        aim.ProviderSpecDeliveryMonitoring.append(ProviderSpecDeliveryMonitoring("A", group))
    return aim


def _young(
    random: Random, reference: str, role: AimType, start: dt.date, end: dt.date, **fields: Any
) -> LearningDelivery:
    aim = _aim(random, reference, role, start, end, FundModel.YOUNG)
    aim.LearningDeliveryFAM = [LearningDeliveryFAM("SOF", SOF_YOUNG)]
    for name, value in fields.items():
        setattr(aim, name, value)
    return aim


def _apprentice(
    random: Random, reference: str, role: AimType, start: dt.date, end: dt.date, standard: int
) -> LearningDelivery:
    aim = _aim(random, reference, role, start, end, FundModel.APPRENTICESHIP)
    aim.ProgType, aim.StdCode = int(ProgType.APPRENTICESHIP), standard
    aim.LearningDeliveryFAM = [LearningDeliveryFAM("SOF", SOF_ADULT)]
    if reference != "ZFPRO001":
        aim.LearningDeliveryFAM.append(LearningDeliveryFAM("ACT", "1", start))
    return aim


def _employment(
    status: EmpStat, start: dt.date, works_for: int | None, *monitoring: tuple[str, int]
) -> LearnerEmploymentStatus:
    return LearnerEmploymentStatus(
        EmpStat=int(status),
        DateEmpStatApp=start - dt.timedelta(days=40),
        EmpId=works_for,
        EmploymentStatusMonitoring=[EmploymentStatusMonitoring(*row) for row in monitoring],
    )


def _plan_hours(table: Table, aim: LearningDelivery, code: HRSCode, hours: int) -> None:
    """Planned hours where the year keeps them: an hours record, or PHours before there were any."""
    if "HRSRecord" in table.entities:
        aim.HRSRecord.append(HRSRecord(HRS, int(code), hours))
    else:
        aim.PHours = hours


def _finish(aim: LearningDelivery, on: dt.date) -> None:
    aim.CompStatus, aim.Outcome = int(CompStatus.COMPLETED), int(Outcome.ACHIEVED)
    aim.LearnActEndDate = on
    aim.OutGrade = "PA"


def _autumn(random: Random, year_starts: dt.date) -> dt.date:
    return year_starts + dt.timedelta(days=random.randrange(31, 50))


def _years_before(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year - years)
