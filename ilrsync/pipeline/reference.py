"""Which reference data a run could ask, how old it was, and what was wrong with it."""

from __future__ import annotations

import difflib
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ilrsync.checks.code_lists import lists_known
from ilrsync.contracts import FileRemark, Reference
from ilrsync.model.table import YEARS
from ilrsync.model.table import table as table_of
from ilrsync.reference.shelf import INCOMPLETE, Shelf

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator

    from ilrsync.config import Config
    from ilrsync.host.manager import Host

ROOM = "reference"
"""The folder below that of the state where loaded tables are kept."""

OLD = "ILRSYNC_reference_old"
OLDEST = 60
"""Days: LARS and its like are published monthly and more often."""


def shelf_of(config: Config) -> Shelf:
    """The site's folder of reference data; nothing in it is looked at before it is asked for."""
    return Shelf(config.folders.reference, config.folders.state / ROOM)


@contextmanager
def shelf_in(folder: Path) -> Iterator[Shelf]:
    """The reference data in *folder*, loaded anew and kept nowhere once the block ends."""
    with TemporaryDirectory(prefix="ilrsync-reference-", ignore_cleanup_errors=True) as room:
        shelf = Shelf(folder, Path(room))
        try:
            yield shelf
        finally:
            shelf.close()  # Windows removes no file that is open


def references_of(host: Host, year: str) -> list[Reference]:
    """The reference data that the rules of *year* could ask, by name, and remarks on any other.

    A plugin need not tell of what it has: what a rule needs and somebody answers counts as well.
    """
    told = host.references(year)
    names = {one.name for one in told}
    wanted = {
        name.partition("/")[0]
        for rule in host.rules(year)
        for name in (*rule.needs, *getattr(rule, "better_with", ()))
    }
    for name in sorted(wanted - names):
        table = host.lookup(name, year)
        if table is not None:
            told.append(Reference(name, table.version))
    known = lists_known((rule for each in YEARS for rule in host.rules(each)), map(table_of, YEARS))
    return sorted((_with_strange_lists(one, known) for one in told), key=lambda one: one.name)


def _with_strange_lists(one: Reference, known: Collection[str]) -> Reference:
    """*one* with a remark on each of its lists that no rule could ask for."""
    names = {name.casefold(): name for name in known}
    file = one.version.partition(",")[0]
    remarks = []
    for strange in one.lists:
        if strange.casefold() not in names:
            near = difflib.get_close_matches(strange.casefold(), names, 1)
            advice = f'did you mean "{names[near[0]]}"?' if near else "see the README for its name"
            message = f'{one.name}: no list is called "{strange}", so its codes are not asked'
            remarks.append(FileRemark(INCOMPLETE, f"{message}; {advice}", file))
    return replace(one, remarks=[*one.remarks, *remarks]) if remarks else one


def reference_remarks(references: Iterable[Reference], prepared: dt.date) -> Iterator[FileRemark]:
    """What is wrong with the reference data of a return that was prepared on *prepared*."""
    for one in references:
        yield from one.remarks
        if one.dated is not None and (prepared - one.dated).days > OLDEST:
            days = (prepared - one.dated).days
            message = (
                f"{one.name} is of {one.dated:%d/%m/%Y}, {days} days before the return was "
                "prepared; download the current one"
            )
            yield FileRemark(OLD, message, one.version.partition(",")[0])


def reference_prints(references: Iterable[Reference]) -> Iterator[str]:
    """What tells one state of the reference data from another, a line each."""
    for one in references:
        yield f"{one.name} {one.version}"
        yield from (f"{remark.rule} {remark.file} {remark.message}" for remark in one.remarks)
