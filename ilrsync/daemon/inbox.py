"""The folder of one source, looked into again and again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.daemon.health import SourceHealth
from ilrsync.errors import ConfigError, TransientError
from ilrsync.intake.leaving import left_half_way
from ilrsync.intake.settle import Settling, looked_at, terms_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from ilrsync.config import Source, Watching
    from ilrsync.daemon.watching import Mode
    from ilrsync.intake.scan import Found

log = logging.getLogger(__name__)

_NOT_SOONER = 1.0
"""Seconds between two looks, however many events come: a file being written makes thousands."""

AT_ONCE = float("-inf")


class Inbox:
    """What one source delivers, and which of it may be taken. Times are of the monotonic clock."""

    def __init__(self, source: Source, watching: Watching) -> None:
        self.source = source
        self.due = AT_ONCE
        self.not_before = AT_ONCE
        self._watching = watching
        self._settling = Settling(terms_of(source, watching))
        self._network = bool(durable.network(source.place[0])) or source.watch == "polling"
        self._looked = AT_ONCE
        self._others = False
        self._half_way = False
        self._unavailable = ""
        self._last_scan: dt.datetime | None = None

    def wake(self) -> None:
        """Something has happened here, so it is looked into soon."""
        self.due = min(self.due, self._looked + _NOT_SOONER)

    def look(self, monotonic: float, now: dt.datetime, mode: Mode) -> None:
        """The files are as they lie there now, and the time of the next look is set."""
        self._looked = monotonic
        try:
            scan = looked_at(self.source)
        except (ConfigError, TransientError) as error:
            self._away(str(error))
        else:
            if not (scan.files or scan.ignored) and self._emptied_by_nobody():
                self._away("its folder is suddenly empty, as a share is that is not connected")
            else:
                self._there(scan.files, monotonic, now)
                self._others = bool(scan.ignored)
                self._half_way = bool(left_half_way(scan.ignored))
        self.due = monotonic + self._pause(mode)

    @property
    def ready(self) -> list[Found]:
        """Files that have come to rest and were not handed over yet."""
        return [] if self._unavailable else self._settling.ready

    @property
    def has_work(self) -> bool:
        """Whether a pass would find something to do: files at rest, or one cut off as it left."""
        return bool(self.ready) or (self._half_way and not self._unavailable)

    @property
    def queue(self) -> int:
        """How many files are still to be taken."""
        return len(self._settling.ready) + len(self._settling.waiting)

    def why_wait(self, files: Sequence[Found]) -> Mapping[str, str]:
        """Why each of *files* that is not to be taken now has to wait."""
        why = {found.name: self._settling.why_wait(found) for found in files}
        return {name: text for name, text in why.items() if text}

    def handed(self, files: Sequence[Found]) -> None:
        """*files* were taken or refused, and what was cut off as it left has its name again."""
        self._half_way = False
        self._settling.handed(files)

    def health(self, mode: Mode) -> SourceHealth:
        """How this source stands."""
        return SourceHealth(
            watch=mode.watch,
            why=mode.why,
            last_scan=self._last_scan,
            unavailable=self._unavailable,
            waiting=self._settling.waiting,
        )

    def _there(self, files: Sequence[Found], monotonic: float, now: dt.datetime) -> None:
        if self._unavailable:
            log.warning("source %s: its folder is there again", self.source.name)
        self._unavailable = ""
        self._last_scan = now
        self._settling.look(files, monotonic)

    def _away(self, why: str) -> None:
        if not self._unavailable:
            log.warning("source %s: %s", self.source.name, why)
        self._unavailable = why

    def _emptied_by_nobody(self) -> bool:
        """Whether files are gone from a share that nobody had a reason to take away yet."""
        return self._network and (self._others or self.queue > 0)

    def _pause(self, mode: Mode) -> float:
        usual: float = self._watching.rescan
        if mode.watch == "polling" or self._unavailable:
            usual = min(usual, self._watching.poll)
        if self._settling.waiting:
            terms = self._settling.terms
            still = self._watching.poll if terms.marker else max(terms.settle, _NOT_SOONER)
            usual = min(usual, still)
        return usual
