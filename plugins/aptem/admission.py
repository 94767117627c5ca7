"""Which rows may reach the return: those of people on programme, with a status that the site wants.

``only_status = ["QA verified", "Completed"]`` in the source's options keeps back every learner
whose ILR has another status in Aptem. Each of them is named, never left out in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.sdk import FileRemark, ReadError, plain

from .common import NotEnrolled, place_of

if TYPE_CHECKING:
    from ilrsync.sdk import Reading, SheetTable

OPTION = "only_status"
STATUS = "ilrstatus"

_WHO = ("learnrefnumber", "learnerid", "uln")


class Admission:
    """Decides row by row; ``close`` tells who was left out and why."""

    def __init__(self, table: SheetTable, reading: Reading) -> None:
        self._enrolled = NotEnrolled(table, reading)
        self._status = _ByStatus(table, reading)

    @property
    def decides(self) -> bool:
        """Whether the table has anything to decide by; without it every row is kept."""
        return self._enrolled.decides or self._status.decides

    def keeps(self, line: int, row: list[str]) -> bool:
        """Whether the row may reach the ILR."""
        return self._enrolled.keeps(line, row) and self._status.keeps(line, row)

    def close(self) -> None:
        """Everybody who was left out has been told."""
        self._enrolled.close()
        self._status.close()


def needs_status(table: SheetTable, reading: Reading) -> None:
    """*table* says what status each row has, if the site wants certain ones only.

    Raises:
        ReadError: it does not say.
    """
    if reading.options.get(OPTION) and not has_status(table):
        raise ReadError(
            f"the column that {OPTION} goes by is missing",
            file=table.name,
            line=table.line,
            heading="IlrStatus",
            remedy=f"export the column too, or take {OPTION} out of the source's options",
        )


def has_status(table: SheetTable) -> bool:
    """Whether the table says what status each row has."""
    return place_of(table.headings, STATUS) is not None


class _ByStatus:
    """Leaves out rows whose ILR status is not among those wanted; without any wanted, none."""

    def __init__(self, table: SheetTable, reading: Reading) -> None:
        wanted = reading.options.get(OPTION) or ()
        every = [wanted] if isinstance(wanted, str) else list(wanted)
        self._wanted = frozenset(plain(str(one)) for one in every)
        self._shown = " or ".join(str(one) for one in every)
        self._place = place_of(table.headings, STATUS) if self._wanted else None
        self._who = next(
            (place for name in _WHO if (place := place_of(table.headings, name)) is not None), None
        )
        self._table = table
        self._reading = reading
        self._seen: dict[tuple[str, str], list[int]] = {}
        self.decides = self._place is not None

    def keeps(self, line: int, row: list[str]) -> bool:
        if self._place is None or plain(row[self._place]) in self._wanted:
            return True
        who = row[self._who].strip() if self._who is not None else ""
        self._seen.setdefault((who, row[self._place].strip()), []).append(line)
        return False

    def close(self) -> None:
        for (who, status), lines in self._seen.items():
            rows = "" if len(lines) == 1 else f" ({len(lines):,} rows)"
            self._reading.remark(
                FileRemark(
                    "ILRSYNC_withheld",
                    f'withheld{rows}: the ILR status is "{status}", and only {self._shown} is '
                    "returned; finish the record in the MIS, or change only_status",
                    self._table.name,
                    lines[0],
                    self._table.headings[self._place or 0].strip(),
                    LearnRefNumber=who or None,
                )
            )
        self._seen.clear()
