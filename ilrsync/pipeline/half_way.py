"""Files whose leaving the inbox was cut off, and which a look would pass over for their names."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.intake.leaving import come_back, left_half_way, own_name
from ilrsync.pipeline.aside import Original

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ilrsync.config import Source
    from ilrsync.intake.archive import Archive
    from ilrsync.intake.scan import Ignored
    from ilrsync.ledger import Ledger
    from ilrsync.pipeline.aside import Aside
    from ilrsync.pipeline.look import Look

_OUTRUN = (
    "another file took its name while it was leaving the inbox, and the archive does not hold what"
    " is in it"
)


def bring_back(
    source: Source,
    ignored: Iterable[Ignored],
    ledger: Ledger,
    archive: Archive,
    aside: Aside,
    look: Look,
) -> bool:
    """Each such file among *ignored* has its name again; returns whether one has.

    Where something newer has the name, one that the archive holds is gone, and any other is set
    aside. What the disk refuses is left to the next look.
    """
    back = False
    for name in left_half_way(ignored):
        leaving = source.place[0] / name
        with suppress(OSError):
            if come_back(leaving) is not None:
                back = True
            elif _archived(source, name, leaving, ledger, archive):
                durable.FILES.remove(leaving)
            else:
                original = Original(leaving, "", None)
                problem = aside.files(look, source, [original], own_name(name), _OUTRUN)
                ledger.add_problem(problem)
    return back


def _archived(source: Source, name: str, leaving: Path, ledger: Ledger, archive: Archive) -> bool:
    seen = ledger.seen_files(source.name, [own_name(name)]).get(own_name(name))
    if seen is None or durable.sha256(leaving) != seen.file.sha256:
        return False
    return durable.sha256(archive.place_of(seen.file.archived)) == seen.file.sha256
