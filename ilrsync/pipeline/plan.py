"""What is to be built: everything a build needs to know, and nothing it may decide itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ilrsync.config import CompareSettings
from ilrsync.contracts import Output
from ilrsync.model.decision import Decision
from ilrsync.model.finding import Mode
from ilrsync.model.table import Table
from ilrsync.pipeline.inputs import Input

UK = ZoneInfo("Europe/London")

HOLD_OUT = "hold-out"
STOP = "stop"

Progress = Callable[[str, int], None]
"""Told what is going on and how many learners that has reached."""


def no_progress(what: str, learners: int) -> None:
    """Nobody is watching."""


def uk_now() -> dt.datetime:
    """The time in England, to the second."""
    return dt.datetime.now(UK).replace(microsecond=0)


@dataclass(frozen=True)
class Workers:
    """How many processes read an ILR file; 0 leaves that to its size and the machine.

    Each takes ``shard`` learners at a time: enough to be worth it, few enough to share them out.
    """

    count: int = 0
    shard: int = 2_500


@dataclass(frozen=True)
class Plan:
    """One return to be built.

    ``started`` is local time in England and the only clock of a build, so that the same plan gives
    the same files. ``modes`` says what corrections may do, by rule id; ``correct`` False checks
    and changes nothing. ``outputs`` are written in order, each with its options. ``prepared`` is
    the FilePreparationDate that rules compare with where it is not the day of the start.
    ``references_before`` says under which LearnRefNumber a ULN was returned before.
    With ``compare`` what is returned is on record for the next return, and compared with what run
    ``before`` returned, which also says under which reference a ULN was returned.
    ``decisions`` are people's answers by the name of the suggestion. ``templates`` are the
    ``[[template]]`` of the configuration, which fill blanks.
    ``calendar`` has the dates that the site has set, by name. ``workers`` are the processes
    that read a large ILR file.
    """

    ukprn: int
    table: Table
    started: dt.datetime
    inputs: Sequence[Input]
    provider: str = ""
    modes: Mapping[str, Mode] = field(default_factory=dict)
    rules_off: frozenset[str] = frozenset()
    correct: bool = True
    outputs: Sequence[tuple[Output, Mapping[str, Any]]] = ()
    on_invalid: str = HOLD_OUT
    official_xsd: Path | None = None
    prepared: dt.date | None = None
    references_before: Mapping[int, str] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    compare: CompareSettings | None = None
    before: int | None = None
    templates: Sequence[Mapping[str, Any]] = ()
    calendar: Mapping[str, dt.datetime] = field(default_factory=dict)
    workers: Workers = Workers()
