"""One fault at a time: what can be wrong with a document, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ilrsync.model.table import YEARS, Field, Table
from ilrsync.model.table import table as table_of
from tests.model.documents import Node, escaped, longest

if TYPE_CHECKING:
    from random import Random

Mutation = Callable[[Node], None]
"""Changes the node of a field, or the parent that holds it, in place."""

NUMBERS = ("+5", "-5", "007", "5.0", "5.", ".5", "-0", "1e1", "0x5", "5 5", "5,0", "0", "", "٣",
           "99999999999", "00000000000000000000000000000000005", "9" * 30)  # fmt: skip
DATES = ("2026-09-01Z", "2026-09-01+01:00", "2026-09-01+14:00", "2026-09-01+14:01",
         "2026-09-01-15:00", "2026-02-29", "2024-02-29", "2000-02-29", "1900-02-29", "2026-13-01",
         "2026-00-10", "2026-04-31", "2026-9-1", "01/09/2026", "20260901", "2026-09-01T00:00:00",
         "0000-01-01", "0001-01-01", "-0044-03-15", "12026-09-01", "02026-09-01", "")  # fmt: skip
MOMENTS = ("2026-09-01T02:00:00Z", "2026-09-01T02:00:00.5", "2026-09-01T24:00:00", "2026-09-01",
           "2026-09-01T24:00:01", "2026-09-01T25:00:00", "2026-09-01 02:00:00", "")  # fmt: skip
CHARACTERS = ("é", '"', "|", "`", "\t", "\n", "\r", "£", "€", "7", "\u2019", "\u00a0", "\ufffd",
              "😀", "¦", "<", "&", "^", "\\", "#", "$", "A", " ")  # fmt: skip


def value_mutations(entry: Field, text: str) -> Iterator[tuple[str, str]]:
    """Kinds of fault in the text of a simple field, with the text that has it."""
    yield "empty", ""
    yield "spaces only", "   "
    yield "spaces around", f" {text} "
    yield "line breaks around", f"\n{text}\t"
    if entry.only:
        yield from (
            ("enumeration", other) for other in (text.lower(), f"{text}x", text[:-1], "ilr")
        )
    if entry.type in ("int", "long", "decimal"):
        yield from _number_mutations(entry, text)
    elif entry.type == "date":
        yield from (("date form", other) for other in DATES)
        yield "wrong type", "yes"
    elif entry.type == "dateTime":
        yield from (("moment form", other) for other in MOMENTS)
    else:
        yield from _text_mutations(entry, text)


def _number_mutations(entry: Field, text: str) -> Iterator[tuple[str, str]]:
    yield from (("number form", other) for other in NUMBERS)
    yield "wrong type", "abc"
    yield "too long", f"{text}1"
    if entry.digits:
        yield "at the limit", "9" * entry.digits
        yield "too long", "1" + "0" * entry.digits
        yield "zeros in front", "0" * (entry.digits + 3) + "1"
    if entry.min is not None and entry.max is not None:
        low, high = Decimal(str(entry.min)), Decimal(str(entry.max))
        step = Decimal("0.1") if entry.type == "decimal" else 1
        yield from (("at the limit", str(limit)) for limit in (low, high))
        yield from (("out of range", str(beyond)) for beyond in (low - step, high + step))
    if entry.decimals is not None:
        yield from (("decimals", other) for other in ("50.55", "50.50", "50.500", "0.05", "+50.5"))


def _text_mutations(entry: Field, text: str) -> Iterator[tuple[str, str]]:
    if not entry.only:
        filler = (text.strip() or "A")[:1] * longest(entry)
        yield "at the limit", filler
        yield "too long", filler + filler[:1]
        yield "too long by a space", filler + " "
        yield "too short", text[:-1]
    for character in CHARACTERS:
        yield "character", character + text[1:]
        yield "character added", text + character


def element_mutations(entry: Field, random: Random) -> Iterator[tuple[str, Mutation]]:
    """Kinds of fault in the element of any field, each to be done to its parent."""

    def at(parent: Node) -> int:
        return next(i for i, child in enumerate(parent.children) if child.name == entry.name)

    def missing(parent: Node) -> None:
        parent.children = [child for child in parent.children if child.name != entry.name]

    def repeated(parent: Node) -> None:
        parent.children.insert(at(parent), parent.children[at(parent)])

    def too_many(parent: Node) -> None:
        copies = [parent.children[at(parent)]] * min(entry.at_most, 30)
        parent.children[at(parent) : at(parent)] = copies

    def as_many_as_fit(parent: Node) -> None:
        place = at(parent)
        one = parent.children[place]
        missing(parent)
        parent.children[place:place] = [one] * min(entry.at_most, 30)

    def first(parent: Node) -> None:
        parent.children.insert(0, parent.children.pop(at(parent)))

    def last(parent: Node) -> None:
        parent.children.append(parent.children.pop(at(parent)))

    def shuffled(parent: Node) -> None:
        random.shuffle(parent.children)

    def unknown(parent: Node) -> None:
        parent.children.insert(at(parent), Node("Unheard", "1"))

    def misspelt(parent: Node) -> None:
        parent.children[at(parent)].name = entry.name.swapcase()

    yield from (
        (function.__name__.replace("_", " "), function)
        for function in (
            missing, repeated, too_many, as_many_as_fit, first, last, shuffled, unknown, misspelt,
        )
    )  # fmt: skip
    yield from ((kind, _on(entry, change)) for kind, change in _NODE_CHANGES.items())


def _on(entry: Field, change: Mutation) -> Mutation:
    def applied(parent: Node) -> None:
        change(next(child for child in parent.children if child.name == entry.name))

    return applied


def _emptied(node: Node) -> None:
    node.markup = ""


def _with_text(node: Node) -> None:
    node.markup = (
        "".join(child.xml() for child in node.children) + escaped(node.text or "") + "stray"
    )


def _with_element(node: Node) -> None:
    node.markup = "<Stray/>" + "".join(child.xml() for child in node.children)


def _with_comment(node: Node) -> None:
    inner = "".join(child.xml() for child in node.children) if node.text is None else "1"
    node.markup = f"<!-- a note -->{inner}<?mis done?>"


_NODE_CHANGES: dict[str, Mutation] = {
    "element emptied": _emptied,
    "text in it": _with_text,
    "element in it": _with_element,
    "comment in it": _with_comment,
    "attribute": lambda node: _attributes(node, ' id="1"'),
    "language attribute": lambda node: _attributes(node, ' xml:lang="en"'),
    "nil": lambda node: _attributes(
        node, ' xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:nil="true"'
    ),
    "no namespace": lambda node: _attributes(node, ' xmlns=""'),
    "another namespace": lambda node: _attributes(node, ' xmlns="ILR/2031-32"'),
}


def _attributes(node: Node, text: str) -> None:
    node.attributes = text


def document_mutations(table: Table) -> Iterator[tuple[str, Mutation]]:
    """Kinds of fault in the document as a whole, each to be done to the Message."""
    others = [table_of(year) for year in YEARS if year != table.year]

    def namespace(value: str) -> Mutation:
        return lambda message: _attributes(message, f' xmlns="{value}"' if value else "")

    for other in others:
        yield "wrong namespace", namespace(other.namespace)
        yield "wrong year", _with_year(other.year)
    for wrong in ("", "ILR", table.namespace.lower(), f"{table.namespace}/", "SFA/ILR/2011-12"):
        yield "wrong namespace", namespace(wrong)
    yield "wrong root", lambda message: setattr(message, "name", "message")
    yield "wrong root", lambda message: setattr(message, "name", "Learner")
    yield "empty document", _emptied
    yield (
        "schema location",
        lambda message: _attributes(
            message,
            f' xmlns="{table.namespace}" xmlns:x="http://www.w3.org/2001/XMLSchema-instance"'
            f' x:schemaLocation="{table.namespace} nowhere.xsd"',
        ),
    )


def _with_year(year: str) -> Mutation:
    def change(message: Node) -> None:
        message.find(("Header", "CollectionDetails", "Year")).text = year

    return change
