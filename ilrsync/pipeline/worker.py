"""What a worker process does: the first pass over one shard of an export."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Format
from ilrsync.formats.ilr_shards import NoCutError, Shard
from ilrsync.formats.tables import headings
from ilrsync.host.manager import Host
from ilrsync.intake.files import LocalFile
from ilrsync.model.finding import Change, Finding, HeldOut, NotChecked
from ilrsync.model.returned import Returned
from ilrsync.pipeline.first_pass import FirstPass, Tools
from ilrsync.pipeline.garbage import few_cycles
from ilrsync.pipeline.inputs import Input, learners, only_file, opened
from ilrsync.pipeline.packed import Packed
from ilrsync.pipeline.plan import Plan
from ilrsync.pipeline.remembered import Remembered
from ilrsync.pipeline.shared_keys import SharedKeys
from ilrsync.pipeline.spool import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ilrsync.contracts import FileRemark
    from ilrsync.model.records import Learner


@dataclass
class Part:
    """What became of one shard, as it is handed to the process that builds the return."""

    learners: int
    spool: Written
    keys: SharedKeys
    kept: list[Packed]
    remembered: Remembered
    findings: list[tuple[int, Finding]]
    changes: list[tuple[int, Change]]
    returned: list[tuple[int, Returned]]
    held_out: dict[int, HeldOut]
    not_checked: list[NotChecked]


@dataclass(frozen=True)
class Job:
    """What a worker has to know of a plan and an input, as far as it can be sent to it.

    Rules, formats and outputs cannot: the worker loads its own ``host``, and knows by name which
    of its formats and outputs are meant.
    """

    plan: Plan
    host: Callable[[], Host]
    outputs: tuple[tuple[str, Mapping[str, Any]], ...]
    given: Input
    format: str
    path: Path
    first: int
    room: Path

    @classmethod
    def of(cls, plan: Plan, host: Callable[[], Host], given: Input, first: int, room: Path) -> Job:
        """The job of reading *given* for *plan*; parts are written into *room*.

        *first* is the position of the first learner of *given* in the return.
        """
        return cls(
            plan=replace(plan, inputs=(), outputs=()),
            host=host,
            outputs=tuple((output.name, options) for output, options in plan.outputs),
            given=replace(given, format=Format(), files={}),
            format=given.format.name,
            path=only_file(given).path,
            first=first,
            room=room,
        )


class Collected:
    """What is said of the learners of a shard, in the order in which it is said."""

    def __init__(self) -> None:
        self.all_findings: list[tuple[int, Finding]] = []
        self.all_changes: list[tuple[int, Change]] = []
        self.all_returned: dict[int, Returned] = {}

    def findings(self, position: int, findings: Iterable[Finding]) -> None:
        """*findings* are of the learner at *position*."""
        self.all_findings += [(position, finding) for finding in findings]

    def changes(self, position: int, changes: Iterable[Change]) -> None:
        """*changes* are of the learner at *position*."""
        self.all_changes += [(position, change) for change in changes]

    def returned(self, position: int, returned: Returned) -> None:
        """The learner at *position* goes into the return as *returned*."""
        self.all_returned[position] = returned

    def forget_learners(self, positions: Iterable[int]) -> None:
        """Nothing is on record of the learners at *positions*."""
        gone = set(positions)
        self.all_findings = [one for one in self.all_findings if one[0] not in gone]
        self.all_changes = [one for one in self.all_changes if one[0] not in gone]
        for position in gone:
            self.all_returned.pop(position, None)


class Worker:
    """Reads shards of one job; keeps what rules learn from one to the next."""

    def __init__(self, job: Job) -> None:
        host = job.host()
        known = {output.name: output for output in host.outputs()}
        outputs = [(known[name], options) for name, options in job.outputs]
        plan = replace(job.plan, outputs=outputs)
        self._job = job
        self._plan = plan
        self._given = replace(job.given, format=host.format(job.format))
        self._tools = Tools(plan, host)

    def read(self, shard: Shard) -> Path:
        """The file that holds the `Part` of *shard*.

        Raises:
            NoCutError: only reading the file as a whole can say what there is to say of it.
        """
        room, first = self._job.room, self._job.first + shard.first
        source = room / f"shard-{first}.xml"
        shard.write(self._job.path, source)
        said = Collected()
        one = FirstPass(self._tools, said, room / f"written-{first}.xml", first)
        count = 0
        try:
            for count, learner in enumerate(self._learners(source, shard.lines), 1):
                one.take(first + count - 1, learner, as_ilr_xml=True)
            if count != shard.learners:
                raise NoCutError
            one.spool.finish()
        except BaseException:
            one.spool.close()
            raise
        source.unlink()
        part = Part(
            count,
            one.spool.written(),
            one.keys,
            one.kept.rooms(),
            one.remembered,
            said.all_findings,
            said.all_changes,
            list(said.all_returned.items()),
            one.held_out,
            list(self._tools.checker.not_checked),
        )
        target = room / f"part-{first}"
        target.write_bytes(pickle.dumps(part, pickle.HIGHEST_PROTOCOL))
        return target

    def _learners(self, source: Path, lines: int) -> Iterator[Learner]:
        """The learners of a shard on the lines where they stand in the whole file.

        A shard cannot tell what concerns the whole file: that ends the work on shards. Of what
        stands before the first learner every shard would say the same; that has been told.
        """
        remarks: list[FileRemark] = []
        name = self._given.name
        given = replace(self._given, files={name: [LocalFile(name, source, headings)]})
        delivery = opened(given, self._plan.table, remarks.append)
        remarks.clear()
        for learner in learners(given, delivery, self._plan.table):
            if lines:
                _move(learner, lines)
            yield learner
        if remarks:
            raise NoCutError


def _move(learner: Learner, lines: int) -> None:
    """Learner, aims and notes stand *lines* further down."""
    for record in (learner, *learner.LearningDelivery):
        if record.origin is not None and record.origin.line is not None:
            record.origin = record.origin._replace(line=record.origin.line + lines)
    if learner.notes:
        learner.notes = [
            replace(note, origin=note.origin._replace(line=note.origin.line + lines))
            if note.origin is not None and note.origin.line is not None
            else note
            for note in learner.notes
        ]


_worker: Worker | None = None
_job = b""


def start(job: bytes) -> None:
    """A worker process has *job*; errors wait until its first shard, where they can be told."""
    global _job
    _job = job


def read(shard: Shard) -> Path:
    """The file that holds the `Part` of *shard* of this process's job.

    Raises:
        NoCutError: the shard cannot be read, for whatever reason: reading the file as a whole tells
            it in the right words, and an error may not survive the way to another process.
    """
    global _worker
    try:
        if _worker is None:
            _worker = Worker(pickle.loads(_job))  # noqa: S301 - written by the parent process
        with few_cycles():
            return _worker.read(shard)
    except Exception as error:  # noqa: BLE001 - see Raises
        raise NoCutError(type(error).__name__) from None


def part(path: Path) -> Part:
    """The part in the file at *path*, which is gone."""
    found: Part = pickle.loads(path.read_bytes())  # noqa: S301 - written by a worker of this run
    path.unlink()
    return found
