"""Where log lines go: to standard error, until a configuration says otherwise."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.config import LogSettings

_LEVELS = {"ilrsync": logging.DEBUG, "apscheduler": logging.WARNING, "watchdog": logging.WARNING}
"""Whose lines are written, and from which level on at most; those of libraries only if grave."""

_TOLD_BY_COMMANDS = ("ilrsync.pipeline", "ilrsync.operations", "ilrsync.reference")
"""What is logged here a command prints itself, in more words."""

_handlers: list[logging.Handler] = []


class _Terse(logging.Formatter):
    """A line for a person at a terminal, before there is a configuration."""

    def format(self, record: logging.LogRecord) -> str:
        from ilrsync.operations.log_lines import ConsoleLines

        return ConsoleLines(plain=True).format(record)


@contextmanager
def running() -> Iterator[None]:
    """Warnings of the block are told on standard error; afterwards nothing is left open."""
    terminal = logging.StreamHandler(sys.stderr)
    terminal.addFilter(_is_news)
    _use(terminal, _Terse(), logging.WARNING)
    try:
        yield
    finally:
        _drop()


def follow(settings: LogSettings, *, service: bool = False) -> None:
    """From now on lines go where *settings* say.

    On a terminal a command tells its results itself, so that only warnings appear besides, unless
    everything is asked for; a *service* has only its log lines to speak with.

    Raises:
        ConfigError: The file cannot be opened.
    """
    from ilrsync import durable
    from ilrsync.errors import ConfigError
    from ilrsync.operations.log_file import LogFile
    from ilrsync.operations.log_lines import ConsoleLines, JsonLines

    level = logging.getLevelName(settings.level.upper())
    in_json = settings.format == "json"
    form = JsonLines() if in_json else ConsoleLines(plain=settings.file is None and not service)
    if settings.file is None:
        terminal = logging.StreamHandler(sys.stderr)
        if not service and settings.level != "debug":
            level = max(level, logging.WARNING)
            terminal.addFilter(_is_news)
        _use(terminal, form, level)
        return
    try:
        _use(LogFile(settings), form, level)
    except OSError as error:
        raise ConfigError(
            f"[logging] file: {settings.file} cannot be opened: {durable.reason(error)}"
        ) from error


def _is_news(record: logging.LogRecord) -> bool:
    return not record.name.startswith(_TOLD_BY_COMMANDS)


def _use(handler: logging.Handler, form: logging.Formatter, level: int) -> None:
    _drop()
    handler.setFormatter(form)
    handler.setLevel(level)
    _handlers.append(handler)
    for name, least in _LEVELS.items():
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(max(level, least))


def _drop() -> None:
    while _handlers:
        handler = _handlers.pop()
        for name in _LEVELS:
            logging.getLogger(name).removeHandler(handler)
        handler.close()
