"""A log file that is renamed when it has grown, whoever else writes to it."""

from __future__ import annotations

import logging.handlers
import os
import time
from contextlib import suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import durable

if TYPE_CHECKING:
    from ilrsync.config import LogSettings

_MB = 1 << 20
_TRY_AGAIN = 60.0


class LogFile(logging.handlers.RotatingFileHandler):
    """Lines go to the file that *settings* name; other users of the machine may not read it.

    The service and a command may write to one file at once, and logrotate may rename it: a file
    that was renamed by another is left for the new one. Where it cannot be renamed, as on Windows
    while another process has it open, it grows on until it can.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, settings: LogSettings) -> None:
        assert settings.file is not None  # noqa: S101 - callers ask only for a file that is named
        durable.make_folders(settings.file.parent)
        self._not_before = 0.0
        super().__init__(
            settings.file,
            maxBytes=settings.rotate_mb * _MB,
            backupCount=settings.rotate_keep,
            encoding="utf-8",
        )

    def emit(self, record: logging.LogRecord) -> None:
        """The line of *record* stands at the end of the file of that name."""
        if self.stream is not None and self._was_renamed(self.stream):
            self.stream.close()
            self.stream = self._open()
        super().emit(record)

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - the library's name
        """Whether the line of *record* belongs into a new file."""
        return time.monotonic() >= self._not_before and bool(super().shouldRollover(record))

    def doRollover(self) -> None:  # noqa: N802 - the library's name
        """The file is called NAME.1, older ones have moved on by one, and a new one is open.

        The newest is renamed first: were it last and refused, every attempt would move the older
        ones on and lose one.
        """
        if self.stream is not None:
            self.stream.close()
        aside = self._numbered(0)
        try:
            self._path.replace(aside)
            for number in range(self.backupCount - 1, -1, -1):
                with suppress(FileNotFoundError):
                    self._numbered(number).replace(self._numbered(number + 1))
        except OSError:
            self._not_before = time.monotonic() + _TRY_AGAIN
        self.stream = self._open()

    def _open(self) -> TextIOWrapper:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        file = FileIO(self.baseFilename, "a", opener=private)
        return TextIOWrapper(BufferedWriter(file), encoding="utf-8")

    def _was_renamed(self, stream: TextIOWrapper) -> bool:
        try:
            return not os.path.samestat(os.fstat(stream.fileno()), self._path.stat())
        except OSError:
            return not self._path.exists()

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")

    @property
    def _path(self) -> Path:
        return Path(self.baseFilename)
