"""Which elements of an XML file are its rows: those that say whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.sdk import YEARS, heading_names

from .names import entity_of, field_of

if TYPE_CHECKING:
    from ilrsync.sdk import Root

WHOSE = frozenset({"LearnRefNumber", "ULN"})
_FEWEST = 3


def rows_of(root: Root) -> tuple[str, ...]:
    """The names of the elements that hold a learner or an aim; empty when the file has none.

    An element counts when it names a learner itself and has at least three ILR fields, its aims'
    included. Of elements inside each other the outermost is the row.
    """
    known = heading_names(YEARS[-1])
    fields: dict[str, set[str]] = {}
    whole: dict[str, set[str]] = {}
    inner = {path.rpartition("/")[0] for path in root.paths}
    for path in root.paths:
        if path in inner and not path.rpartition("/")[2].startswith("@"):
            continue
        above, _, name = path.rpartition("/")
        entity = _entity(above)
        found = known.find(field_of(name.removeprefix("@"), entity))
        if found is None or not above:
            continue
        fields.setdefault(above, set()).add(found.target.field)
        for parent in _and_parents(above):
            whole.setdefault(parent, set()).add(found.target.field)
    rows = [path for path, names in fields.items() if names & WHOSE and len(whole[path]) >= _FEWEST]
    outermost = [path for path in rows if not any(_inside(path, other) for other in rows)]
    return tuple(dict.fromkeys(path.rpartition("/")[2] for path in outermost))


def _entity(path: str) -> str:
    entity = ""
    for name in path.split("/"):
        entity = entity_of(name, entity) or entity
    return entity


def _and_parents(path: str) -> list[str]:
    names = path.split("/")
    return ["/".join(names[: depth + 1]) for depth in range(len(names))]


def _inside(path: str, other: str) -> bool:
    return path.startswith(f"{other}/")
