"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """As it should be; worth a look; or something that keeps ilrsync from its work."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, what came of it in words, and the remedy where one is needed."""

    area: str
    result: Result
    message: str
    remedy: str = ""


def fine(area: str, message: str) -> Check:
    """All is well."""
    return Check(area, Result.OK, message)


def warning(area: str, message: str, remedy: str) -> Check:
    """Work goes on, but somebody should look."""
    return Check(area, Result.WARNING, message, remedy)


def problem(area: str, message: str, remedy: str) -> Check:
    """Work cannot be done, or not safely."""
    return Check(area, Result.PROBLEM, message, remedy)


def from_error(area: str, error: Exception) -> Check:
    """The problem that one of our errors tells, whose last part is its remedy."""
    message, found, remedy = str(error).rpartition("; ")
    return Check(area, Result.PROBLEM, *((message, remedy) if found else (str(error), "")))
