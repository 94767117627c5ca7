"""Whether a code is on its published list, and from when until when it may be used.

Some lists are known whole, of others only single codes and single dates. A site that supplies the
lists (`lists.CODE_LISTS`) has every code of those that it supplies judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.lars import day
from ilrsync.checks.lists import CODE_LISTS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from ilrsync.checks.rule import Context
    from ilrsync.contracts import Rule
    from ilrsync.model.table import Table

Span = tuple["dt.date | None", "dt.date | None"]
"""The first and the last day on which a code may be used; None where none is known."""

UNKNOWN: Span = (None, None)
SCHOOL_TYPES = frozenset(
    ["0001", "0002", "0003", "1413", "1422", "1430", "1433", "1434", "1435", "1453", "2999"]
)
"""LearnAimRefType of GCSEs and A levels, each of which has grades of its own."""

_GRADES_BY_TYPE = frozenset(f"OutGrade.{one}" for one in SCHOOL_TYPES)
_FEW = 3


def listed_as(names: str) -> str:
    """What a rule needs that asks the site's list *names*, as in ``"OutGrade"``.

    ``"AFinType or AppFin.*"`` are that list and every one below AppFin.
    """
    return f"{CODE_LISTS}/{names}"


def asked(need: str, table: Table) -> list[str]:
    """The lists that *need*, made by `listed_as`, names in the year of *table*; none of others."""
    whole, _, names = need.partition("/")
    known = table.codes.keys() | _GRADES_BY_TYPE
    found: list[str] = []
    for name in names.split(" or ") if whole == CODE_LISTS and names else ():
        stem, star, _ = name.partition("*")
        found += sorted(one for one in known if one.startswith(stem)) if star else [name]
    return found


def missing_lists(need: str, context: Context, *, every: bool) -> str:
    """In words, which lists of *need* the site does not supply; empty where that is no loss.

    Unless *every* one counts, it is a loss only where none is supplied.
    """
    names = asked(need, context.table)
    absent = [name for name in names if not _supplied(name, context)]
    if not absent or (len(absent) < len(names) and not every):
        return ""
    if len(absent) == len(names):
        return f"{need.partition('/')[2]} of {CODE_LISTS}"
    more = len(absent) - _FEW
    said = ", ".join(absent[:_FEW]) + (f" and {more} more" if more > 0 else "")
    return f"{said} of {CODE_LISTS}"


def lists_known(rules: Iterable[Rule], tables: Iterable[Table]) -> set[str]:
    """The names of every list that one of *rules* may ask, or that one of *tables* has."""
    every = list(tables)
    needs = {need for rule in rules for need in (*rule.needs, *getattr(rule, "better_with", ()))}
    return {name for table in every for need in needs for name in asked(need, table)}.union(
        *(table.codes for table in every)
    )


def is_not_listed(name: str, code: object, context: Context) -> bool:
    """Whether list *name* is known whole, from the year's table or from the site, and lacks *code*.

    An absent code is none, and is left to other rules.
    """
    text = _plain(code)
    if not text:
        return False
    codes = _whole(name, context)
    return codes is not None and text not in codes


def is_wrong_pair(kinds: str, lists: str, kind: str | None, code: object, context: Context) -> bool:
    """Whether *kind* is not on the list *kinds*, or *code* not on the list *lists*.KIND."""
    name = (kind or "").upper()
    return is_not_listed(kinds, name, context) or is_not_listed(f"{lists}.{name}", code, context)


def span(name: str, code: object, context: Context) -> Span:
    """From when until when *code* of list *name* may be used, as far as that is known."""
    text = _plain(code)
    given = _supplied(name, context).get(text)
    if given is not None:
        return given
    return _published(name, context).get(text, UNKNOWN)


def _whole(name: str, context: Context) -> frozenset[str] | None:
    """Every code of a list that is known whole; None of any other."""
    key = "whole list", name
    if key not in context.known:
        known = context.table.codes.get(name)
        given = frozenset(_supplied(name, context))
        whole = bool(given) or (known is not None and known.complete)
        codes = given | frozenset(map(_plain, known.codes if known else ()))
        context.known[key] = codes if whole else None
    found: frozenset[str] | None = context.known[key]
    return found


def _published(name: str, context: Context) -> Mapping[str, Span]:
    """The codes of the year's table that have a date."""
    key = "published spans", name
    found: Mapping[str, Span] | None = context.known.get(key)
    if found is None:
        known = context.table.codes.get(name)
        found = {
            _plain(one.code): (day(one.valid_from), day(one.valid_to))
            for one in (known.codes.values() if known else ())
            if one.valid_from or one.valid_to
        }
        context.known[key] = found
    return found


def _supplied(name: str, context: Context) -> Mapping[str, Span]:
    """The codes of the site's list; none where it supplies no such list."""
    key = CODE_LISTS, name
    found: Mapping[str, Span] | None = context.known.get(key)
    if found is None:
        rows = (
            context.lookup(CODE_LISTS).get("Code", name.upper()) if context.has(CODE_LISTS) else ()
        )
        found = {
            _plain(row.get("Code", "")): (
                day(row.get("EffectiveFrom")),
                day(row.get("EffectiveTo")),
            )
            for row in rows
        }
        context.known[key] = found
    return found


def _plain(code: object) -> str:
    """A code as compared: in capitals, a number without zeros before it."""
    text = str(code if code is not None else "").strip().upper()
    return str(int(text)) if text.isdecimal() else text
