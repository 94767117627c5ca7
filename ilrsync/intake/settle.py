"""When a file in an inbox may be taken: not on the first sight of it, and never half of it.

Two ways of finding out. `Settling` is for the service, which looks again and again and never gives
a file up. `in_one_pass` is for ``ilrsync sync``, which somebody starts when the exports are there:
it takes at once what has its end, and looks a second time at the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ilrsync import durable
from ilrsync.intake.complete import Probe
from ilrsync.intake.scan import Found, scan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.config import Source, Watching
    from ilrsync.intake.scan import Scan

Settled = Callable[["Source", Sequence[Found]], Mapping[str, str]]
"""Asked of files that may be new: why each that has to wait does, by name."""

STILL_WRITTEN = "it is still being written"
JUST_COME = "it has not been still for long enough"
HELD = "another program has it open"


class Asked(Protocol):
    """What `Settling` asks of a file; a test can answer in place of the disk."""

    def held(self, found: Found) -> bool:
        """Whether another program is writing to *found*."""
        ...

    def marked(self, found: Found, marker: str) -> bool:
        """Whether the *marker* of *found* has come."""
        ...

    def unfinished(self, found: Found) -> str:
        """What is missing at the end of *found*."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """When files of one source count as whole; seconds, and the marker if it has one."""

    settle: float
    patience: float
    marker: str = ""


@dataclass(slots=True)
class _Seen:
    """A file as it was at the look from which it has been still."""

    found: Found
    since: float
    why: str = JUST_COME
    handed: bool = False

    def same(self, found: Found) -> bool:
        return (self.found.mark, self.found.changed) == (found.mark, found.changed)


@dataclass
class Settling:
    """The files of one source from look to look. Times are of one clock that never goes back."""

    terms: Terms
    asked: Asked = field(default_factory=Probe)
    _seen: dict[str, _Seen] = field(default_factory=dict, repr=False)

    def look(self, files: Iterable[Found], now: float) -> None:
        """*files* is all that the source's folder holds at the time *now*."""
        before, self._seen = self._seen, {}
        for found in files:
            seen = before.get(found.name)
            if seen is None or not seen.same(found):
                seen = _Seen(found, now)
                if self.terms.marker:
                    seen.why = self._why(seen, now)
            elif seen.why:
                seen.why = self._why(seen, now)
            self._seen[found.name] = seen

    def why_wait(self, found: Found) -> str:
        """Why *found* is not to be taken now; empty when it is."""
        seen = self._seen.get(found.name)
        if seen is None:
            return JUST_COME
        return seen.why if seen.same(found) else STILL_WRITTEN

    @property
    def ready(self) -> list[Found]:
        """Files that may be taken and were not handed over yet."""
        return [seen.found for seen in self._seen.values() if not seen.why and not seen.handed]

    @property
    def waiting(self) -> dict[str, str]:
        """By name, why each file that may not be taken yet has to wait."""
        return {name: seen.why for name, seen in self._seen.items() if seen.why}

    def handed(self, files: Iterable[Found]) -> None:
        """*files* were taken or refused; each is ready again only when it changes."""
        for found in files:
            seen = self._seen.get(found.name)
            if seen is not None and seen.same(found):
                seen.handed = True

    def _why(self, seen: _Seen, now: float) -> str:
        if self.terms.marker:
            missing = not self.asked.marked(seen.found, self.terms.marker)
            return f"its marker ({self.terms.marker}) has not come" if missing else ""
        still = now - seen.since
        if still < self.terms.settle:
            return JUST_COME
        if self.asked.held(seen.found):
            return HELD
        return self.asked.unfinished(seen.found) if still < self.terms.patience else ""


def terms_of(source: Source, watching: Watching) -> Terms:
    """The terms of *source*: its own, else those for the kind of disk that it delivers to."""
    far = source.watch == "polling" or durable.network(source.place[0])
    usual = watching.settle_network if far else watching.settle
    settle = usual if source.settle is None else source.settle
    return Terms(settle, max(watching.patience, settle), source.marker)


def looked_at(source: Source) -> Scan:
    """What lies where *source* delivers, but for what it ignores and its markers.

    Raises:
        ConfigError: its folder is a file.
        TransientError: its folder is not there or cannot be listed, as when a share is away.
    """
    folder, pattern = source.place
    markers = [f"*{source.marker}"] if source.marker else []
    return scan(folder, pattern, ignore=[*source.ignore, *markers])


def in_one_pass(
    files: Sequence[Found],
    terms: Terms,
    *,
    probe: Probe | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, str]:
    """Why each of *files* that has to wait does, by name, found out with one *pause* at most.

    A file that has its end is taken. One whose end is missing, or that another program has open, is
    looked at again after the source's settling time: if it has changed somebody is still writing
    it, and if not it is taken as it is, so that its reader can say what is wrong with it.
    """
    probe = probe or Probe()
    if terms.marker:
        return {
            found.name: f"its marker ({terms.marker}) has not come"
            for found in files
            if not probe.marked(found, terms.marker)
        }
    doubtful = [found for found in files if probe.held(found) or probe.unfinished(found)]
    if doubtful:
        pause(terms.settle)
    why: dict[str, str] = {}
    for found in doubtful:
        if not probe.unchanged(found):
            why[found.name] = STILL_WRITTEN
        elif probe.held(found):
            why[found.name] = HELD
    return why
