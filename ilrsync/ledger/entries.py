"""What the ledger keeps of exports and runs, as its callers see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.model.decision import Decision

if TYPE_CHECKING:
    from ilrsync.model.returned import Returned


class ExportState(StrEnum):
    """How far an export has come: archived and complete, read well, set aside, or overtaken."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class RunState(StrEnum):
    """How a run stands.

    Still going; its files are whole and about to stand in the outbox; ended with outputs; ended
    without; or cut off by a crash.
    """

    RUNNING = "running"
    PUBLISHING = "publishing"
    FINISHED = "finished"
    FAILED = "failed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One archived file: the name it was delivered under and the path of the copy."""

    name: str
    sha256: str
    size: int
    archived: str


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file of an inbox whose content the archive holds.

    ``mark`` is what the disk said of it (size, time, identity) when it was copied and ``changed``
    its last change of any kind; a file that still has both need not be read again. ``arrival``
    rises with every delivery.
    """

    source: str
    path: str
    mark: str
    file: ExportFile
    arrival: int
    seen: dt.datetime
    export: int | None = None
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Export:
    """One delivery of a source.

    ``attempts`` counts how often reading it was begun without an end. ``reason`` says why it was
    refused. ``year`` and ``ukprn`` are what it said of itself.
    """

    id: int
    source: str
    set_key: str
    sha256: str
    state: ExportState
    arrival: int
    attempts: int
    format: str
    format_version: str
    year: str | None
    ukprn: int | None
    learners: int | None
    reason: str
    first_seen: dt.datetime
    decided: dt.datetime | None
    files: Sequence[ExportFile] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be taken, why, and where it was set aside (empty: it stays put)."""

    source: str
    name: str
    reason: str
    set_aside: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One building of a return.

    ``fingerprint`` stands for everything that decides the outputs besides the inputs.
    ``manifest`` is what the run's manifest says; ``reason`` says why it failed.
    """

    number: int
    ukprn: int
    year: str
    started: dt.datetime
    finished: dt.datetime | None
    state: RunState
    rules_version: str
    fingerprint: str
    exit_code: int | None
    learners: int | None
    written: int | None
    reason: str
    manifest: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file that a run wrote; ``state`` is "published" once it stands in the outbox."""

    name: str
    path: str
    sha256: str
    size: int
    state: str = "published"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source stands: its newest export, its newest good one, and files still waiting."""

    source: str
    newest: Export | None
    newest_good: Export | None
    waiting: Sequence[SeenFile] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """How everything stands: every source, the last run of every return, the latest problems."""

    sources: Sequence[SourceStatus]
    runs: Sequence[Run]
    problems: Sequence[Problem]


class Lost(NamedTuple):
    """A learner whom another run does not have, and where the record stood."""

    position: int
    learner: Returned


class Pair(NamedTuple):
    """One learner in two runs, and where the earlier record stood."""

    position: int
    was: Returned
    is_: Returned


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as a file gives it; ``refused`` says why it cannot count, empty when it does."""

    ukprn: int
    year: str
    decision: Decision
    rule: str = ""
    LearnRefNumber: str | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class KnownDecision:
    """An answer on record under its number, until it ``ended``; how it last stood, in which run."""

    number: int
    ukprn: int
    year: str
    decision: Decision
    rule: str
    LearnRefNumber: str | None
    ended: dt.datetime | None
    standing: str
    why: str
    run: int | None
