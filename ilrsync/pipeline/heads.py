"""What stands before the learners of a return: the header, and the files it was merged from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ilrsync
from ilrsync.model.records import CollectionDetails, Header, Source, SourceFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.contracts import Delivery
    from ilrsync.pipeline.inputs import Input
    from ilrsync.pipeline.plan import Plan

SERIAL = "01"
_NAME_LENGTH = 50


def header(plan: Plan) -> Header:
    """The header of the file that *plan* gives; its dates are those of the plan's start."""
    return Header(
        CollectionDetails=CollectionDetails(
            Collection="ILR", Year=plan.table.year, FilePreparationDate=plan.started.date()
        ),
        Source=Source(
            ProtectiveMarking=plan.table.protective_marking,
            UKPRN=plan.ukprn,
            SoftwareSupplier="ilrsync",
            SoftwarePackage="ilrsync",
            Release=ilrsync.__version__,
            SerialNo=SERIAL,
            DateTime=plan.started.replace(tzinfo=None),
        ),
    )


def source_files(deliveries: Sequence[tuple[Input, Delivery]]) -> list[SourceFile]:
    """What SourceFiles says: what the inputs say themselves, and each input of a merge.

    An input is named only where several ILR files are merged, and only by what it says of itself:
    a CSV export has no preparation date, and none is invented.
    """
    named = [row for _, delivery in deliveries for row in delivery.source_files]
    merged = [found for one in deliveries if (found := _source_file(*one)) is not None]
    return named + merged if len(merged) > 1 else named


def _source_file(given: Input, delivery: Delivery) -> SourceFile | None:
    header = delivery.header
    if header is None or header.CollectionDetails is None or header.Source is None:
        return None
    prepared, source = header.CollectionDetails.FilePreparationDate, header.Source
    if prepared is None or source.SerialNo is None or len(given.name) > _NAME_LENGTH:
        return None
    return SourceFile(
        SourceFileName=given.name,
        FilePreparationDate=prepared,
        SoftwareSupplier=source.SoftwareSupplier,
        SoftwarePackage=source.SoftwarePackage,
        Release=source.Release,
        SerialNo=source.SerialNo,
        DateTime=source.DateTime,
    )
