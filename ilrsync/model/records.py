"""The ILR's records, one class an entity, under the ILR's own names.

Generated from the year tables by ``python -m ilrsync.model.generate``; do not edit.

A class has the fields of every collection year. Every simple field may be None: absent, or not
readable as its type; ``raw`` then holds the text that stood there. A field that may repeat is a
list.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from ilrsync.model.record import Note, Record


@dataclass(slots=True, repr=False)
class Message(Record):
    """ILR entity Message."""

    Header: Header | None = None
    SourceFiles: SourceFiles | None = None
    LearningProvider: LearningProvider | None = None
    Learner: list[Learner] = field(default_factory=list)


@dataclass(slots=True, repr=False)
class Header(Record):
    """ILR entity Header."""

    CollectionDetails: CollectionDetails | None = None
    Source: Source | None = None


@dataclass(slots=True, repr=False)
class CollectionDetails(Record):
    """ILR entity CollectionDetails."""

    Collection: str | None = None
    Year: str | None = None
    FilePreparationDate: dt.date | None = None


@dataclass(slots=True, repr=False)
class Source(Record):
    """ILR entity Source."""

    ProtectiveMarking: str | None = None
    UKPRN: int | None = None
    SoftwareSupplier: str | None = None
    SoftwarePackage: str | None = None
    Release: str | None = None
    SerialNo: str | None = None
    DateTime: dt.datetime | None = None
    ReferenceData: str | None = None
    ComponentSetVersion: str | None = None


@dataclass(slots=True, repr=False)
class SourceFiles(Record):
    """ILR entity SourceFiles."""

    SourceFile: list[SourceFile] = field(default_factory=list)


@dataclass(slots=True, repr=False)
class SourceFile(Record):
    """ILR entity SourceFile."""

    SourceFileName: str | None = None
    FilePreparationDate: dt.date | None = None
    SoftwareSupplier: str | None = None
    SoftwarePackage: str | None = None
    Release: str | None = None
    SerialNo: str | None = None
    DateTime: dt.datetime | None = None


@dataclass(slots=True, repr=False)
class LearningProvider(Record):
    """ILR entity LearningProvider."""

    UKPRN: int | None = None


@dataclass(slots=True, repr=False)
class Learner(Record):
    """ILR entity Learner."""

    LearnRefNumber: str | None = None
    PrevLearnRefNumber: str | None = None
    PrevUKPRN: int | None = None
    PMUKPRN: int | None = None
    CampId: str | None = None
    ULN: int | None = None
    FamilyName: str | None = None
    GivenNames: str | None = None
    DateOfBirth: dt.date | None = None
    Ethnicity: int | None = None
    Sex: str | None = None
    LLDDHealthProb: int | None = None
    NINumber: str | None = None
    Accom: int | None = None
    ALSCost: int | None = None
    PlanLearnHours: int | None = None
    PlanEEPHours: int | None = None
    MathGrade: str | None = None
    EngGrade: str | None = None
    PostcodePrior: str | None = None
    Postcode: str | None = None
    AddLine1: str | None = None
    AddLine2: str | None = None
    AddLine3: str | None = None
    AddLine4: str | None = None
    TelNo: str | None = None
    Email: str | None = None
    PriorAttain: list[PriorAttain] = field(default_factory=list)
    LLDDandHealthProblem: list[LLDDandHealthProblem] = field(default_factory=list)
    LearnerFAM: list[LearnerFAM] = field(default_factory=list)
    ProviderSpecLearnerMonitoring: list[ProviderSpecLearnerMonitoring] = field(default_factory=list)
    LearnerEmploymentStatus: list[LearnerEmploymentStatus] = field(default_factory=list)
    LearnerHE: LearnerHE | None = None
    LearningDelivery: list[LearningDelivery] = field(default_factory=list)
    notes: list[Note] | None = field(default=None, compare=False)


@dataclass(slots=True, repr=False)
class PriorAttain(Record):
    """ILR entity PriorAttain."""

    PriorLevel: int | None = None
    DateLevelApp: dt.date | None = None


@dataclass(slots=True, repr=False)
class LLDDandHealthProblem(Record):
    """ILR entity LLDDandHealthProblem."""

    LLDDCat: int | None = None
    PrimaryLLDD: int | None = None


@dataclass(slots=True, repr=False)
class LearnerFAM(Record):
    """ILR entity LearnerFAM."""

    LearnFAMType: str | None = None
    LearnFAMCode: int | None = None


@dataclass(slots=True, repr=False)
class ProviderSpecLearnerMonitoring(Record):
    """ILR entity ProviderSpecLearnerMonitoring."""

    ProvSpecLearnMonOccur: str | None = None
    ProvSpecLearnMon: str | None = None


@dataclass(slots=True, repr=False)
class LearnerEmploymentStatus(Record):
    """ILR entity LearnerEmploymentStatus."""

    EmpStat: int | None = None
    DateEmpStatApp: dt.date | None = None
    EmpId: int | None = None
    AgreemId: str | None = None
    EmploymentStatusMonitoring: list[EmploymentStatusMonitoring] = field(default_factory=list)


@dataclass(slots=True, repr=False)
class EmploymentStatusMonitoring(Record):
    """ILR entity EmploymentStatusMonitoring."""

    ESMType: str | None = None
    ESMCode: int | None = None


@dataclass(slots=True, repr=False)
class LearnerHE(Record):
    """ILR entity LearnerHE."""

    UCASPERID: str | None = None
    TTACCOM: int | None = None
    LearnerHEFinancialSupport: list[LearnerHEFinancialSupport] = field(default_factory=list)


@dataclass(slots=True, repr=False)
class LearnerHEFinancialSupport(Record):
    """ILR entity LearnerHEFinancialSupport."""

    FINTYPE: int | None = None
    FINAMOUNT: int | None = None


@dataclass(slots=True, repr=False)
class LearningDelivery(Record):
    """ILR entity LearningDelivery."""

    LearnAimRef: str | None = None
    AimType: int | None = None
    AimSeqNumber: int | None = None
    LearnStartDate: dt.date | None = None
    OrigLearnStartDate: dt.date | None = None
    LearnPlanEndDate: dt.date | None = None
    FundModel: int | None = None
    PHours: int | None = None
    OTJActHours: int | None = None
    ProgType: int | None = None
    StdCode: int | None = None
    PartnerUKPRN: int | None = None
    DelLocPostCode: str | None = None
    LSDPostcode: str | None = None
    AddHours: int | None = None
    PriorLearnFundAdj: int | None = None
    OtherFundAdj: int | None = None
    ConRefNumber: str | None = None
    EPAOrgID: str | None = None
    CompStatus: int | None = None
    LearnActEndDate: dt.date | None = None
    WithdrawReason: int | None = None
    Outcome: int | None = None
    AchDate: dt.date | None = None
    OutGrade: str | None = None
    SWSupAimId: str | None = None
    TLOut: int | None = None
    LearningDeliveryFAM: list[LearningDeliveryFAM] = field(default_factory=list)
    HRSRecord: list[HRSRecord] = field(default_factory=list)
    LearningDeliveryWorkPlacement: list[LearningDeliveryWorkPlacement] = field(default_factory=list)
    AppFinRecord: list[AppFinRecord] = field(default_factory=list)
    ProviderSpecDeliveryMonitoring: list[ProviderSpecDeliveryMonitoring] = field(default_factory=list)
    LearningDeliveryHE: LearningDeliveryHE | None = None


@dataclass(slots=True, repr=False)
class LearningDeliveryFAM(Record):
    """ILR entity LearningDeliveryFAM."""

    LearnDelFAMType: str | None = None
    LearnDelFAMCode: str | None = None
    LearnDelFAMDateFrom: dt.date | None = None
    LearnDelFAMDateTo: dt.date | None = None


@dataclass(slots=True, repr=False)
class LearningDeliveryWorkPlacement(Record):
    """ILR entity LearningDeliveryWorkPlacement."""

    WorkPlaceStartDate: dt.date | None = None
    WorkPlaceEndDate: dt.date | None = None
    WorkPlaceHours: int | None = None
    WorkPlaceMode: int | None = None
    WorkPlaceEmpId: int | None = None


@dataclass(slots=True, repr=False)
class AppFinRecord(Record):
    """ILR entity AppFinRecord."""

    AFinType: str | None = None
    AFinCode: int | None = None
    AFinDate: dt.date | None = None
    AFinAmount: int | None = None


@dataclass(slots=True, repr=False)
class ProviderSpecDeliveryMonitoring(Record):
    """ILR entity ProviderSpecDeliveryMonitoring."""

    ProvSpecDelMonOccur: str | None = None
    ProvSpecDelMon: str | None = None


@dataclass(slots=True, repr=False)
class LearningDeliveryHE(Record):
    """ILR entity LearningDeliveryHE."""

    SSN: str | None = None
    QUALENT3: str | None = None
    SOC: int | None = None
    SEC: int | None = None
    UCASSCHEMECODE: str | None = None
    TYPEYR: int | None = None
    MODESTUD: int | None = None
    FUNDLEV: int | None = None
    FUNDCOMP: int | None = None
    STULOAD: Decimal | None = None
    YEARSTU: int | None = None
    MSTUFEE: int | None = None
    PCOLAB: Decimal | None = None
    SPECFEE: int | None = None
    NETFEE: int | None = None
    GROSSFEE: int | None = None
    PERMADDCOUNTRY: str | None = None
    ELQ: int | None = None
    HEPostCode: str | None = None


@dataclass(slots=True, repr=False)
class HRSRecord(Record):
    """ILR entity HRSRecord, in collection year 2627 only."""

    HRSType: str | None = None
    HRSCode: int | None = None
    HRSAmount: int | None = None


RECORDS: dict[str, type[Record]] = {
    "Message": Message,
    "Header": Header,
    "CollectionDetails": CollectionDetails,
    "Source": Source,
    "SourceFiles": SourceFiles,
    "SourceFile": SourceFile,
    "LearningProvider": LearningProvider,
    "Learner": Learner,
    "PriorAttain": PriorAttain,
    "LLDDandHealthProblem": LLDDandHealthProblem,
    "LearnerFAM": LearnerFAM,
    "ProviderSpecLearnerMonitoring": ProviderSpecLearnerMonitoring,
    "LearnerEmploymentStatus": LearnerEmploymentStatus,
    "EmploymentStatusMonitoring": EmploymentStatusMonitoring,
    "LearnerHE": LearnerHE,
    "LearnerHEFinancialSupport": LearnerHEFinancialSupport,
    "LearningDelivery": LearningDelivery,
    "LearningDeliveryFAM": LearningDeliveryFAM,
    "LearningDeliveryWorkPlacement": LearningDeliveryWorkPlacement,
    "AppFinRecord": AppFinRecord,
    "ProviderSpecDeliveryMonitoring": ProviderSpecDeliveryMonitoring,
    "LearningDeliveryHE": LearningDeliveryHE,
    "HRSRecord": HRSRecord,
}
"""Every record class by entity name."""
