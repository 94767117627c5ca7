"""How a log record is written, for people or for programs, and what it may not hold.

No line of ours names more of a person than a LearnRefNumber. Two nets lie below that rule: the
text of an exception is never written, because it may quote a cell, and what has the form of a ULN,
a National Insurance number or a postcode is masked.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import traceback
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from ilrsync.errors import ConfigError, TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    Failure = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )

_OWN = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {"message", "asctime"}

_PERSONAL = re.compile(
    r"""
      (?<![0-9A-Za-z])(?P<uln>[1-9][0-9]{6})(?P<end>[0-9]{3})(?![0-9A-Za-z])
    | (?i:(?<![0-9A-Z])[A-Z]{2}\ ?[0-9]{2}\ ?[0-9]{2}\ ?[0-9]{2}\ ?[A-D](?![0-9A-Z]))
    | (?i:(?<![0-9A-Z])[A-Z]{1,2}[0-9][0-9A-Z]?\ ?[0-9][ABD-HJLNP-UW-Z]{2}(?![0-9A-Z]))
    """,
    re.VERBOSE,
)

_SPEAKS_OF_SETTINGS = (ConfigError, TransientError)
"""Errors about files, folders and settings, which quote no record."""


class ConsoleLines(logging.Formatter):
    """One line for people: when, how grave, where from, what, and what belongs to it.

    *plain* leaves out when and where from, for a person at a terminal.
    """

    def __init__(self, *, plain: bool = False) -> None:
        super().__init__()
        self._plain = plain

    def format(self, record: logging.LogRecord) -> str:
        """The line of *record*."""
        parts = [masked(record.getMessage())]
        parts += [f"{name}={_shown(value)}" for name, value in _extras(record).items()]
        if record.exc_info:
            parts.append(f"({_cause(record.exc_info)})")
        text = " ".join(parts).replace("\n", " | ")
        if self._plain:
            return f"ilrsync: {text}"
        when = dt.datetime.fromtimestamp(record.created, dt.UTC).astimezone()
        return f"{when:%Y-%m-%dT%H:%M:%S%z} {record.levelname:<7} {record.name}: {text}"


class JsonLines(logging.Formatter):
    """One JSON object a line; what a caller gives as ``extra`` becomes members of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of *record*."""
        when = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, Any] = {
            "time": when.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
            "process": record.process,
            "thread": record.threadName,
            **_extras(record),
        }
        if record.exc_info:
            line["error"] = _cause(record.exc_info)
        return json.dumps(line, default=str)


def masked(text: str) -> str:
    """*text* without anything that has the form of personal data; a ULN keeps three digits."""
    return _PERSONAL.sub(lambda found: f"***{found['end'] or ''}", text)


def _extras(record: logging.LogRecord) -> Mapping[str, Any]:
    extras = {name: value for name, value in vars(record).items() if name not in _OWN}
    return MappingProxyType({name: _plain(value) for name, value in extras.items()})


def _plain(value: object) -> int | float | bool | str | None:
    if value is None or isinstance(value, bool | int | float):
        return value
    return masked(str(value))


def _shown(value: object) -> str:
    text = str(value)
    return json.dumps(text) if not text or any(letter in text for letter in ' "=') else text


def _cause(info: Failure | Literal[True]) -> str:
    """The kind of an exception and the lines it came through, without its text and its values."""
    if info is True or info[1] is None:
        return ""
    error = info[1]
    frames = traceback.extract_tb(error.__traceback__)
    way = " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames)
    said = f": {masked(str(error))}" if isinstance(error, _SPEAKS_OF_SETTINGS) else ""
    return f"{type(error).__name__}{said} at {way}" if way else f"{type(error).__name__}{said}"
