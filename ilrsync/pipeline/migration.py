"""Last year's records in the terms of this year, where a site has asked for it.

Every change goes to the ledger as a correction, and what this year has no place for is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.formats.hours import to_records
from ilrsync.formats.noting import note
from ilrsync.model.table import YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table


def may_migrate(stated: str | None, year: str) -> bool:
    """Whether an export of the year *stated* is of the year before *year*."""
    years = [*YEARS]
    return stated in years and year in years and years.index(year) - years.index(stated) == 1


def migrated(learners: Iterable[Learner], table: Table) -> Iterator[Learner]:
    """*learners* of the year before *table*'s, in its terms.

    Hours become hours records, and a completion of funding (FUNDCOMP), which the newer year does
    not have, is left out and noted.
    """
    for learner in learners:
        for aim in learner.LearningDelivery:
            to_records(learner, aim, table.label)
            study = aim.LearningDeliveryHE
            if study is not None and study.FUNDCOMP is not None:
                note(
                    learner,
                    "repair",
                    "ILRSYNC_year_migrated",
                    study,
                    "FUNDCOMP",
                    remedy=f"the ILR of {table.label} has no FUNDCOMP",
                )
                study.assign("FUNDCOMP", None)
        yield learner
