"""Row readers as straight-line functions, written out once a file from its plan.

A learner of a wide export is some thirty records of some two hundred cells, mostly blank. Walking
the plan for each row costs more than making the records; a function that names every cell does not.
It sets the fields of a record itself, because a call of its constructor costs more than they do.
Nearly all cells hold a text that the column has held before: their values are looked up without a
call, blank ones too, and only a record with a text that is new is filled field by field. For a
learner with an employment status the function reads::

    def read(row, line):
        values.line = line
        v1 = make(Learner)
        v1.origin = located(Origin, (file, line, headings_1))
        v1.LearnerEmploymentStatus = v2 = []
        [v1.raw, v1.Accom, v1.ALSCost] = same_2
        v1.ULN = usual_3(cell) or read_4(cell) if (cell := row[1]) else None
        try:
            v1.Ethnicity = known_5[row[5]]
            v1.Sex = known_6[row[6]]
        except KeyError:
            fill(v1, row, fields_7)
        if found: tell(v1)
        if row[17] or row[18]:
            v3 = make(LearnerEmploymentStatus)
            ...
            if v3.EmpStat is not None or v3.DateEmpStatApp is not None or v3.raw:
                v2.append(v3)
        return v1
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ilrsync.formats.codes import Codes
from ilrsync.model.record import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ilrsync.formats.plan import RecordPlan
    from ilrsync.formats.values import FileValues, Memo
    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

_FEW = 6
"""So many cells are looked at one by one; of more a copy is compared with blank ones."""


_Cell = tuple[str, int, "Memo"]
"""The name of a field, the place of its column, and the reader of the column's cells."""


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

    ``lists`` hold the records below it.
    """

    variable: str
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
            "fill": _fill,
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
        self._read(plan, made, 1)
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
        """A record for each code of one cell."""
        name = plan.given[0].name
        memo, place = plan.cells[name]
        codes = Codes(memo)
        known, several = self._name("known", codes.known.get), self._name("several", codes.of)
        self._add(depth, f"if cell := row[{place}]:")
        self._add(depth + 1, f"for value in {known}(cell) or {several}(cell):")
        made = self._made(plan, depth + 2)
        self._add(depth + 2, f"{made.variable}.{name} = value")
        self._add(depth + 2, f"if found: tell({made.variable})")
        self._kept(plan, made, parent, depth + 2)

    def _record(self, plan: RecordPlan, parent: _Made, depth: int) -> None:
        """Lines that make one record, its children, and add it unless it holds nothing."""
        made = self._made(plan, depth)
        self._read(plan, made, depth)
        if plan.key:
            self._add(depth, f"if {made.variable}.{plan.key} is not None or found:")
            depth += 1
        self._add(depth, f"if found: tell({made.variable})")
        self._children(plan.children, made, depth)
        self._kept(plan, made, parent, depth)

    def _kept(self, plan: RecordPlan, made: _Made, parent: _Made, depth: int) -> None:
        """Lines that add a record to its parent, unless it holds nothing."""
        if not plan.always:
            self._add(depth, f"if {_holds(plan, made)}:")
            depth += 1
        if plan.repeats:
            self._add(depth, f"{parent.lists[plan.entity]}.append({made.variable})")
        else:
            self._add(depth, f"{parent.variable}.{plan.entity} = {made.variable}")

    def _made(self, plan: RecordPlan, depth: int) -> _Made:
        """Lines that make one record with all that its cells do not say; those are read later."""
        made = _Made(self._variable())
        self._add(depth, f"{made.variable} = make({self._name('record', plan.make)})")
        below = _repeated(plan.children)
        same: dict[str, object] = {}
        for slot in dataclasses.fields(plan.make):
            target = f"{made.variable}.{slot.name}"
            if slot.name == "origin":
                headings = self._name("headings", plan.headings)
                self._add(depth, f"{target} = located(Origin, (file, line, {headings}))")
            elif slot.name in below:
                made.lists[slot.name] = self._variable()
                self._add(depth, f"{target} = {made.lists[slot.name]} = []")
            elif slot.default_factory is list:
                self._add(depth, f"{target} = []")
            elif slot.name not in plan.cells:
                same[target] = plan.constants.get(slot.name)
        values = self._name("same", tuple(same.values()))
        self._add(depth, f"[{', '.join(same)}] = {values}")
        return made

    def _read(self, plan: RecordPlan, made: _Made, depth: int) -> None:
        """Lines that read the cells of one record, in the order of its fields."""
        together: list[_Cell] = []
        for slot in dataclasses.fields(plan.make):
            if slot.name not in plan.cells:
                continue
            memo, place = plan.cells[slot.name]
            if memo.usual is None:
                together.append((slot.name, place, memo))
                continue
            self._known(together, made, depth)
            together = []
            usual, read = self._name("usual", memo.usual), self._name("read", memo.read)
            value = f"{usual}(cell) or {read}(cell) if (cell := row[{place}]) else None"
            self._add(depth, f"{made.variable}.{slot.name} = {value}")
        self._known(together, made, depth)

    def _known(self, cells: Sequence[_Cell], made: _Made, depth: int) -> None:
        """Lines that look up what *cells* hold, and read them all if one of them is new."""
        if not cells:
            return
        self._add(depth, "try:")
        for name, place, memo in cells:
            value = f"{self._name('known', memo.known)}[row[{place}]]"
            self._add(depth + 1, f"{made.variable}.{name} = {value}")
        self._add(depth, "except KeyError:")
        self._add(depth + 1, f"fill({made.variable}, row, {self._name('fields', tuple(cells))})")

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
    filled = [plan.key] if plan.key else list(plan.cells)
    tests = [f"{made.variable}.{name} is not None" for name in filled]
    if not plan.key:
        below = dict.fromkeys(child.entity for child in plan.children)
        tests += [made.lists.get(entity, f"{made.variable}.{entity}") for entity in below]
    return " or ".join([*tests, f"{made.variable}.raw"])


def _fill(record: Record, row: Sequence[str], cells: Sequence[_Cell]) -> None:
    """The fields of *record* that *cells* give have the values of the row, seen before or not."""
    for name, place, memo in cells:
        setattr(record, name, memo.read(row[place]))
