"""Where log lines go: to standard error, until a configuration says otherwise."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.config import LogSettings

_OURS = logging.getLogger("ilrsync")
_handlers: list[logging.Handler] = []


@contextmanager
def running() -> Iterator[None]:
    """Warnings of the block are told on standard error; afterwards nothing is left open."""
    _use(logging.StreamHandler(sys.stderr), "ilrsync: %(message)s", logging.WARNING)
    try:
        yield
    finally:
        _drop()


def follow(settings: LogSettings) -> None:
    """From now on lines go where *settings* say.

    Raises:
        OSError: The file cannot be opened.
    """
    level = logging.getLevelName(settings.level.upper())
    if settings.file is None:
        _use(logging.StreamHandler(sys.stderr), "ilrsync: %(message)s", level)
        return
    from ilrsync import durable

    durable.make_folders(settings.file.parent)
    settings.file.touch(mode=0o600)  # other users of the machine have no business in it
    handler = logging.FileHandler(settings.file, encoding="utf-8")
    _use(handler, "%(asctime)s %(levelname)s %(name)s: %(message)s", level)


def _use(handler: logging.Handler, form: str, level: int) -> None:
    _drop()
    handler.setFormatter(logging.Formatter(form))
    handler.setLevel(level)
    _handlers.append(handler)
    _OURS.addHandler(handler)
    _OURS.setLevel(level)


def _drop() -> None:
    while _handlers:
        handler = _handlers.pop()
        _OURS.removeHandler(handler)
        handler.close()
