"""Lists in one CSV each: postcodes, organisations, employers and the like.

A list is known by its headings, written in any case and order; other columns are left unread.
Whoever has such data in another shape renames its headings to the first name given here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.reference.layout import Layout, Part, postcode_key, ukprn_key, uln_key

if TYPE_CHECKING:
    from collections.abc import Sequence

POSTCODES = "postcodes"
DEVOLVED_POSTCODES = "devolved postcodes"
ORGANISATIONS = "organisations"
CAMPUSES = "campus identifiers"
EMPLOYERS = "employers"
ASSESSORS = "EPA organisations"
CODE_LISTS = "code lists"
ALLOCATIONS = "contract allocations"
LEARNER_REGISTER = "learner register"

_FROM_TO = frozenset({"EffectiveFrom", "EffectiveTo"})
_POSTCODE = ("pcds", "pcd2", "pcd8", "pcd", "pcd7")
"""The Office for National Statistics gives a postcode in several widths; any of them will do."""

LAYOUTS = (
    Layout(
        DEVOLVED_POSTCODES,
        (
            Part(
                "DevolvedPostcode",
                "Postcode",
                columns=("SourceOfFunding", "EffectiveFrom"),
                also=("EffectiveTo",),
                dates=_FROM_TO,
                headings={"Postcode": _POSTCODE},
                form=postcode_key,
            ),
        ),
    ),
    Layout(
        POSTCODES,
        (
            Part(
                "Postcode",
                "Postcode",
                also=("Introduced", "Terminated"),
                dates=frozenset({"Introduced", "Terminated"}),
                headings={
                    "Postcode": _POSTCODE,
                    "Introduced": ("dointr",),
                    "Terminated": ("doterm",),
                },
                form=postcode_key,
            ),
        ),
    ),
    Layout(
        ASSESSORS,
        (
            Part(
                "EPAOrganisation",
                "EPAOrgID",
                columns=("StandardCode", "EffectiveFrom"),
                also=("EffectiveTo",),
                dates=_FROM_TO,
                headings={
                    "EPAOrgID": ("EPAOrganisationId", "EPAO ID"),
                    "StandardCode": ("StdCode",),
                },
            ),
        ),
    ),
    Layout(CAMPUSES, (Part("Campus", "CampId", columns=("MasterUKPRN",)),)),
    Layout(
        ORGANISATIONS,
        (
            Part(
                "Organisation",
                "UKPRN",
                columns=("Name",),
                also=("LegalOrgType",),
                headings={
                    "UKPRN": ("UK Provider Reference Number",),
                    "Name": ("ProviderName", "Provider Name", "PROVIDER_NAME", "Legal Name"),
                },
            ),
        ),
    ),
    Layout(
        EMPLOYERS,
        (
            Part(
                "Employer",
                "EmpId",
                headings={"EmpId": ("EmployerId", "Employer Id", "ERN", "EDRS", "EDS Number")},
            ),
        ),
    ),
    Layout(
        CODE_LISTS,
        (
            Part(
                "Code",
                "List",
                columns=("Code",),
                also=("EffectiveFrom", "EffectiveTo"),
                dates=_FROM_TO,
                headings={
                    "EffectiveFrom": ("ValidFrom", "Valid_From"),
                    "EffectiveTo": ("ValidTo", "Valid_To"),
                },
            ),
        ),
    ),
    Layout(
        ALLOCATIONS,
        (
            Part(
                "Allocation",
                "UKPRN",
                columns=("FundingStreamPeriodCode",),
                also=("StartDate", "StopNewStartsFromDate"),
                dates=frozenset({"StartDate", "StopNewStartsFromDate"}),
                headings={"UKPRN": ("DeliveryUKPRN",)},
                form=ukprn_key,
            ),
        ),
    ),
    Layout(
        LEARNER_REGISTER,
        (
            Part(
                "Learner",
                "RegisteredULN",
                headings={"RegisteredULN": ("Verified ULN",)},
                form=uln_key,
            ),
        ),
    ),
)
"""In the order of trial: a list with the headings of two is the one that asks for more."""


def layout_of(headings: Sequence[str]) -> Layout | None:
    """Which list has these headings; None for none that is known."""
    for layout in LAYOUTS:
        if not layout.parts[0].lacks(headings):
            return layout
    return None
