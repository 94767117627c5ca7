"""What vendors call the ILR's records and fields in XML, where the place tells what a name means.

Names are compared in plain form: letters and digits, case folded. A field's short name counts only
inside the record that it is listed under; the ILR's own names count everywhere.
"""

from __future__ import annotations

from ilrsync.sdk import RECORDS, YEARS, plain, table

LEARNER = "Learner"
AIM = "LearningDelivery"
MONITORING = "EmploymentStatusMonitoring"

_RECORDS = {
    LEARNER: ("student", "trainee", "pupil", "apprentice", "candidate", "learnerrecord"),
    AIM: ("aim", "learningaim", "ilraim", "delivery"),
    "LearningDeliveryWorkPlacement": ("workplacement", "placement", "industryplacement"),
    "AppFinRecord": ("financialrecord", "apprenticeshipfinancialrecord", "appfin", "price"),
    "HRSRecord": ("hours", "hoursrecord", "hrs"),
    "LearnerEmploymentStatus": ("employment", "employmentstatus", "learneremployment"),
    MONITORING: ("employmentmonitoring", "esm"),
    "LLDDandHealthProblem": ("lldd", "llddcategory", "disability"),
    "PriorAttain": ("priorattainment",),
    "LearningDeliveryFAM": ("aimfam", "learndelfam", "deliveryfam"),
    "LearnerFAM": ("learnfam",),
}

FIELDS = {
    LEARNER: {"ref": "LearnRefNumber", "reference": "LearnRefNumber"},
    AIM: {
        "ref": "LearnAimRef", "reference": "LearnAimRef", "type": "AimType",
        "number": "AimSeqNumber", "sequence": "AimSeqNumber", "start": "LearnStartDate",
        "startdate": "LearnStartDate", "plannedend": "LearnPlanEndDate",
        "plannedenddate": "LearnPlanEndDate", "end": "LearnActEndDate",
        "actualend": "LearnActEndDate", "actualenddate": "LearnActEndDate",
        "status": "CompStatus", "grade": "OutGrade",
    },
    "LearningDeliveryFAM": {
        "type": "LearnDelFAMType", "code": "LearnDelFAMCode", "": "LearnDelFAMCode",
        "from": "LearnDelFAMDateFrom", "to": "LearnDelFAMDateTo",
    },
    "LearnerFAM": {"type": "LearnFAMType", "code": "LearnFAMCode", "": "LearnFAMCode"},
    "LearningDeliveryWorkPlacement": {
        "start": "WorkPlaceStartDate", "end": "WorkPlaceEndDate", "hours": "WorkPlaceHours",
        "mode": "WorkPlaceMode", "employer": "WorkPlaceEmpId",
    },
    "AppFinRecord": {
        "type": "AFinType", "code": "AFinCode", "date": "AFinDate", "amount": "AFinAmount",
        "": "AFinAmount",
    },
    "HRSRecord": {"type": "HRSType", "code": "HRSCode", "amount": "HRSAmount", "": "HRSAmount"},
    "LearnerEmploymentStatus": {
        "status": "EmpStat", "date": "DateEmpStatApp", "employer": "EmpId",
    },
    MONITORING: {"type": "ESMType", "code": "ESMCode", "": "ESMCode"},
    "LLDDandHealthProblem": {"category": "LLDDCat", "primary": "PrimaryLLDD", "": "LLDDCat"},
    "PriorAttain": {"level": "PriorLevel", "date": "DateLevelApp"},
}  # fmt: skip

_ENTITIES = {plain(name): name for name in RECORDS} | {
    alias: entity for entity, aliases in _RECORDS.items() for alias in aliases
}

REPEATING = frozenset(
    field.entity
    for year in YEARS
    for entity in table(year).entities.values()
    for field in entity.children
    if field.repeats
)
"""Records that may occur more than once, and are therefore numbered."""


def entity_of(name: str, inside: str) -> str | None:
    """The ILR record that an element inside record *inside* stands for; None for a mere wrapper."""
    if plain(name) == "fam":
        return "LearningDeliveryFAM" if inside == AIM else "LearnerFAM"
    return _ENTITIES.get(plain(name))


def field_of(name: str, entity: str) -> str:
    """The ILR field that a name inside record *entity* stands for; the name itself if none is."""
    return FIELDS.get(entity, {}).get(plain(name), name)
