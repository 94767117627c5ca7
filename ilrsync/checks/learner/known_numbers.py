"""Whether the providers, campuses and employers that a learner names exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import HERE, case, employment, learner, supplied
from ilrsync.checks.lists import (
    CAMPUSES,
    EMPLOYERS,
    LEARNER_REGISTER,
    ORGANISATIONS,
    UNLISTED_EMPLOYER,
    is_employer,
    is_provider,
)
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.codes import TEMPORARY_ULN
from ilrsync.model.records import Learner, LearnerEmploymentStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context


@rule("PrevUKPRN_01", over=Learner, fields="PrevUKPRN", needs=[ORGANISATIONS])
def unknown_previous_provider(learner: Learner, context: Context) -> Iterator[Hit]:
    """The provider of the year before is one that exists.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PrevUKPRN_01.
    """
    if learner.PrevUKPRN is not None and not is_provider(learner.PrevUKPRN, context):
        yield Hit(learner)


@rule("PMUKPRN_01", over=Learner, fields="PMUKPRN", needs=[ORGANISATIONS])
def unknown_provider_before_merger(learner: Learner, context: Context) -> Iterator[Hit]:
    """The provider before a merger is one that exists.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PMUKPRN_01.
    """
    if learner.PMUKPRN is not None and not is_provider(learner.PMUKPRN, context):
        yield Hit(learner)


@rule("CampID_01", over=Learner, fields="CampId", needs=[CAMPUSES])
def unknown_campus(learner: Learner, context: Context) -> Iterator[Hit]:
    """The campus identifier is one that exists.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, CampID_01.
    """
    if learner.CampId and not _providers_of(learner.CampId, context):
        yield Hit(learner)


@rule("CampID_02", over=Learner, fields="CampId", needs=[CAMPUSES])
def campus_of_another(learner: Learner, context: Context) -> Iterator[Hit]:
    """The campus belongs to the provider whose return it is.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, CampID_02.
    """
    owners = _providers_of(learner.CampId or "", context)
    if owners and context.ukprn is not None and str(context.ukprn) not in owners:
        yield Hit(learner)


@rule("ULN_05", over=Learner, fields="ULN", needs=[LEARNER_REGISTER])
def unregistered_number(learner: Learner, context: Context) -> Iterator[Hit]:
    """The ULN is on the learner register, as far as the site has had its ULNs confirmed.

    Not for 9999999999. The register itself is asked by the DfE's service only.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_05.
    """
    uln = learner.ULN
    if uln is None or uln == TEMPORARY_ULN:
        return
    if not context.lookup(LEARNER_REGISTER).get("Learner", str(uln)):
        yield Hit(learner)


@rule("EmpId_01", over=LearnerEmploymentStatus, fields="EmpId DateEmpStatApp", needs=[EMPLOYERS])
def unknown_employer(status: LearnerEmploymentStatus, context: Context) -> Iterator[Hit]:
    """The employer is on the list of employers, or is 999999999.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Employment status, EmpId_01.
    """
    if status.EmpId is not None and not is_employer(status.EmpId, context):
        yield Hit(status)


def _providers_of(campus: str, context: Context) -> set[str]:
    """The UKPRNs that the campus is listed under."""
    rows = context.lookup(CAMPUSES).get("Campus", campus.strip().upper())
    return {row.get("MasterUKPRN", "") for row in rows}


def _working(employer: int) -> Learner:
    return learner(LearnerEmploymentStatus=[employment(EmpId=employer)])


PROVIDERS = supplied(ORGANISATIONS, "Organisation", "10000009")
CAMPUS = supplied(CAMPUSES, "Campus", "CAMP1", MasterUKPRN="10000001")
THEIRS = supplied(CAMPUSES, "Campus", "CAMP1", MasterUKPRN="10000009")
EMPLOYER = supplied(EMPLOYERS, "Employer", "154549452")
CONFIRMED = supplied(LEARNER_REGISTER, "Learner", "1000000078")
ROW = ["Learner[0]/LearnerEmploymentStatus[0]"]

CASES = [
    case("PrevUKPRN_01", "listed", learner(PrevUKPRN=10000009), [], lookups=PROVIDERS),
    case("PrevUKPRN_01", "not listed", learner(PrevUKPRN=10000008), HERE, lookups=PROVIDERS),
    case("PMUKPRN_01", "listed", learner(PMUKPRN=10000009), [], lookups=PROVIDERS),
    case("PMUKPRN_01", "not listed", learner(PMUKPRN=10000008), HERE, lookups=PROVIDERS),
    case("CampID_01", "listed", learner(CampId="camp1"), [], lookups=CAMPUS),
    case("CampID_01", "not listed", learner(CampId="CAMP2"), HERE, lookups=CAMPUS),
    case("CampID_02", "the provider's own", learner(CampId="CAMP1"), [], lookups=CAMPUS),
    case("CampID_02", "another provider's", learner(CampId="CAMP1"), HERE, lookups=THEIRS),
    case("ULN_05", "confirmed", learner(ULN=1000000078), [], lookups=CONFIRMED),
    case("ULN_05", "not known yet", learner(ULN=TEMPORARY_ULN), [], lookups=CONFIRMED),
    case("ULN_05", "not confirmed", learner(ULN=1000000094), HERE, lookups=CONFIRMED),
    case("EmpId_01", "listed", _working(154549452), [], lookups=EMPLOYER),
    case("EmpId_01", "none of its own", _working(UNLISTED_EMPLOYER), [], lookups=EMPLOYER),
    case("EmpId_01", "not listed", _working(154549453), ROW, lookups=EMPLOYER),
]
