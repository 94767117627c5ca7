"""Row readers as straight-line functions, written out once a file from its plan.

A learner of a wide export is some thirty records of some two hundred cells, mostly blank. Walking
the plan for each row costs more than making the records; a function that names every cell does not.
It sets the fields of a record itself, because a call of its constructor costs more than they do.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ilrsync.formats.headings import LEARNER
from ilrsync.model.record import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ilrsync.formats.plan import RecordPlan
    from ilrsync.formats.values import FileValues, Memo
    from ilrsync.model.records import Learner

_LIST = re.compile(r"[;*|]")
_FEW = 6
"""So many cells are looked at one by one; of more a copy is compared with blank ones."""


def codes_in(cell: str) -> list[str]:
    """The codes of one cell, as in ``034;363``."""
    return [code for code in _LIST.split(cell) if code.strip()]


def learner_reader(values: FileValues, plan: RecordPlan) -> Callable[[list[str], int], Learner]:
    """A function of row and line that gives the learner that *plan* finds in the row."""
    writer = _Writer(values, "row, line")
    learner = writer.whole(plan)
    function: Callable[[list[str], int], Learner] = writer.function(learner)
    return function


def filler(
    values: FileValues, plans: Sequence[RecordPlan]
) -> Callable[[Any, list[str], int], None]:
    """A function of record, row and line that adds to the record what *plans* find in the row."""
    writer = _Writer(values, "record, row, line")
    writer.below("record", plans)
    function: Callable[[Any, list[str], int], None] = writer.function("None")
    return function


@dataclass(frozen=True, slots=True)
class _Made:
    """A record as the function knows it: its variable, and those of what it holds.

    ``filled`` are the values, by field, that decide whether it is kept; ``lists`` hold the records
    below it.
    """

    variable: str
    filled: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)


class _Writer:
    """Writes the function's lines, and keeps the objects that they name."""

    def __init__(self, values: FileValues, parameters: str) -> None:
        self._lines = [f"def read({parameters}):", "    values.line = line"]
        self._names: dict[str, Any] = {
            "values": values,
            "found": values.found,
            "tell": values.tell,
            "tally": values.tally,
            "codes_in": codes_in,
            "make": object.__new__,
            "located": tuple.__new__,
            "Origin": Origin,
            "file": values.file,
        }
        self._variables = 0

    def function(self, result: str) -> Any:
        """The function that was written; it gives *result*."""
        self._add(1, f"return {result}")
        source = "\n".join(self._lines)
        exec(compile(source, "<row reader>", "exec"), self._names)  # noqa: S102 - names no cell or heading, only numbers
        return self._names["read"]

    def whole(self, plan: RecordPlan) -> str:
        """Lines that make the one record of *plan* and all below it; gives its variable."""
        made = self._made(plan, 1)
        self._add(1, f"if found: tell({made.variable})")
        self._children(plan.children, made, 1)
        return made.variable

    def below(self, record: str, plans: Sequence[RecordPlan]) -> None:
        """Lines that add the records of *plans* to the record in the variable *record*."""
        made = _Made(record)
        for entity in _repeated(plans):
            made.lists[entity] = self._variable()
            self._add(1, f"{made.lists[entity]} = {record}.{entity}")
        self._children(plans, made, 1)

    def _children(self, plans: Iterable[RecordPlan], parent: _Made, depth: int) -> None:
        for plan in plans:
            if plan.key:
                self._keyed(plan, parent, depth)
            elif plan.always:
                self._record(plan, parent, depth)
            elif plan.lists:
                self._listed(plan, parent, depth)
            else:
                self._add(depth, f"if {self._any(plan.all_places())}:")
                self._record(plan, parent, depth + 1)

    def _keyed(self, plan: RecordPlan, parent: _Made, depth: int) -> None:
        """A record that exists only with its key; what stands there without one is counted."""
        key = next((c for c in plan.given if c.name == plan.key), None)
        label = self._name("heading", plan.headings.get(plan.key or "", ""))
        places = [place for place in plan.all_places() if key is None or place != key.index]
        if key is not None:
            self._add(depth, f"if row[{key.index}]:")
            self._record(plan, parent, depth + 1)
        if places:
            self._add(depth, f"{'elif' if key else 'if'} {self._any(places)}:")
            self._add(depth + 1, f"tally('ILRSYNC_aim_left_out', {label})")

    def _listed(self, plan: RecordPlan, parent: _Made, depth: int) -> None:
        """A record for each code of one cell; few cells are long enough to hold several."""
        codes = self._variable()
        self._add(depth, f"if {codes} := row[{plan.given[0].index}]:")
        several = f"codes_in({codes}) if len({codes}) > 3 else ({codes},)"
        self._add(depth + 1, f"for cell in {several}:")
        self._record(plan, parent, depth + 2, in_list=True)

    def _record(
        self, plan: RecordPlan, parent: _Made, depth: int, *, in_list: bool = False
    ) -> None:
        """Lines that make one record, its children, and add it unless it holds nothing."""
        made = self._made(plan, depth, in_list=in_list)
        if plan.key:
            self._add(depth, f"if {made.filled[plan.key]} is not None or found:")
            depth += 1
        self._add(depth, f"if found: tell({made.variable})")
        self._children(plan.children, made, depth)
        if not plan.always:
            self._add(depth, f"if {_holds(plan, made)}:")
            depth += 1
        if plan.repeats:
            self._add(depth, f"{parent.lists[plan.entity]}.append({made.variable})")
        else:
            self._add(depth, f"{parent.variable}.{plan.entity} = {made.variable}")

    def _made(self, plan: RecordPlan, depth: int, *, in_list: bool = False) -> _Made:
        """Lines that make one record with the fields of its own, all others blank.

        What its cells hold is read in the order of the fields; *in_list* tells that the variable
        ``cell`` has the text to read.
        """
        made = _Made(self._variable())
        self._add(depth, f"{made.variable} = make({self._name('record', plan.make)})")
        memos = dict(zip(plan.order, zip(plan.memos, plan.places, strict=True), strict=True))
        below = _repeated(plan.children)
        asked = {plan.key} if plan.key or plan.entity == LEARNER else set(plan.order)
        blank: list[str] = []
        for slot in dataclasses.fields(plan.make):
            target = f"{made.variable}.{slot.name}"
            memo, place = memos.get(slot.name, (None, None))
            if memo is not None and place is not None:
                if slot.name in asked:
                    made.filled[slot.name] = self._variable()
                    target = f"{target} = {made.filled[slot.name]}"
                self._add(depth, f"{target} = {self._read(memo, place, in_list=in_list)}")
            elif memo is not None and memo[""] is not None:
                self._add(depth, f"{target} = {self._name('fixed', memo[''])}")
            elif slot.name in below:
                made.lists[slot.name] = self._variable()
                self._add(depth, f"{target} = {made.lists[slot.name]} = []")
            elif slot.default_factory is list:
                self._add(depth, f"{target} = []")
            elif slot.name == "origin":
                headings = self._name("headings", plan.headings)
                self._add(depth, f"{target} = located(Origin, (file, line, {headings}))")
            else:
                blank.append(target)
        self._add(depth, " = ".join([*blank, "None"]))
        return made

    def _read(self, memo: Memo, place: int, *, in_list: bool) -> str:
        """The value of the cell at *place*, or of a code of it."""
        value = f"{self._name('memo', memo)}[cell]"
        if in_list:
            return value
        if memo.usual:
            value = f"{self._name('usual', memo.usual)}(cell) or {value}"
        return f"{value} if (cell := row[{place}]) else None"

    def _any(self, places: Sequence[int]) -> str:
        """A test of whether any cell of *places* is filled."""
        if len(places) < _FEW:
            return " or ".join(f"row[{place}]" for place in places)
        first, end = min(places), max(places) + 1
        if len(places) == end - first:
            return f"row[{first}:{end}] != {self._name('blank', [''] * len(places))}"
        cells = self._name("cells", itemgetter(*places))
        return f"{cells}(row) != {self._name('blank', ('',) * len(places))}"

    def _add(self, depth: int, line: str) -> None:
        self._lines.append("    " * depth + line)

    def _name(self, kind: str, thing: object) -> str:
        name = f"{kind}_{len(self._names)}"
        self._names[name] = thing
        return name

    def _variable(self) -> str:
        self._variables += 1
        return f"v{self._variables}"


def _repeated(plans: Iterable[RecordPlan]) -> list[str]:
    """The entities of *plans* of which a record may hold several, each once."""
    return list(dict.fromkeys(plan.entity for plan in plans if plan.repeats))


def _holds(plan: RecordPlan, made: _Made) -> str:
    """A test of whether the record is kept: with its key; else with a value or a record below."""
    filled = [made.filled[plan.key]] if plan.key else list(made.filled.values())
    below = [
        made.lists.get(child.entity, f"{made.variable}.{child.entity}") for child in plan.children
    ]
    tests = [f"{value} is not None" for value in filled]
    tests += [] if plan.key else dict.fromkeys(below)
    return " or ".join([*tests, f"{made.variable}.raw"])
