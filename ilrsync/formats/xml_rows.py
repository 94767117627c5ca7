"""Repeated XML elements as rows of a table: a child element or an attribute is a cell.

This is how SQL Server (``FOR XML``), Access (``dataroot``), Excel and OData feeds write a table.
"""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ilrsync.formats.xml import Element, is_blank, line_of, local_name, stream
from ilrsync.formats.xml_head import readable, sniff

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

_NIL = frozenset({"nil", "null"})
_NOT_DATA = (
    "{http://www.w3.org/2001/XMLSchema-instance}",
    "{http://www.w3.org/XML/1998/namespace}",
)


_DEEPEST = 6
"""Steps of a heading that are looked at when a file is recognised."""


class Step(NamedTuple):
    """One element on the way to a cell, and the how-manieth of its name it is there, from 1.

    The last step of a cell is its element or attribute; its name is empty where the cell is the
    text of an element that also has attributes.
    """

    name: str
    number: int = 1


CellPath: TypeAlias = tuple[Step, ...]


def cells(element: Element) -> Iterator[tuple[CellPath, str]]:
    """Every cell of a row: its way from the row's element, and its text."""
    yield from _below(element, ())


def xml_rows(
    path: Path, file: str, records: Collection[str]
) -> Iterator[tuple[int, str, list[tuple[CellPath, str]]]]:
    """Line, element name and cells of every row; *records* are the names of the row elements.

    Raises:
        ReadError: The file cannot be read to its end.
    """
    for element in stream(path, file, records):
        yield line_of(element) or 0, local_name(element.tag), list(cells(element))


def named_rows(
    path: Path, file: str, record: str
) -> Callable[[], Iterator[tuple[int, dict[str, str]]]]:
    """What gives line and cells of every element *record*, as often as it is called.

    The heading of a cell is its way, such as ``Name/First``. An element that any row has more than
    once is numbered in all of them: ``Aim 1/Code``.

    Raises:
        ReadError: The file cannot be read to its end.
    """
    repeated = {
        step.name
        for _, _, row in xml_rows(path, file, [record])
        for way, _ in row
        for step in way
        if step.number > 1
    }

    def heading(way: CellPath) -> str:
        return "/".join(
            f"{step.name} {step.number}" if step.name in repeated else step.name
            for step in way
            if step.name
        )

    def take() -> Iterator[tuple[int, dict[str, str]]]:
        for line, _, row in xml_rows(path, file, [record]):
            yield line, {heading(way): text for way, text in row}

    return take


def xml_headings(head: bytes, record: str) -> list[str]:
    """The headings that the first bytes of a file show of its rows, with and without a 1."""
    root = sniff(head)
    found: dict[str, None] = {}
    for path in root.paths if root else ():
        steps = [step.removeprefix("@") for step in path.split("/")]
        if record in steps[:-1]:
            inner = steps[steps.index(record) + 1 :][:_DEEPEST]
            for chosen in product(*((step, f"{step} 1") for step in inner)):
                found["/".join(chosen)] = None
    return list(found)


def _below(element: Element, way: CellPath) -> Iterator[tuple[CellPath, str]]:
    for key, text in element.attrib.items():
        if not str(key).startswith(_NOT_DATA):
            yield (*way, Step(readable(local_name(str(key))))), str(text)
    text = str(element.text or "")
    if not is_blank(text):
        yield (*way, Step("")), text
    seen: Counter[str] = Counter()
    for child in element:
        name = readable(local_name(child.tag))
        seen[name] += 1
        step = (*way, Step(name, seen[name]))
        if len(child) or any(local_name(str(key)) not in _NIL for key in child.attrib):
            yield from _below(child, step)
        else:
            yield step, str(child.text or "")
