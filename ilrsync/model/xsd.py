"""The XML Schema of a collection year, generated from its table.

Output is validated against this text, because the published schema files are not ours to ship. It
accepts and refuses the same documents as they do; a site that has the official file can have
output validated against that as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ilrsync.model.table import UNBOUNDED

if TYPE_CHECKING:
    from ilrsync.model.table import Entity, Field, Table

RESTRICTED = "RestrictedString"

_XSD = "http://www.w3.org/2001/XMLSchema"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def schema_text(table: Table) -> str:
    """An XML Schema 1.0 document for a Message of *table*'s year; one named type an entity."""
    parts = [
        f'<xs:schema xmlns:xs="{_XSD}" xmlns="{table.namespace}"'
        f' targetNamespace="{table.namespace}" elementFormDefault="qualified">\n',
        f'  <xs:simpleType name="{RESTRICTED}">\n',
        f'    <xs:restriction base="xs:string">{_facet("pattern", few_ranges(table.restricted))}'
        "</xs:restriction>\n",
        "  </xs:simpleType>\n",
        '  <xs:element name="Message" type="Message"/>\n',
    ]
    parts.extend(_entity(entity) for entity in table.entities.values())
    parts.append("</xs:schema>\n")
    return "".join(parts)


def few_ranges(pattern: str) -> str:
    """A pattern that takes the same texts as *pattern*, in as few character ranges as there can be.

    *pattern* is any number of characters from one class of ASCII ranges and single characters.
    libxml2 tries range after range for every character of every text, which for the ranges as
    published is a third of the time that validation takes.
    """
    candidates = sorted({*map(chr, range(128)), *pattern})
    ranges: list[tuple[int, int]] = []
    for code in (ord(text) for text in candidates if re.fullmatch(pattern, text)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    widest_first = sorted(ranges, key=lambda pair: (pair[0] - pair[1], pair[0]))
    return f"[{''.join(_range(*pair) for pair in widest_first)}]*"


def _range(first: int, last: int) -> str:
    ends = [re.sub(r"[\\\[\]^-]", r"\\\g<0>", chr(code)) for code in (first, last)]
    return ends[0] if first == last else "-".join(ends)


def _entity(entity: Entity) -> str:
    rows = "".join(f"      {_element(field)}\n" for field in entity.fields.values())
    return (
        f'  <xs:complexType name="{entity.name}">\n    <xs:sequence>\n{rows}'
        "    </xs:sequence>\n  </xs:complexType>\n"
    )


def _element(field: Field) -> str:
    start = f'<xs:element name="{field.name}"{_occurs(field)}'
    if field.entity:
        return f'{start} type="{field.entity}"/>'
    base = RESTRICTED if field.type == "restricted" else f"xs:{field.type}"
    facets = "".join(_facets(field))
    if not facets:
        return f'{start} type="{base}"/>'
    restriction = f'<xs:restriction base="{base}">{facets}</xs:restriction>'
    return f"{start}><xs:simpleType>{restriction}</xs:simpleType></xs:element>"


def _occurs(field: Field) -> str:
    low = "" if field.at_least == 1 else f' minOccurs="{field.at_least}"'
    if field.at_most == 1:
        return low
    most = "unbounded" if field.at_most == UNBOUNDED else str(field.at_most)
    return f'{low} maxOccurs="{most}"'


def _facets(field: Field) -> list[str]:
    facets = {
        "length": field.length,
        "minLength": field.min_length,
        "maxLength": field.max_length,
        "totalDigits": field.digits,
        "fractionDigits": field.decimals,
        "minInclusive": field.min,
        "maxInclusive": field.max,
        "pattern": field.pattern or None,
        "enumeration": field.only or None,
    }
    return [_facet(name, value) for name, value in facets.items() if value is not None]


def _facet(name: str, value: str | float) -> str:
    return f'<xs:{name} value="{str(value).translate(_ESCAPES)}"/>'
