"""Headings bound to records: the numbered aims of a wide row, and who wins over an element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.contracts import FileRemark, Reading
from ilrsync.errors import ReadError
from ilrsync.formats.headings import AIM, LEARNER, Heading, Names, plain
from ilrsync.formats.plan import EMPLOYMENT, PARENTS, Column

if TYPE_CHECKING:
    from collections.abc import Sequence


_EMPLOYMENT = frozenset({EMPLOYMENT, "EmploymentStatusMonitoring"})


def bound_by_names(headings: Sequence[str], known: Names) -> list[Column]:
    """The columns whose heading is an ILR name or an alias of one.

    A table is wide when its aims are numbered; a number then tells the aims apart, and otherwise
    the records of one aim.
    """
    found = [(at, known.find(heading)) for at, heading in enumerate(headings)]
    wide = any(
        hit and hit.target.field == "LearnAimRef" and (hit.aim or hit.number) for _, hit in found
    )
    columns: list[Column] = []
    for at, hit in found:
        numbers = _numbers(hit, wide=wide) if hit else None
        if hit is None or numbers is None:
            continue
        aim, number = numbers
        target = hit.target
        columns.append(
            Column(target.entity, target.field, at, headings[at], aim, number, target.fixed)
        )
    several = {column.number for column in columns if column.entity == EMPLOYMENT} - {None}
    if len(several) > 1:  # a column without a number could be of any of them
        return [c for c in columns if c.number is not None or c.entity not in _EMPLOYMENT]
    return columns


def distinct(
    columns: Sequence[Column], headings: Sequence[str], file: str, reading: Reading, line: int
) -> list[Column]:
    """*columns* with one for each element of each record.

    The ILR's own name wins over an alias. For two headings of one name the site says which with the
    option ``duplicate_headings = { "Postcode" = 2 }``.

    Raises:
        ReadError: Two headings fill one element and nothing says which is meant.
    """
    choices = {
        plain(name): which
        for name, which in dict(reading.options.get("duplicate_headings", {})).items()
    }
    by_element: dict[tuple[object, ...], list[Column]] = {}
    for column in columns:
        by_element.setdefault((*column.record, column.name), []).append(column)
    kept: set[int] = set()
    for rivals in by_element.values():
        kept.add(rivals[0].index if len(rivals) == 1 else _winner(rivals, choices, file, line))
    for column in columns:
        if column.index not in kept:
            reading.remark(
                FileRemark(
                    "ILRSYNC_duplicate_heading",
                    f"another column fills {column.name}; this one was not read",
                    file,
                    line,
                    headings[column.index].strip(),
                )
            )
    return [column for column in columns if column.index in kept]


def index_of(heading: str, headings: Sequence[str], file: str, line: int) -> int:
    """Where *heading* stands.

    Raises:
        ReadError: It does not.
    """
    normal = [plain(other) for other in headings]
    if plain(heading) not in normal:
        raise ReadError(
            "the heading that tells learners apart is missing",
            file=file,
            line=line,
            heading=heading,
            remedy="correct the export, or group_by in the mapping",
        )
    return normal.index(plain(heading))


def _numbers(hit: Heading, *, wide: bool) -> tuple[int | None, int | None] | None:
    """Number of the aim and of the record within it; None where a number fits nothing."""
    entity = hit.target.entity
    in_aim = entity == AIM or (entity != LEARNER and PARENTS[entity].name == AIM)
    if not in_aim:
        single = entity == LEARNER or not PARENTS[entity].repeats
        return None if hit.aim or (single and hit.number) else (None, hit.number)
    if not wide:
        return None if hit.aim or (entity == AIM and hit.number) else (None, hit.number)
    if hit.aim is None:
        return None if hit.number is None else (hit.number, None)
    return None if entity == AIM and hit.number else (hit.aim, hit.number)


def _winner(rivals: Sequence[Column], choices: dict[str, object], file: str, line: int) -> int:
    """The place of the column that fills the element."""
    for column in rivals:
        which = choices.get(plain(column.heading))
        same = [other for other in rivals if plain(other.heading) == plain(column.heading)]
        if isinstance(which, int) and 1 <= which <= len(same):
            return same[which - 1].index
    own = [column for column in rivals if plain(column.name) in plain(column.heading)]
    if len(own) == 1:
        return own[0].index
    raise ReadError(
        f"{len(rivals)} headings fill {rivals[0].name}",
        file=file,
        line=line,
        heading=rivals[0].heading.strip(),
        got=" and ".join(f"column {column.index + 1}" for column in rivals),
        wanted="one heading for it",
        remedy="correct the export, or say which with the source's option duplicate_headings",
    )
