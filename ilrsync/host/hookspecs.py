"""The hooks of ilrsync. Built-in formats, rules and outputs come through them like a stranger's.

``ilrsync_`` and a plural noun supplies things; ``…_finished`` is told something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.contracts import (
        Correction,
        Format,
        LookupTable,
        Output,
        Reference,
        Rule,
        RunReport,
    )

PROJECT = "ilrsync"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def ilrsync_formats() -> Iterable[Format]:  # type: ignore[empty-body]
    """Formats that this plugin reads."""


@hookspec
def ilrsync_rules(year: str) -> Iterable[Rule]:  # type: ignore[empty-body]
    """Rules of a collection year such as ``"2627"``."""


@hookspec
def ilrsync_corrections(year: str) -> Iterable[Correction]:  # type: ignore[empty-body]
    """Corrections of a collection year."""


@hookspec
def ilrsync_outputs() -> Iterable[Output]:  # type: ignore[empty-body]
    """Kinds of file that a run writes."""


@hookspec(firstresult=True)
def ilrsync_lookup(table: str, year: str) -> LookupTable | None:
    """Reference data by name (``"LARS"``) for a collection year; None when this plugin has none."""


@hookspec
def ilrsync_references(year: str) -> Iterable[Reference]:  # type: ignore[empty-body]
    """What this plugin answers through ``ilrsync_lookup``: which versions, and what is wrong."""


@hookspec
def ilrsync_run_finished(report: RunReport) -> None:
    """Told of every run whose files stand in the outbox.

    After a crash at that moment perhaps a second time, under the same number.
    """
