"""The outputs that come with ilrsync, registered like a stranger's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.host.hookspecs import hookimpl
from ilrsync.outputs.findings_json import FindingsJson
from ilrsync.outputs.ilr_xml import IlrXml
from ilrsync.outputs.placement_sheet import PlacementSheet
from ilrsync.outputs.review.output import ReviewWorkbook
from ilrsync.outputs.summary_html import SummaryHtml
from ilrsync.outputs.violation_report import ViolationReport

if TYPE_CHECKING:
    from ilrsync.contracts import Output


@hookimpl
def ilrsync_outputs() -> list[Output]:
    """The ILR file, the placement upload and the reports."""
    return [
        IlrXml(),
        PlacementSheet(),
        ViolationReport(),
        FindingsJson(),
        ReviewWorkbook(),
        SummaryHtml(),
    ]
