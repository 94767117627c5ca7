"""The second source of the example: an ILR batch file with apprenticeships."""

from __future__ import annotations

import datetime as dt

from ilrsync.model.records import (
    AppFinRecord,
    CollectionDetails,
    EmploymentStatusMonitoring,
    Header,
    HRSRecord,
    Learner,
    LearnerEmploymentStatus,
    LearningDelivery,
    LearningDeliveryFAM,
    PriorAttain,
    Source,
)
from ilrsync.model.table import table
from ilrsync.outputs.learner_xml import MESSAGE_END, message_start, writer
from tests.examples.people import Person, employer, ni_number, people

YEAR = "2627"
UKPRN = 10000001
PREPARED = dt.datetime(2026, 11, 19, 18, 2, 11)  # noqa: DTZ001 - the header carries no zone
NAME = f"ILR-{UKPRN}-{YEAR}-{PREPARED:%Y%m%d-%H%M%S}-01.XML"

ELSEWHERE = "L260060"
"""Who is an apprentice here and was a study programme learner in the main MIS this autumn."""


def file(elsewhere: Person) -> bytes:
    """The batch file; *elsewhere* is the person of the main MIS whom this source also has."""
    text = writer(table(YEAR))
    learners: list[str] = []
    for number, person in enumerate(people("L26", 65, dt.date(1998, 1, 1), 3000, seed=7), 1):
        if person.reference == ELSEWHERE:
            person = _under_reference(elsewhere, ELSEWHERE)
        learner = _apprentice(person, number)
        if person.reference == "L260010":
            learners.append(text(_finished_first(person, number)))
        if person.reference == "L260020":
            learner.LearningDelivery[1].AimSeqNumber = 1
        element = text(learner)
        if person.reference == "L260030":
            element = _disordered(element)
        if person.reference == "L260040":
            element = element.replace(
                "    <LearningDelivery>",
                "    <HomePhone>01632960123</HomePhone>\n    <LearningDelivery>",
                1,
            )
        learners.append(element)
    start = message_start(table(YEAR), _header(), (), UKPRN)
    return (start + "".join(learners) + MESSAGE_END).encode()


def _header() -> Header:
    return Header(
        CollectionDetails=CollectionDetails(
            Collection="ILR", Year=YEAR, FilePreparationDate=PREPARED.date()
        ),
        Source=Source(
            ProtectiveMarking=table(YEAR).protective_marking,
            UKPRN=UKPRN,
            SoftwareSupplier="Invented Apprenticeship Systems",
            SoftwarePackage="Batch",
            Release="26.3",
            SerialNo="01",
            DateTime=PREPARED,
        ),
    )


def _apprentice(person: Person, number: int) -> Learner:
    """On the way: one standard, started this autumn."""
    start = dt.date(2026, 10, 12) if person.reference == ELSEWHERE else dt.date(2026, 9, 14)
    learner = _person(person, number)
    learner.LearningDelivery = _programme(start, start.replace(year=2028), 274, "60341234", number)
    return learner


def _finished_first(person: Person, number: int) -> Learner:
    """The same person's finished Level 4, delivered as a record of its own."""
    ended = dt.date(2026, 8, 28)
    learner = _person(person, number)
    start = dt.date(2025, 2, 3)
    learner.LearningDelivery = _programme(start, dt.date(2026, 8, 31), 112, "60329876", number)
    for aim in learner.LearningDelivery:
        aim.CompStatus, aim.LearnActEndDate, aim.Outcome = 2, ended, 1
    programme = learner.LearningDelivery[0]
    programme.AchDate = ended
    programme.HRSRecord.append(HRSRecord(HRSType="HRS", HRSCode=3, HRSAmount=412))
    programme.LearningDeliveryFAM[1].LearnDelFAMDateTo = ended
    return learner


def _person(person: Person, number: int) -> Learner:
    return Learner(
        LearnRefNumber=person.reference,
        ULN=person.uln,
        FamilyName=person.family,
        GivenNames=person.given,
        DateOfBirth=person.born,
        Ethnicity=person.ethnicity,
        Sex=person.sex,
        LLDDHealthProb=2,
        NINumber=ni_number(number),
        PostcodePrior=person.postcode,
        Postcode=person.postcode,
        AddLine1=person.street,
        TelNo=person.telephone,
        Email=person.email,
        PriorAttain=[PriorAttain(PriorLevel=2, DateLevelApp=dt.date(2024, 8, 31))],
        LearnerEmploymentStatus=[
            LearnerEmploymentStatus(
                EmpStat=10,
                DateEmpStatApp=dt.date(2025, 1, 6),
                EmpId=employer(number),
                EmploymentStatusMonitoring=[
                    EmploymentStatusMonitoring(ESMType="EII", ESMCode=8),
                    EmploymentStatusMonitoring(ESMType="LOE", ESMCode=4),
                ],
            )
        ],
    )


def _programme(
    start: dt.date, planned: dt.date, standard: int, qualification: str, number: int
) -> list[LearningDelivery]:
    programme = LearningDelivery(
        LearnAimRef="ZPROG001",
        AimType=1,
        AimSeqNumber=1,
        LearnStartDate=start,
        LearnPlanEndDate=planned,
        FundModel=36,
        ProgType=25,
        StdCode=standard,
        DelLocPostCode="QX1 1AA",
        EPAOrgID="EPA0012",
        CompStatus=1,
        LearningDeliveryFAM=[
            LearningDeliveryFAM(LearnDelFAMType="SOF", LearnDelFAMCode="105"),
            LearningDeliveryFAM(
                LearnDelFAMType="ACT", LearnDelFAMCode="1", LearnDelFAMDateFrom=start
            ),
        ],
        HRSRecord=[HRSRecord(HRSType="HRS", HRSCode=1, HRSAmount=420 + number)],
        AppFinRecord=[
            AppFinRecord(AFinType="TNP", AFinCode=1, AFinDate=start, AFinAmount=9000),
            AppFinRecord(AFinType="TNP", AFinCode=2, AFinDate=start, AFinAmount=1200),
        ],
    )
    component = LearningDelivery(
        LearnAimRef=qualification,
        AimType=3,
        AimSeqNumber=2,
        LearnStartDate=start,
        LearnPlanEndDate=planned,
        FundModel=36,
        ProgType=25,
        StdCode=standard,
        DelLocPostCode="QX1 1AA",
        CompStatus=1,
        LearningDeliveryFAM=[LearningDeliveryFAM(LearnDelFAMType="SOF", LearnDelFAMCode="105")],
    )
    return [programme, component]


def _under_reference(person: Person, reference: str) -> Person:
    return Person(**{**vars(person), "reference": reference})


def _disordered(element: str) -> str:
    """Postcode stands before PostcodePrior, as one old export routine writes it."""
    lines = element.splitlines(keepends=True)
    place = next(index for index, line in enumerate(lines) if "<PostcodePrior>" in line)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    return "".join(lines)
