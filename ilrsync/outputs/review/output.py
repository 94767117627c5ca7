"""The review workbook as an output: one XLSX a return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Output, Result
from ilrsync.durable import whole_file
from ilrsync.outputs.moments import uk_time
from ilrsync.outputs.review.findings import by_learner, by_rule
from ilrsync.outputs.review.guide import guide_sheet
from ilrsync.outputs.review.merges import merges, merges_sheet
from ilrsync.outputs.review.others import sheets_to_read
from ilrsync.outputs.review.suggestions import suggestions_sheet
from ilrsync.outputs.workbook import MOST_ROWS, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ilrsync.outputs.workbook import Sheet

FILE_NAME = "review.xlsx"


class ReviewWorkbook(Output):
    """What a person looks at, agrees to and sends back, in one workbook.

    The option ``rows`` sets how many rows a sheet has at most before it goes on in another.
    """

    name = "review_workbook"

    def write(
        self, result: Result, kept: Sequence[object], folder: Path, options: Mapping[str, Any]
    ) -> list[Path]:
        """The one workbook."""
        path = folder / FILE_NAME
        rows = int(options.get("rows", MOST_ROWS))
        with whole_file(path) as file:
            write_workbook(file, _sheets(result), uk_time(result.started), most_rows=rows)
        return [path]


def _sheets(result: Result) -> Iterator[Sheet]:
    gathered = merges(result)
    yield guide_sheet(result, len(gathered))
    yield suggestions_sheet(result, gathered)
    yield from sheets_to_read(result)
    yield merges_sheet(gathered.values())
    yield by_learner(result)
    yield by_rule(result)
