"""Which parts of a set belong together, when a folder holds more than one delivery of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ilrsync.intake.archive import Taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

Part = tuple[Taken, str]
"""A file and the name of the part that it is."""

_SHEETS = "; of a workbook one sheet is read, so save each sheet as a file of its own"


def apart(parts: Sequence[Part], required: Set[str], window: float) -> Iterator[list[Part]]:
    """*parts*, oldest first, as they were delivered: whole sets by the dates in their names first.

    So a set that is whole need not wait for the next one, and where one window ends does not cut
    through a set. What the names do not tell goes by time.
    """
    parts = _without_leftovers(parts)
    whole = _whole_by_date(parts, required, window) if _repeats(parts) else []
    yield from whole
    taken = {id(file) for one in whole for file, _ in one}
    yield from _clusters([part for part in parts if id(part[0]) not in taken], window)


def _without_leftovers(parts: Sequence[Part]) -> list[Part]:
    """*parts* less those of exports before, by the dates in their names.

    They may be all that is left of their set in the folder, and would pass for the missing parts
    of one that is still being delivered: learners of one day with the aims of another.
    """
    coming = {_date(file) for file, _ in parts if not file.known}
    return [part for part in parts if not part[0].known or _date(part[0]) in {(), *coming}]


def _whole_by_date(parts: Sequence[Part], required: Set[str], window: float) -> list[list[Part]]:
    """The sets in *parts* that are whole, where the dates in the names tell deliveries apart.

    They do not where a date has only parts that a set may lack: that could be one of another date.
    """
    by_date: dict[tuple[str, ...], list[Part]] = {}
    for part in parts:
        by_date.setdefault(_date(part[0]), []).append(part)
    if len(by_date) < 2 or () in by_date:
        return []
    if any(required.isdisjoint(name for _, name in one) for one in by_date.values()):
        return []
    return [
        one
        for one in by_date.values()
        if not _missing(one, required) and one[-1][0].modified - one[0][0].modified <= window
    ]


def _clusters(parts: Sequence[Part], window: float) -> Iterator[list[Part]]:
    """*parts*, oldest first, cut wherever one is more than *window* newer than its first."""
    cluster: list[Part] = []
    for part in parts:
        if cluster and part[0].modified - cluster[0][0].modified > window:
            yield cluster
            cluster = []
        cluster.append(part)
    if cluster:
        yield cluster


def generations(cluster: list[Part], required: Set[str]) -> list[list[Part]]:
    """The sets in *cluster*: more than one only where the names show that they are.

    Names such as ``Aims_1`` and ``Aims_2`` are pieces of one set; ``Aims_20261120`` and
    ``Aims_20261121`` are two deliveries, which must not be read as one.
    """
    if not _repeats(cluster):
        return [cluster]
    by_digits: dict[tuple[str, ...], list[Part]] = {}
    for part in cluster:
        by_digits.setdefault(_digits(part[0]), []).append(part)
    split = list(by_digits.values())
    if len(split) > 1 and not any(_missing(one, required) for one in split):
        return split
    in_turn = _in_turn(cluster)
    if _dated(cluster) and not any(_missing(one, required) for one in in_turn):
        return in_turn
    return [cluster]


def _in_turn(cluster: Sequence[Part]) -> list[list[Part]]:
    """*cluster* cut wherever a part comes a second time."""
    found: list[list[Part]] = [[]]
    for part in cluster:
        if part[1] in {name for _, name in found[-1]}:
            found.append([])
        found[-1].append(part)
    return found


def why_wait(one: Sequence[Part], required: Set[str]) -> str:
    """Why *one* is no complete set yet, for people; empty when it is one."""
    missing = _missing(one, required)
    if missing:
        workbook = any(file.name.lower().endswith((".xlsx", ".xlsm")) for file, _ in one)
        return f"waiting for {' and '.join(missing)} of the same set{_SHEETS if workbook else ''}"
    if _repeats(one) and _dated(one):
        return (
            "these look like more than one delivery and it cannot be told which belong together;"
            " deliver each set in a folder or zip of its own"
        )
    return ""


def _missing(one: Sequence[Part], required: Set[str]) -> list[str]:
    return sorted(required - {name for _, name in one})


def _repeats(one: Sequence[Part]) -> bool:
    return len({name for _, name in one}) < len(one)


def _digits(taken: Taken) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", taken.name.rpartition("/")[2]))


def _dated(one: Sequence[Part]) -> bool:
    """Whether the names differ in numbers of four digits or more, as dates and times are."""
    return len({_date(file) for file, _ in one}) > 1


def _date(taken: Taken) -> tuple[str, ...]:
    """The numbers in the name that are long enough to be dates, times or counters."""
    return tuple(run for run in _digits(taken) if len(run) >= 4)
