"""Row readers as straight-line functions, written out once a file from its plan.

A learner of a wide export is some thirty records of some two hundred cells, mostly blank. Walking
the plan for each row costs more than making the records; a function that names every cell does not.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ilrsync.model.record import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ilrsync.formats.plan import RecordPlan
    from ilrsync.formats.values import FileValues

_LIST = re.compile(r"[;*|]")


def codes_in(cell: str) -> list[str]:
    """The codes of one cell, as in ``034;363``."""
    return [code for code in _LIST.split(cell) if code.strip()]


def compiled(
    values: FileValues, plans: Iterable[RecordPlan]
) -> Callable[[Any, list[str], int], None]:
    """A function of record, row and line that adds to the record what *plans* find in the row."""
    writer = _Writer(values)
    for plan in plans:
        writer.child(plan, "record", 1)
    return writer.function()


class _Writer:
    """Writes the function's lines, and keeps the objects that they name."""

    def __init__(self, values: FileValues) -> None:
        self._lines = ["def fill(record, row, line):", "    pass"]
        self._names: dict[str, Any] = {
            "found": values.found,
            "tell": values.tell,
            "tally": values.tally,
            "codes_in": codes_in,
            "new": tuple.__new__,
            "Origin": Origin,
            "file": values.file,
        }

    def function(self) -> Callable[[Any, list[str], int], None]:
        """The function that was written."""
        source = "\n".join(self._lines)
        exec(compile(source, "<row reader>", "exec"), self._names)  # noqa: S102 - names no cell or heading, only numbers
        function: Callable[[Any, list[str], int], None] = self._names["fill"]
        return function

    def child(self, plan: RecordPlan, parent: str, depth: int) -> None:
        """Lines that add the records of *plan* to the record in the variable *parent*."""
        cells = [f"row[{column.index}]" for column in plan.given]
        below = [f"row[{index}]" for child in plan.children for index in child.all_places()]
        if plan.key:
            self._keyed(plan, parent, depth)
        elif plan.always:
            self._record(plan, parent, depth)
        elif plan.lists:
            self._add(depth, f"if {cells[0]}:")
            self._add(
                depth + 1,
                f"for cell in codes_in({cells[0]}) if len({cells[0]}) > 3 else ({cells[0]},):",
            )
            self._record(plan, parent, depth + 2, "cell")
        else:
            self._add(depth, f"if {' or '.join([*cells, *below])}:")
            self._record(plan, parent, depth + 1)

    def _keyed(self, plan: RecordPlan, parent: str, depth: int) -> None:
        """A record that exists only with its key; what stands there without one is counted."""
        key = next((c for c in plan.given if c.name == plan.key), None)
        label = self._name("heading", plan.headings.get(plan.key or "", ""))
        places = [place for place in plan.all_places() if key is None or place != key.index]
        if key is not None:
            self._add(depth, f"if row[{key.index}]:")
            self._record(plan, parent, depth + 1)
        if places:
            rest = self._name("rest", itemgetter(*places, places[0]))
            self._add(depth, f"{'elif' if key else 'if'} any({rest}(row)):")
            self._add(depth + 1, f"tally('ILRSYNC_aim_left_out', {label})")

    def _record(self, plan: RecordPlan, parent: str, depth: int, cell: str = "") -> None:
        """Lines that make one record, its children, and add it unless it holds nothing."""
        record = f"r{len(self._names)}"
        self._name("record", None)
        arguments: list[str] = []
        given: list[str] = []
        for at, (memo, place) in enumerate(zip(plan.memos, plan.places, strict=True)):
            name = self._name("m", memo)
            if place is None:
                arguments.append(self._name("fixed", memo[""]) if memo[""] is not None else "None")
                continue
            variable = f"{record}_{at}"
            self._add(depth, f"{variable} = {name}[{cell or f'row[{place}]'}]")
            arguments.append(variable)
            given.append(variable)
        if plan.key:
            tests = [f"{record}_{plan.order.index(plan.key)} is not None", "found"]
        elif plan.always or plan.children:
            tests = ["True"]
        else:
            tests = [*(f"{variable} is not None" for variable in given), "found"]
        self._add(depth, f"if {' or '.join(tests)}:")
        made = self._name("make", plan.make)
        headings = self._name("headings", plan.headings)
        self._add(
            depth + 1,
            f"{record} = {made}({', '.join(arguments)}, "
            f"origin=new(Origin, (file, line, {headings})))",
        )
        self._add(depth + 1, f"if found: tell({record})")
        for child in plan.children:
            self.child(child, record, depth + 1)
        self._keep(plan, parent, record, given, depth + 1)

    def _keep(
        self, plan: RecordPlan, parent: str, record: str, given: list[str], depth: int
    ) -> None:
        """Lines that add the record to its parent, if it or a record below it holds anything."""
        if plan.key:
            self._add(depth, f"if {record}.{plan.key} is not None or {record}.raw:")
        elif plan.always:
            self._add(depth, "if True:")
        else:
            below = [f"{record}.{child.entity}" for child in plan.children]
            filled = [f"{variable} is not None" for variable in given]
            self._add(depth, f"if {' or '.join([*filled, *below, f'{record}.raw'])}:")
        if plan.repeats:
            self._add(depth + 1, f"{parent}.{plan.entity}.append({record})")
        else:
            self._add(depth + 1, f"{parent}.{plan.entity} = {record}")

    def _add(self, depth: int, line: str) -> None:
        self._lines.append("    " * depth + line)

    def _name(self, kind: str, thing: object) -> str:
        name = f"{kind}{len(self._names)}"
        self._names[name] = thing
        return name
