"""The field definitions: what a year's table says of one learner's fields, rule by rule.

The department publishes an id for most of them, ``FD_<field>_<code>``: MA mandatory, AL length,
AR range, AP pattern, EO occurrence. Where it has none, as for a date that is no date, the finding
is ``ILRSYNC_schema``. Whatever the schema refuses in a learner is spoken of here, with the field.

Source: ILR validation rules 2025-26 v3 and 2026-27 v4, Field Definition.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.model.facets import Fault, faults
from ilrsync.model.finding import Finding, Severity
from ilrsync.model.table import table as table_of
from ilrsync.model.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ilrsync.model.record import Origin, Record
    from ilrsync.model.records import Learner
    from ilrsync.model.table import Field, Table

SCHEMA_RULE = "ILRSYNC_schema"
"""The id of what the schema refuses and the department has no id for."""


class _Place(NamedTuple):
    """Where the record that is looked at stands."""

    learner: Learner
    path: str
    aim: int | None
    origin: Origin | None


def field_findings(learner: Learner, table: Table, path: str) -> list[Finding]:
    """Every field of *learner* that does not fit the table, in the order of the file.

    A required field that holds only spaces counts as absent, because the department's service
    trims before it looks. ``fields`` of a finding holds the value; its message never does.
    """
    place = _Place(learner, path, None, learner.origin)
    return list(_record_findings(learner, table, place))


def answered(table: Table) -> frozenset[str]:
    """The ``FD_`` ids that `field_findings` can give, so that its silence on them is an answer."""
    ids = _published_ids(table.year)
    kinds = ("MA", "AL", "AR", "AP", "EO")
    names = {
        field.name: field for entity in table.entities.values() for field in entity.fields.values()
    }
    found = (ids.get(f"fd_{name}_{kind}".casefold()) for name in names for kind in kinds)
    # A UCASPERID is ten digits: what is not fails its pattern, and no published text gives a range.
    return frozenset(rule for rule in found if rule) - {"FD_UCASPERID_AR"}


def rule_id(table: Table, field: str, kind: str) -> str:
    """The published id for *kind* of fault in *field*, else ``ILRSYNC_schema``.

    The list spells some fields in its own way (``FD_Tlout_AL``); its spelling is what is given.
    """
    return _published_ids(table.year).get(f"fd_{field}_{kind}".casefold(), SCHEMA_RULE)


@cache
def _published_ids(year: str) -> Mapping[str, str]:
    return {rule.casefold(): rule for rule in table_of(year).rules if rule.startswith("FD_")}


def _record_findings(record: Record, table: Table, place: _Place) -> Iterator[Finding]:
    entity = table.entities[type(record).__name__]
    for field in entity.fields.values():
        if not field.entity:
            yield from _value_findings(record, field, table, place)
        else:
            yield from _child_findings(_children(record, field), field, table, place)


def _value_findings(record: Record, field: Field, table: Table, place: _Place) -> Iterator[Finding]:
    text = written(record, field.name)
    for fault in faults(text, field, table.restricted):
        yield _finding(fault, field.name, text or "", table, place)


def _child_findings(
    children: Sequence[Record], field: Field, table: Table, place: _Place
) -> Iterator[Finding]:
    count = len(children)
    if count > field.at_most:
        fault = Fault("EO", f"occurs {count} times; at most {field.at_most} are allowed")
        yield _finding(fault, field.name, str(count), table, place)
    elif count < field.at_least:
        fault = Fault("EO", f"occurs {count} times; at least {field.at_least} is wanted")
        yield _finding(fault, field.name, str(count), table, place)
    for number, child in enumerate(children):
        inner = place._replace(
            path=f"{place.path}/{field.name}[{number}]", origin=child.origin or place.origin
        )
        if field.name == "LearningDelivery":
            inner = inner._replace(aim=getattr(child, "AimSeqNumber", None))
        yield from _record_findings(child, table, inner)


def _children(record: Record, field: Field) -> Sequence[Record]:
    value = getattr(record, field.name)
    if field.repeats:
        return list(value)
    return [] if value is None else [value]


def _finding(fault: Fault, name: str, text: str, table: Table, place: _Place) -> Finding:
    rule = rule_id(table, name, fault.kind) if fault.kind else SCHEMA_RULE
    return Finding(
        rule,
        Severity.ERROR,
        f"{name} {fault.words}",
        place.path,
        place.learner.LearnRefNumber,
        place.aim,
        {name: text},
        place.origin,
    )
