"""TOML tables to frozen dataclasses, with every problem told at once.

A section is a dataclass: its annotations say what a key takes, its defaults what an absent key
means. To add a section, write its dataclass and give `ilrsync.config.Config` a field of that type.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from ilrsync.errors import nearest

BAD = object()
"""Stands for a value that was refused; the reason is among the problems."""

INTERNAL: Mapping[str, bool] = MappingProxyType({"internal": True})
"""The metadata of a dataclass field that no TOML key sets."""

_PLAIN: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number",
    str: "text in quotes",
    dt.datetime: "a date and time such as 2026-09-04T18:00:00",
}


def option(
    default: Any = dataclasses.MISSING,
    *,
    wanted: str = "",
    one_of: Sequence[str] = (),
    accepts: Callable[[Any], bool] | None = None,
) -> Any:
    """A dataclass field whose value is limited; *wanted* says to what, for the error."""
    if one_of:
        wanted = " or ".join(f'"{each}"' for each in one_of)
        accepts = frozenset(one_of).__contains__
    return dataclasses.field(default=default, metadata={"wanted": wanted, "accepts": accepts})


def rest() -> Any:
    """A dataclass field that takes every key which no other field names."""
    return dataclasses.field(default_factory=dict, metadata={"rest": True})


def settings(kind: type[Any]) -> Iterator[tuple[dataclasses.Field[Any], Any]]:
    """The fields of a section that TOML keys set, with their types."""
    types = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        if not field.metadata.get("internal"):
            yield field, types[field.name]


class Reader:
    """Builds sections; what is wrong gathers in ``problems``. Relative paths start at *base*."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.problems: list[str] = []

    def section(self, kind: Any, table: Any, where: str = "") -> Any:
        """One section from one table, or BAD."""
        if not isinstance(table, dict):
            return self._refuse(where, table, "a table of keys")
        left = dict(table)
        values: dict[str, Any] = {}
        extra = ""
        for field, hint in settings(kind):
            if field.metadata.get("rest"):
                extra = field.name
            else:
                values[field.name] = self._field(field, hint, left, where)
        if extra:
            values[extra] = left
        else:
            known = [field.name for field, _ in settings(kind)]
            for key in left:
                place = f"{where}: " if where else ""
                self.problems.append(f'{place}unknown key "{key}"; {nearest(key, known)}')
        if BAD in values.values():
            return BAD
        built = kind(**values)
        told = getattr(built, "problems", None)
        if told is not None:
            self.problems.extend(f"{where} {problem}".strip() for problem in told())
        return built

    def _field(
        self, field: dataclasses.Field[Any], hint: Any, table: dict[str, Any], where: str
    ) -> Any:
        place = _place(where, field.name, hint)
        if field.name in table:
            value = self._value(hint, table.pop(field.name), place)
        elif dataclasses.is_dataclass(hint):
            return self._value(hint, {}, place)  # so that the paths among its defaults are placed
        elif field.default is not dataclasses.MISSING:
            value = self._default(field.default)
        elif field.default_factory is not dataclasses.MISSING:
            value = field.default_factory()
        else:
            wanted = field.metadata.get("wanted") or _PLAIN[hint]
            self.problems.append(f"{place}: is missing, want {wanted}; add it")
            return BAD
        accepts = field.metadata.get("accepts")
        if value is not BAD and accepts is not None and not accepts(value):
            return self._refuse(place, value, field.metadata["wanted"])
        return value

    def _default(self, value: Any) -> Any:
        return self.base / value if isinstance(value, Path) else value

    def _value(self, hint: Any, value: Any, place: str) -> Any:
        kind = get_origin(hint)
        if hint is Any:
            return value
        if kind is UnionType:  # always "X | None": an empty text stands for none
            wanted = next(each for each in get_args(hint) if each is not NoneType)
            return None if value == "" else self._value(wanted, value, place)
        if kind is tuple:
            return self._list(get_args(hint)[0], value, place)
        if kind is Mapping:
            return self._mapping(get_args(hint)[1], value, place)
        if dataclasses.is_dataclass(hint):
            return self.section(hint, value, place)
        return self._simple(hint, value, place)

    def _simple(self, kind: Any, value: Any, place: str) -> Any:
        if kind is Path:
            if not isinstance(value, str) or not value:
                return self._refuse(place, value, "a path in quotes")
            if any(character < " " for character in value):
                shown = value.encode("unicode_escape").decode()
                return self._refuse(place, shown, "a path in single quotes, which leave \\ alone")
            return self.base / value
        if issubclass(kind, Enum):
            codes = [each.value for each in kind]
            if value not in codes:
                return self._refuse(place, value, " or ".join(f'"{each}"' for each in codes))
            return kind(value)
        if type(value) is not kind:  # exactly: true is an int to Python, but not to a reader
            return self._refuse(place, value, _PLAIN[kind])
        return value

    def _list(self, hint: Any, value: Any, place: str) -> Any:
        if not isinstance(value, list):
            return self._refuse(place, value, "a list in [ ]")
        built = tuple(
            self._value(hint, each, _numbered(place, number, each))
            for number, each in enumerate(value, 1)
        )
        return BAD if BAD in built else built

    def _mapping(self, hint: Any, value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            return self._refuse(place, value, "a table of keys")
        built = {
            key: self._value(hint, each, _inside(place, key, hint)) for key, each in value.items()
        }
        return BAD if BAD in built.values() else built

    def _refuse(self, place: str, value: Any, wanted: str) -> Any:
        got = f'"{value}"' if isinstance(value, str) else _shown(value)
        self.problems.append(f"{place}: got {got}, want {wanted}; correct it")
        return BAD


def _place(where: str, key: str, hint: Any) -> str:
    """How a person finds the key: ``[provider] ukprn``, ``[[source]]``, ``[outputs.ilr_xml]``."""
    if where:
        return f"{where} {key}"
    return f"[[{key}]]" if get_origin(hint) is tuple else f"[{key}]"


def _numbered(place: str, number: int, value: Any) -> str:
    if isinstance(value, dict):
        name = value.get("name")
        return f'{place} "{name}"' if isinstance(name, str) else f"{place} number {number}"
    return f"{place} item {number}"


def _inside(place: str, key: str, hint: Any) -> str:
    if not place.endswith("]"):
        return f"{place}.{key}"
    is_table = dataclasses.is_dataclass(hint) or get_origin(hint) is Mapping
    return f"{place[:-1]}.{key}]" if is_table else f"{place} {key}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return str(value)
