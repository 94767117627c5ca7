"""A template as the configuration says it, checked against the fields of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ilrsync.corrections.template import Template, Values
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    from ilrsync.model.table import Table


def read_template(data: Mapping[str, Any], table: Table) -> Template:
    """The template that one ``[[template]]`` of the configuration describes.

    Raises:
        ConfigError: a key, a field or a value does not fit; every such problem is named.
    """
    return _Reading(data, table).template()


_KINDS: Mapping[str, type] = {
    "int": int,
    "long": int,
    "restricted": str,
    "string": str,
    "date": dt.date,
}


class _Reading:
    """One ``[[template]]`` of the configuration, and all that is wrong with it."""

    def __init__(self, data: Mapping[str, Any], table: Table) -> None:
        self.data = data
        self.table = table
        self.name = str(data.get("name", ""))
        self.problems: list[str] = []

    def template(self) -> Template:
        found = Template(
            self.name,
            when=self._values("LearningDelivery", "when"),
            learner=self._values("Learner", "learner"),
            programme=self._values("LearningDelivery", "programme"),
            every_aim=self._values("LearningDelivery", "every_aim"),
            aims={
                reference: self._fields("LearningDelivery", f"aims.{reference}", values)
                for reference, values in self._given("aims", Mapping, {}).items()
            },
            finance=[
                self._fields("AppFinRecord", "finance", values)
                for values in self._given("finance", list, [])
            ],
            expects=[str(one) for one in self._given("expects", list, [])],
        )
        self._whole(found)
        if self.problems:
            raise ConfigError("; ".join(self.problems))
        return found

    def _whole(self, found: Template) -> None:
        known = {"name", "when", "learner", "programme", "every_aim", "aims", "finance", "expects"}
        for key in sorted(set(self.data) - known):
            self._problem(f"there is no key {key}; want {', '.join(sorted(known))}")
        if not self.name:
            self._problem("a name is missing; give each template one, it is shown in the reports")
        if not found.when:
            self._problem("when is missing; say by which fields of an aim the programme is known")
        for record in found.finance:
            if not {"AFinType", "AFinCode", "AFinAmount"} <= set(record):
                self._problem("finance needs AFinType, AFinCode and AFinAmount")

    def _given(self, key: str, kind: type, default: Any) -> Any:
        value = self.data.get(key, default)
        if not isinstance(value, kind):
            self._problem(f"{key} has to be a {'list' if kind is list else 'table'}")
            return default
        return value

    def _values(self, entity: str, key: str) -> Values:
        return self._fields(entity, key, self._given(key, Mapping, {}))

    def _fields(self, entity: str, key: str, values: Any) -> Values:
        if not isinstance(values, Mapping):
            self._problem(f"{key} has to be a table of fields")
            return {}
        return {
            name: value for name, value in values.items() if self._fits(entity, key, name, value)
        }

    def _fits(self, entity: str, key: str, name: str, value: object) -> bool:
        field = self.table.field(entity, name)
        if field is None or field.entity:
            self._problem(f"{key}: {entity} has no field {name} in {self.table.label}")
            return False
        kind = _KINDS.get(field.type)
        if kind is None or not isinstance(value, kind) or isinstance(value, (bool, dt.datetime)):
            wanted = "a date" if kind is dt.date else "a text" if kind is str else "a number"
            self._problem(f"{key}: {name} has to be {wanted}, got {value!r}")
            return False
        return True

    def _problem(self, text: str) -> None:
        self.problems.append(f'template "{self.name}": {text}')
