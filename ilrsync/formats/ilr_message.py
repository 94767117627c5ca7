"""The learners of an ILR file, one after the other."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from ilrsync.contracts import FileRemark
from ilrsync.formats.ilr_front import FRONT
from ilrsync.formats.ilr_lines import UnusualError
from ilrsync.formats.ilr_plain import plain_learners
from ilrsync.formats.ilr_reader import IlrReader
from ilrsync.formats.ilr_structure import UNEXPECTED_TEXT, UNKNOWN_ELEMENT
from ilrsync.formats.xml import Element, is_blank, line_of, local_name, stray_text, stream
from ilrsync.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table


def iter_message(
    path: Path,
    file: str,
    year: Table,
    namespace: str | None = None,
    remark: Callable[[FileRemark], None] = lambda remark: None,
) -> Iterator[Learner]:
    """Every learner of the file at *path*, in order; *remark* gets what concerns the whole file.

    *namespace* is that of the elements where it is not the year's own. The last remarks come when
    the last learner has been taken.

    Raises:
        ReadError: The file cannot be read to its end; learners given before are not to be used.
    """
    beside = _Beside(file)
    given = 0
    usual = True
    try:
        for learner in plain_learners(path, file, IlrReader(year, namespace), beside.see):
            beside.seen_in(learner)
            given += 1
            yield learner
    except UnusualError:
        usual = False
    if not usual:
        yield from islice(parsed_message(path, file, year, namespace, remark), given, None)
        return
    for found in beside.remarks(year):
        remark(found)


def parsed_message(
    path: Path,
    file: str,
    year: Table,
    namespace: str | None = None,
    remark: Callable[[FileRemark], None] = lambda remark: None,
) -> Iterator[Learner]:
    """As `iter_message`, in whatever way the file is written; it takes three times as long.

    Raises:
        ReadError: The file cannot be read to its end; learners given before are not to be used.
    """
    reader = IlrReader(year, namespace)
    beside = _Beside(file)
    for element in stream(path, file, ("Learner",), beside.see):
        learner = reader.learner(element, file)
        beside.seen_in(learner)
        yield learner
    for found in beside.remarks(year):
        remark(found)


class _Beside:
    """What stands in a file besides its learners."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._first: dict[str, int | None] = {}
        self._stray: int | None = None
        self.unknown: Counter[str] = Counter()

    def seen_in(self, learner: Learner) -> None:
        """What is unknown in *learner* is accounted for."""
        if learner.notes:
            self.unknown.update(
                note.field for note in learner.notes if note.rule == UNKNOWN_ELEMENT
            )

    def see(self, element: Element, lines: int = 0) -> None:
        """An element that is no learner, or next to which text stands, is accounted for.

        *lines* is how many lines of the file stand before the document that the element is in.
        """
        name = local_name(str(element.tag))
        parent = element.getparent()
        if not is_blank(element.tail) or (parent is None and stray_text(element)):
            self._stray = self._stray or line_of(element, lines)
        if parent is not None and name not in (*FRONT, "Learner"):
            self.unknown[name] += 1
            self._first.setdefault(name, line_of(element, lines))

    def remarks(self, year: Table) -> Iterator[FileRemark]:
        """One remark for every unknown name, and one for text that is in no element."""
        for name, count in sorted(self.unknown.items()):
            yield FileRemark(
                UNKNOWN_ELEMENT,
                f"{name} is not in the ILR of {year.label} at that place: found {times(count)}, "
                "not used and not returned",
                self._file,
                self._first.get(name),
                name,
            )
        if self._stray is not None:
            yield FileRemark(
                UNEXPECTED_TEXT,
                "text stands between the elements of the file; it is not used",
                self._file,
                self._stray,
                severity=Severity.WARNING,
            )


def times(count: int) -> str:
    """How often, in words."""
    return "once" if count == 1 else f"{count:,} times"
