"""What the Aptem layouts share: their mapping, their headings, and who must not reach the ILR."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.sdk import (
    YEARS,
    FileRemark,
    Heading,
    Mapping,
    ReadError,
    SheetTable,
    heading_names,
    mapped_table,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ilrsync.sdk import IntakeFile, Reading

MAPPING = Mapping.load(Path(__file__).with_name("mapping.toml"))

NOT_ENROLLED = frozenset({"nonstarter", "readytoenrol"})
"""Programme states of people who are not learners; they say nothing about CompStatus."""

_OPENED: dict[tuple[str, int, int], SheetTable | None] = {}
"""The file looked at last, because each layout looks at it to recognise it."""

_STATES = frozenset({"userprogramstatus", "programstatus"})
_UK_DATE = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})(.*)")


def opened(file: IntakeFile) -> SheetTable | None:
    """The table of *file*, without remarks; None when it holds none."""
    if file.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return None
    state = file.path.stat()
    key = (str(file.path), state.st_mtime_ns, state.st_size)
    if key not in _OPENED:
        _OPENED.clear()
        try:
            _OPENED[key] = mapped_table(file, MAPPING, lambda remark: None)
        except ReadError:
            _OPENED[key] = None
    return _OPENED[key]


class Seen:
    """Which ILR elements a heading row names, with and without numbers.

    ``own`` holds elements under the ILR's own name, ``any`` those under an alias too; a numbered
    aim's elements are in ``numbered`` instead.
    """

    def __init__(self, headings: Sequence[str]) -> None:
        known = heading_names(YEARS[-1])
        self.own: set[str] = set()
        self.any: set[str] = set()
        self.numbered: set[str] = set()
        self.plain = {plain(heading) for heading in headings}
        for heading in headings:
            hit = known.find(heading)
            if hit is None:
                continue
            self._add(heading, hit)

    def _add(self, heading: str, hit: Heading) -> None:
        name = hit.target.field
        own = plain(name) in plain(heading)
        if hit.aim is not None or (name == "LearnAimRef" and hit.number is not None):
            if own:
                self.numbered.add(name)
            return
        self.any.add(name)
        if own:
            self.own.add(name)


def place_of(headings: Sequence[str], *wanted: str) -> int | None:
    """Where the first heading stands that is one of *wanted*, in plain form; None if none is."""
    return next((at for at, heading in enumerate(headings) if plain(heading) in wanted), None)


def age_of(headings: Sequence[str]) -> Callable[[list[str]], str] | None:
    """How recent a row is by its UpdatedDate, as a text that sorts; None without that column."""
    place = place_of(headings, "updateddate")
    if place is None:
        return None

    def age(row: list[str]) -> str:
        text = row[place].strip()
        found = _UK_DATE.fullmatch(text)
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}{found[4]}" if found else text

    return age


class NotEnrolled:
    """Leaves out rows of people who have not started, and says so once a file."""

    def __init__(self, table: SheetTable, reading: Reading) -> None:
        self._place = place_of(table.headings, *_STATES)
        self._table = table
        self._reading = reading
        self._seen: dict[str, list[int]] = {}
        self._known = {"": True}
        self.decides = self._place is not None

    def keeps(self, line: int, row: list[str]) -> bool:
        """Whether the row may reach the ILR."""
        if self._place is None:
            return True
        state = row[self._place]
        if state not in self._known:
            self._known[state] = plain(state) not in NOT_ENROLLED
        if self._known[state]:
            return True
        self._seen.setdefault(state.strip(), []).append(line)
        return False

    def close(self) -> None:
        """Every state for which rows were left out has been told."""
        for state, lines in self._seen.items():
            shown = ", ".join(map(str, lines[:10])) + (", …" if len(lines) > 10 else "")
            self._reading.remark(
                FileRemark(
                    "ILRSYNC_not_enrolled",
                    f'rows in state "{state}" were left out of the return; lines {shown}',
                    self._table.name,
                    lines[0],
                    self._table.headings[self._place or 0].strip(),
                )
            )
        self._seen.clear()
