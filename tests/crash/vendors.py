"""What the vendors and the people of a college drop into a working folder, in the order they do."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from ilrsync.corrections.tree import copied
from ilrsync.outputs.review.suggestions import ANSWER, LEARNER, TITLE
from tests.fixtures import ten_learners
from tests.pipeline.returns import UKPRN, YEAR, ilr, learners

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.model.records import Learner

KINDS = {"good": 6, "zip": 3, "set": 3, "again": 2, "notes": 1, "stray": 1}
"""How often each kind comes: an ILR file, a zipped one, a set of CSVs, an ILR file once more under
another name, a file that nobody knows, one of another provider."""

_TWICE = 2
"""So many people of the ILR files have a second record, which it is for somebody to agree to."""


@dataclass(frozen=True)
class Dropped:
    """One file that comes: its source, name and content."""

    source: str
    name: str
    content: bytes
    kind: str

    def digests(self) -> list[str]:
        """The hashes under which the archive has to hold it, of a zip what is in it first."""
        whole = hashlib.sha256(self.content).hexdigest()
        if self.kind != "zip":
            return [whole]
        with zipfile.ZipFile(io.BytesIO(self.content)) as opened:
            (inside,) = opened.namelist()
            return [hashlib.sha256(opened.read(inside)).hexdigest(), whole]


def script(seed: int, count: int) -> list[Dropped]:
    """The files of *count* deliveries, at least one of every kind; a set has several."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    kinds = [*KINDS, *chance.choices(list(KINDS), list(KINDS.values()), k=max(0, count))][:count]
    return [one for number, kind in enumerate(kinds, 1) for one in _delivery(kind, number)]


def last_of_all(number: int) -> list[Dropped]:
    """The last delivery, with which everything is as it was but for its number."""
    return _delivery("good", number)


def drop(config: Config, one: Dropped) -> None:
    """*one* lies in its inbox, whole, as a careful program delivers it."""
    folder = config.folders.inbox / one.source
    passing = folder / f"{one.name}.part"
    passing.write_bytes(one.content)
    passing.replace(folder / one.name)


def answer(config: Config, run: Path, place: int) -> None:
    """Somebody has answered the suggestion about the person at *place*: yes to the first, no else.

    The workbook is the one that stands in the folder *run*.
    """
    book = load_workbook(run / "review.xlsx")
    sheet = book[TITLE]
    headings = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):
        if _reference(place) in str(sheet.cell(row, headings.index(LEARNER) + 1).value).split(", "):
            text = "Yes" if place == 0 else "No"
            sheet.cell(row, headings.index(ANSWER) + 1).value = text
    passing = config.folders.decisions.with_name("answered.part")
    book.save(passing)
    passing.replace(config.folders.decisions / f"answers {place}.xlsx")


def _delivery(kind: str, number: int) -> list[Dropped]:
    name = f"export {number:04}"
    if kind == "notes":
        note = f"Dear all,\r\nthis is note {number}\r\n".encode()
        return [Dropped("second", f"notes {number}.csv", note, kind)]
    if kind == "stray":
        content = ilr(learners(2, seed=number), ukprn=UKPRN + 1)
        return [Dropped("stray", f"{name}.xml", content, kind)]
    if kind == "set":
        return _set(number)
    if kind == "zip":
        return [Dropped("second", f"{name}.zip", _zipped(ilr(_people(2, number))), kind)]
    if kind == "again":
        return [Dropped("main", f"{name} again.xml", _twice(1), kind)]
    return [Dropped("main", f"{name}.xml", _twice(number), kind)]


def _twice(number: int) -> bytes:
    people = _people(3, number)
    for place in range(_TWICE):
        again = copied(people[place])
        again.LearnRefNumber, again.MathGrade = _reference(place, again=True), None
        people.append(again)
    return ilr(people)


def _people(count: int, number: int) -> list[Learner]:
    """The same people every time, so that what is said does not depend on the run before."""
    people = learners(count, seed=count)
    for place, one in enumerate(people):
        one.LearnRefNumber = f"S{count}{place}"
    people[-1].FamilyName = _named(number)
    return people


def _reference(place: int, *, again: bool = False) -> str:
    return f"S3{place}AGAIN" if again else f"S3{place}"


def _named(number: int) -> str:
    return "Example" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _set(number: int) -> list[Dropped]:
    """The tables of a set, the aims last: before them it is not complete."""
    tables = dict(_tables())
    tables["Learners"] = [
        {**row, "FamilyName": _named(number)} if not place else row
        for place, row in enumerate(tables["Learners"])
    ]
    parts = sorted(tables, key=lambda part: (part == "Aims", part))
    return [
        Dropped(
            "mis", f"{part} {number:04}.csv", ten_learners.csv_text(tables[part]).encode(), "set"
        )
        for part in parts
    ]


@cache
def _tables() -> dict[str, ten_learners.Rows]:
    """A T Level student and one on a study programme, as related tables."""
    wanted = [one.LearnRefNumber for one in ten_learners.learners(YEAR)[:2]]
    found = {}
    for part, rows in ten_learners.related(YEAR).items():
        kept = [row for row in rows if row["LearnRefNumber"] in wanted]
        if kept:
            found[part] = kept
    return found


def _zipped(content: bytes) -> bytes:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w") as made:
        made.writestr(zipfile.ZipInfo("export.xml"), content)
    return room.getvalue()
