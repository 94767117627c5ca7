"""The answers of a review workbook that came back, each taken as it stands or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as slot

from ilrsync.outputs.review.suggestions import (
    ANSWER,
    IDENTITY,
    LEARNER,
    NO,
    NOW,
    PROPOSED,
    RULE,
    TITLE,
    YES,
)
from ilrsync.outputs.workbook import shown
from ilrsync.outputs.workbook_reading import rows_of, sheet_titles

_NAME = re.compile(r"[0-9a-f]{16}")
_FIXED = (LEARNER, RULE, NOW, PROPOSED)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answered row; ``refused`` says why the answer cannot be taken, empty when it can.

    ``said`` is the answer where it is neither yes nor no.
    """

    row: int
    suggestion: str
    accepted: bool = False
    refused: str = ""
    said: str = slot(default="", repr=False)
    cells: Mapping[str, str] = slot(default_factory=dict, repr=False)

    def altered(self, cells: Mapping[str, str]) -> str:
        """The heading of the first cell that no longer says what *cells* do, or nothing."""
        for heading in _FIXED:
            if _bare(self.cells.get(heading, "")) != _bare(shown(cells.get(heading, ""))):
                return heading
        return ""


def read_answers(name: str, data: bytes) -> list[Answered]:
    """Every row with an answer, of all sheets of suggestions.

    Raises:
        ReadError: it is no workbook, or too large.
    """
    found = [
        _judged(row, cells)
        for title in sheet_titles(name, data)
        if title == TITLE or title.startswith(f"{TITLE} (")
        for row, cells in rows_of(name, data, title)
        if cells.get(ANSWER)
    ]
    said: dict[str, set[bool]] = {}
    for one in found:
        if not one.refused:
            said.setdefault(one.suggestion, set()).add(one.accepted)
    problem = "rows of this file answer the same suggestion differently; leave one of them"
    return [
        replace(one, refused=problem) if len(said.get(one.suggestion, ())) > 1 else one
        for one in found
    ]


def _judged(row: int, cells: Mapping[str, str]) -> Answered:
    suggestion, said = cells.get(IDENTITY, ""), cells[ANSWER].casefold()
    accepted = said == YES.casefold()
    strange = "" if said in (YES.casefold(), NO.casefold()) else cells[ANSWER]
    problem = ""
    if not suggestion:
        problem = "this row cannot be answered here; put it right in the MIS"
    elif not _NAME.fullmatch(suggestion):
        problem = f'the cell "{IDENTITY}" was altered; answer in the workbook as it was written'
        suggestion = ""
    elif strange:
        problem = f"the answer is neither {YES} nor {NO}; choose one of them from the list"
    return Answered(row, suggestion, accepted, problem, strange, cells)


def _bare(text: str) -> str:
    """*text* without what a spreadsheet may do to line ends and spaces."""
    return " ".join(text.split())
