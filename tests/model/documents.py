"""Random documents that a year's schema accepts, reaching every field and every limit of its table.

A document is a tree of `Node`s, not of records, so that it can also be made to hold what no record
can: elements out of order, unknown ones, text where none belongs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ilrsync.model.records import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from ilrsync.model.record import Record
    from ilrsync.model.table import Field, Table

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
RESTRICTED_EDGES = " ~!@#$%&'()*+,-./:;<=>?[\\]_{}^£€"
ADDRESS_EDGES = " ~!@&'\\()*+,-./:;"
NAME_EDGES = " éÑŁ\u2019'-.`#£&<>\u00a0😀"
MANY = 3
"""How many of an entity without a limit count as many."""


@dataclass
class Node:
    """One element: simple when it has ``text``, else an entity."""

    name: str
    text: str | None = None
    children: list[Node] = field(default_factory=list)
    attributes: str = ""
    markup: str | None = None

    def find(self, path: tuple[str, ...]) -> Node:
        """The first node at *path* below this one."""
        node = self
        for name in path:
            node = next(child for child in node.children if child.name == name)
        return node

    def xml(self) -> str:
        """The element as text; ``markup`` stands as it is, ``text`` is escaped."""
        if self.markup is not None:
            inner = self.markup
        elif self.text is not None:
            inner = escaped(self.text)
        else:
            inner = "".join(child.xml() for child in self.children)
        return f"<{self.name}{self.attributes}>{inner}</{self.name}>"


def xml(document: Node) -> bytes:
    """The document as a UTF-8 file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document.xml()}'.encode()


def fields(table: Table) -> Iterator[tuple[tuple[str, ...], Field]]:
    """Every field of a Message with the path of the entity that it is in."""

    def below(entity: str, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
        for entry in table.entities[entity].fields.values():
            yield path, entry
            if entry.entity:
                yield from below(entry.entity, (*path, entry.name))

    return below("Message", ())


def document(table: Table, random: Random, fullness: float, wanted: tuple[str, ...] = ()) -> Node:
    """A valid document; *fullness* is how often what may be absent is there.

    The fields on the path *wanted* are there in any case.
    """
    message = _entity("Message", table, random, fullness, wanted)
    message.attributes = f' xmlns="{table.namespace}"'
    return message


def _entity(
    name: str, table: Table, random: Random, fullness: float, wanted: tuple[str, ...]
) -> Node:
    node = Node(name)
    for entry in table.entities[name].fields.values():
        on_path = bool(wanted) and wanted[0] == entry.name
        for _ in range(_occurrences(entry, random, fullness, on_path)):
            if entry.entity:
                below = wanted[1:] if on_path else ()
                node.children.append(_entity(entry.entity, table, random, fullness, below))
            else:
                node.children.append(Node(entry.name, value(entry, random)))
    return node


def _occurrences(entry: Field, random: Random, fullness: float, on_path: bool) -> int:
    least = max(entry.at_least, 1 if on_path else 0)
    if entry.at_most == 1:
        return max(least, int(random.random() < fullness))
    if random.random() < 0.02:
        return min(entry.at_most, 25)
    return max(least, random.randrange(MANY) if random.random() < fullness else 0)


def value(entry: Field, random: Random) -> str:
    """A text that the field takes, often one at its limits."""
    if entry.only:
        return entry.only
    if entry.type in ("int", "long"):
        return _integer(entry, random)
    if entry.type == "decimal":
        low, high = Decimal(str(entry.min)), Decimal(str(entry.max))
        return str(random.choice((low, high, Decimal(random.randrange(1, 999)) / 10)))
    if entry.type == "date":
        return _day(random).isoformat()
    if entry.type == "dateTime":
        return f"{_day(random).isoformat()}T{random.randrange(24):02}:00:00"
    return _text(entry, random)


def _integer(entry: Field, random: Random) -> str:
    low = int(entry.min if entry.min is not None else 0)
    high = int(entry.max if entry.max is not None else 10 ** (entry.digits or 9) - 1)
    return str(random.choice((low, high, random.randint(low, high), random.randint(low, high))))


def _day(random: Random) -> dt.date:
    return dt.date(1950, 1, 1) + dt.timedelta(days=random.randrange(40_000))


def _text(entry: Field, random: Random) -> str:
    if entry.name == "UCASSCHEMECODE":
        return random.choice(("XA12", "zz99", "012345678"))
    if entry.name == "UCASPERID":
        return f"{random.randrange(10**10):010}"
    if entry.name in ("TelNo", "SerialNo"):
        return "0123456789"[: random.randint(1, 2)]
    if entry.name == "Email":
        return random.choice(("a@b", "first.last@example.org", "£@€", "a@@b"))
    length = random.choice((1, longest(entry), random.randint(1, longest(entry))))
    letters = LETTERS + edges(entry)
    if entry.type == "string":
        letters = letters.translate(str.maketrans("", "", "0123456789"))
    return "".join(random.choices(letters, k=length))


def edges(entry: Field) -> str:
    """The characters other than letters and digits that the field takes."""
    if entry.name.startswith("AddLine"):
        return ADDRESS_EDGES
    if entry.type == "string":
        return NAME_EDGES
    if entry.name in ("LearnRefNumber", "PrevLearnRefNumber"):
        return " "
    return "" if entry.pattern else RESTRICTED_EDGES


def longest(entry: Field) -> int:
    """How many characters fit, as the specification says it."""
    stated = {
        "LearnRefNumber": 12, "PrevLearnRefNumber": 12, "CampId": 8, "TelNo": 18,
        "FamilyName": 100, "GivenNames": 100, "UCASPERID": 10, "UCASSCHEMECODE": 9, "SerialNo": 2,
    }  # fmt: skip
    return entry.max_length or entry.length or stated[entry.name]


def record_of(node: Node, table: Table) -> Record:
    """The record of an entity's node; a text that is not a value's own stays in ``raw``."""
    record = RECORDS[node.name]()
    for child in node.children:
        entry = table.entities[node.name].fields[child.name]
        if entry.entity and entry.repeats:
            getattr(record, child.name).append(record_of(child, table))
        elif entry.entity:
            setattr(record, child.name, record_of(child, table))
        else:
            _put(record, entry, child.text or "")
    return record


def _put(record: Record, entry: Field, text: str) -> None:
    typed = _typed(entry.type, text)
    if typed is None:
        record.raw = {**(record.raw or {}), entry.name: text}
    else:
        setattr(record, entry.name, typed)


def _typed(kind: str, text: str) -> Any:
    make: Any = _MAKERS.get(kind)
    if make is None:
        return text
    try:
        made = make(text)
    except (ValueError, ArithmeticError):
        return None
    back = made.isoformat() if isinstance(made, dt.date) else str(made)
    return made if back == text else None


_MAKERS: dict[str, Any] = {
    "int": int,
    "long": int,
    "decimal": Decimal,
    "date": dt.date.fromisoformat,
    "dateTime": dt.datetime.fromisoformat,
}


def escaped(text: str) -> str:
    """*text* as element content."""
    for character, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = text.replace(character, reference)
    return text
