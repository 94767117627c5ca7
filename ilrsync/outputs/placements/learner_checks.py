"""Whether a record of a placement upload matches a learner of the provider.

Source: Manage T Level results, release of June 2026: industry placement upload, comparison with
registrations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.model.t_levels import generations, t_levels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ilrsync.outputs.placements.downloads import Registration
    from ilrsync.outputs.placements.record_checks import Row


def refused_learner(
    row: Row, learners: Mapping[str, Registration] | None
) -> tuple[str, str] | None:
    """Why the service would not match *row* with a learner; None when it would, or may.

    The learner list of the service has active registrations only, and the service also takes
    withdrawn ones: a ULN that is not in the list may be one of those.
    """
    number = str(row.number)
    if not (row.uln.isascii() and row.uln.isdecimal()) or len(number) != len(row.uln):
        return "uln-unknown", "no learner can have this ULN"
    if learners is None:
        if row.core_code.upper() not in t_levels():
            return "core-code-unknown", f"no T Level has the core code {row.core_code}"
        return None
    registered = learners.get(number)
    if registered is None:
        return "uln-unknown", (
            "the ULN is not among your active registrations; it is taken only if the"
            " registration was withdrawn"
        )
    if registered.core_code.upper() == row.core_code.upper():
        return None
    return "core-code-differs", (
        f"the learner is registered with core code {registered.core_code}, not {row.core_code}"
        f"{_generation(row.core_code.upper(), registered.core_code.upper())}"
    )


def _generation(given: str, registered: str) -> str:
    if generations().get(given) != registered:
        return ""
    earlier = t_levels()[given].earlier_core_code is None
    return f", the code of the {'second' if earlier else 'first'} generation of the same T Level"
