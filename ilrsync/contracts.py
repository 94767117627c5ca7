"""What the parts of ilrsync promise each other, and what a plugin may supply.

Below the plugin host on purpose: hookspecs name these types, and no stage needs to know another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from ilrsync.model.finding import Change, Finding, Grade, HeldOut, NotChecked, Severity
from ilrsync.model.record import Origin
from ilrsync.model.records import Header, Learner, SourceFile
from ilrsync.model.table import Table

if TYPE_CHECKING:
    from ilrsync.model.decision import Answer
    from ilrsync.model.record import Record


class IntakeFile(Protocol):
    """One file of an export, as a format sees it: a name, some bytes, nothing else.

    ``name`` is the name it was delivered under; ``path`` is a private copy that nobody changes.
    """

    name: str
    path: Path

    @property
    def suffix(self) -> str:
        """The lower-case extension with its dot, as in ``.csv``."""
        ...

    @property
    def head(self) -> bytes:
        """The first 64 KiB."""
        ...

    def headings(self) -> list[str]:
        """The heading row of a CSV or of the first sheet of an XLSX; empty for anything else."""
        ...


@dataclass(frozen=True)
class Reading:
    """In what terms an export is read.

    ``table`` is the year of the return. ``aliases`` adds headings for ILR names, ``words`` adds
    words for codes (field, word, code): both from the site's configuration. ``options`` is what
    ``[source.options]`` says. A format calls ``remark`` for what concerns the file as a whole.
    """

    table: Table
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    remark: Callable[[FileRemark], None] = lambda remark: None


@dataclass(frozen=True, slots=True)
class FileRemark:
    """Something said about a file as a whole: its encoding, an unknown column, a dropped row.

    ``rule`` is an ``ILRSYNC_`` id. The message must not hold personal data. ``LearnRefNumber`` is
    given where a learner is left out: ``ILRSYNC_withheld`` names all whom the site keeps back.
    """

    rule: str
    message: str
    file: str = ""
    line: int | None = None
    heading: str = ""
    severity: Severity = Severity.WARNING
    LearnRefNumber: str | None = None


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """What a source says of one T Level learner's industry placement, word for word.

    Not part of the ILR: it is for the sheet that is uploaded to Manage T Level results.
    """

    ULN: str = field(repr=False)
    CoreCode: str = ""
    IPStatus: str = ""
    IPHours: str = ""
    SpecialConsiderationReason: str = field(default="", repr=False)
    origin: Origin | None = None


@dataclass
class Delivery:
    """What a format made of an export.

    ``learners`` is read once, lazily, in the order of the export. ``year`` and ``ukprn`` are what
    the export itself says; None when its format does not say. ``placements`` are what the export
    says of industry placements besides the ILR. ``as_ilr_xml`` tells that the records hold what ILR
    XML holds and nothing else, and that only learners and aims have an origin of their own: written
    as XML and read again they are the same.
    """

    learners: Iterable[Learner]
    year: str | None = None
    ukprn: int | None = None
    header: Header | None = None
    source_files: Sequence[SourceFile] = ()
    placements: Sequence[PlacementRow] = ()
    as_ilr_xml: bool = False


class Format:
    """A vendor format of one file. Subclass it, name it, and return it from ``ilrsync_formats``.

    ``has_status`` says that it goes by the option ``only_status``: learners whose record has
    another status in the MIS are left out, each with a remark ``ILRSYNC_withheld``.
    ``matches`` decides by content, never by file name alone. ``read`` may raise `ReadError`, at
    once or while its learners are taken; one bad value is a `Note` on its learner instead.
    """

    name: ClassVar[str] = ""
    version: ClassVar[str] = "1"
    has_status: ClassVar[bool] = False

    def matches(self, file: IntakeFile) -> bool:
        """Whether *file* is in this format."""
        raise NotImplementedError

    def read(self, file: IntakeFile, reading: Reading) -> Delivery:
        """The learners of one file."""
        raise NotImplementedError


class SetFormat(Format):
    """A vendor format whose export is several related files delivered together.

    ``required`` names the parts without which the set is not complete.
    """

    required: ClassVar[frozenset[str]] = frozenset()

    def part(self, file: IntakeFile) -> str | None:
        """Which part of the set *file* is (``Learners``, ``Aims``), or None when it is no part."""
        raise NotImplementedError

    def read_set(self, parts: Mapping[str, Sequence[IntakeFile]], reading: Reading) -> Delivery:
        """The learners of one complete set."""
        raise NotImplementedError

    def matches(self, file: IntakeFile) -> bool:
        """Whether *file* is a part of such a set."""
        return self.part(file) is not None


@runtime_checkable
class LookupTable(Protocol):
    """Reference data that a site supplies, such as LARS; rules ask it by key."""

    name: str
    version: str

    def get(self, kind: str, key: str) -> Sequence[Mapping[str, str]]:
        """The rows of *kind* (a table of the reference data) under *key*; may be empty."""
        ...


@dataclass(frozen=True, slots=True)
class Reference:
    """What a plugin has of one table of reference data, for reports and for telling runs apart.

    ``version`` changes with the content; ``dated`` is the day as of which the table is true.
    ``remarks`` are what is wrong with it; without a ``name`` they are about no table in particular.
    ``lists`` names the lists that a table consists of, where it does.
    """

    name: str
    version: str = ""
    dated: dt.date | None = None
    remarks: Sequence[FileRemark] = ()
    lists: Sequence[str] = ()


class Rule(Protocol):
    """One rule of one or more years, as the check engine runs it; see `ilrsync.checks.rule`."""

    id: str
    over: type[Record]
    severity: Severity
    fields: tuple[str, ...]
    needs: tuple[str, ...]
    summary: str
    explanation: str
    source: str

    def in_year(self, year: str) -> bool:
        """Whether the rule exists in that collection year."""
        ...


class Correction(Protocol):
    """One correction, as the correction stage runs it; see `ilrsync.corrections.correction`."""

    id: str
    grade: Grade
    summary: str
    explanation: str

    def in_year(self, year: str) -> bool:
        """Whether the correction may be used in that collection year."""
        ...


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that went into a run: under which source, and what it was."""

    source: str
    name: str
    sha256: str
    size: int
    format: str
    format_version: str
    learners: int


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule in plain words: what it wants, why, what can be done about it, where that stands."""

    what: str
    why: str = ""
    remedy: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was in the return before.

    ``kind`` is "lost" (a learner who is gone), "added", "changed" or "aims lost"; ``source`` is who
    delivered the learner, last time where they are gone now.
    """

    kind: str
    LearnRefNumber: str | None
    ULN: int | None = field(repr=False)
    source: str = ""
    what: str = field(default="", repr=False)


class Comparison(Protocol):
    """How a return differs from the one that was built before it.

    ``run`` and ``started`` are those of the earlier return, ``learners`` how many it had.
    ``counts`` has every kind of `Difference`, and "continuing aims lost" besides.
    """

    run: int
    started: dt.datetime
    learners: int
    counts: Mapping[str, int]

    def differences(self) -> Iterator[Difference]:
        """Every difference: learners lost first, then aims lost, changed and added."""
        ...


class Result(Protocol):
    """One built return, as outputs see it; in a fixed order, so that outputs repeat exactly.

    Of the ``learners`` records that were read, ``gathered`` went into another record of the same
    person, some were held out, and ``written`` are in the ILR file: these add up. ``withheld`` are
    those that the provider keeps back by their status, before anything is made of them. ``answers``
    are people's decisions with what became of them; ``comparison`` is None where nothing was built
    before.
    """

    run: int
    started: dt.datetime
    ukprn: int
    provider: str
    table: Table
    header: Header
    source_files: Sequence[SourceFile]
    inputs: Sequence[InputFile]
    learners: int
    gathered: int
    written: int
    held_out: Sequence[HeldOut]
    rules_run: Sequence[str]
    not_checked: Sequence[NotChecked]
    rules_version: str
    placements: Sequence[PlacementRow]
    calendar: Mapping[str, dt.datetime]
    references: Sequence[Reference]
    withheld: Sequence[HeldOut]
    answers: Sequence[Answer]
    comparison: Comparison | None

    def findings(self) -> Iterator[Finding]:
        """Every finding: by severity (worst first), rule, then place."""
        ...

    def findings_by_learner(self) -> Iterator[Finding]:
        """Every finding: those about the files first, then by learner, severity and rule."""
        ...

    def about(self, rule: str) -> RulePage:
        """What there is to say of a rule; an unknown one has empty words."""
        ...

    def changes(self) -> Iterator[Change]:
        """Every correction made, offered or undone, in the order of the learners."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Findings and changes counted by kind.

        Keys: ``errors``, ``warnings``, ``learners_with_errors``, ``applied``, ``suggested``,
        ``undone``.
        """
        ...

    def learner_xml(self) -> Iterator[bytes]:
        """The Learner elements of the return as UTF-8, schema-valid, held-out learners left out."""
        ...


class Output:
    """One kind of file that a run writes. Subclass it and return it from ``ilrsync_outputs``.

    ``keep`` is called once for every learner as it will be returned, held-out learners excepted,
    and says what the output wants to remember of it; keep little, because a return may have
    100,000 learners. ``findings`` is called once before any output writes. ``write`` is called once
    and returns the paths it wrote, all inside *folder*.
    """

    name: ClassVar[str] = ""
    version: ClassVar[str] = "1"
    default: ClassVar[bool] = True

    def keep(self, learner: Learner, table: Table, options: Mapping[str, Any]) -> object | None:
        """What this output needs of *learner*; None for nothing."""
        return None

    def findings(
        self, kept: Sequence[tuple[int, object]], table: Table, options: Mapping[str, Any]
    ) -> Iterable[tuple[int | None, Finding]]:
        """What this output has found out besides, so that it stands in every report of the run.

        *kept* is what `keep` gave, each with the position of its learner. A finding comes with the
        position of the learner whom it is about; None where that is nobody of the return.
        """
        return ()

    def write(
        self, result: Result, kept: Sequence[object], folder: Path, options: Mapping[str, Any]
    ) -> list[Path]:
        """The files of this output; *kept* is what `keep` gave, in the order of the return."""
        raise NotImplementedError


@dataclass(frozen=True)
class RunReport:
    """What ``ilrsync_run_finished`` is told: no personal data beyond file names and counts."""

    run: int
    ukprn: int
    year: str
    ok: bool
    outputs: Sequence[Path]
    counts: Mapping[str, int]
    problems: Sequence[str]
