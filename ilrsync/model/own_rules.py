"""What ilrsync says under ids of its own while it reads, validates and corrects."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SEVERITIES: Mapping[str, str] = {
    "refuse": "error",
    "remark": "warning",
    "choose": "error",
    "repair": "warning",
    "fault": "error",
}
"""How bad it is, by what is done; only a check, which changes nothing, speaks of repairs."""


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One id of ilrsync's own: what it says and what a person should do.

    ``does`` is "repair", "refuse", "remark", "choose" for what is refused where it matters, or
    "fault" for what is not the data's. ``severity`` is how bad that is at most.
    """

    id: str
    does: str
    summary: str
    remedy: str
    severity: str


@cache
def own_rules() -> Mapping[str, OwnRule]:
    """Every id of ilrsync's own that no plugin supplies as a rule."""
    text = files("ilrsync.model").joinpath("own_rules.toml").read_text("utf-8")
    return {
        name: OwnRule(name, **{"severity": SEVERITIES[row["does"]], **row})
        for name, row in tomllib.loads(text).items()
    }
