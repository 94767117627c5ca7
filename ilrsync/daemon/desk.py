"""The folder where people put their answers, which are as good a reason to build as an export."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ilrsync.errors import TransientError
from ilrsync.pipeline.site import decision_files

if TYPE_CHECKING:
    from ilrsync.config import Config

log = logging.getLogger(__name__)

Papers = tuple[tuple[str, int, int], ...]
"""What lies there: name, size and time of each file."""


class Desk:
    """What lies in the folder of decisions, looked at again and again. Times are monotonic.

    A service that starts does not know what went into the last build, so whatever lies there is
    new to it; the build finds out that nothing is.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._papers: Papers = ()
        self._since = 0.0
        self._built: Papers = ()

    def look(self, monotonic: float) -> None:
        """What lies there now is known."""
        try:
            found = tuple(
                (path.name, about.st_size, about.st_mtime_ns)
                for path in decision_files(self._config)
                for about in (path.stat(),)
            )
        except (OSError, TransientError) as error:  # looked at again at the next turn
            log.debug("the decisions folder: %s", type(error).__name__)
            return
        if found != self._papers:
            self._papers, self._since = found, monotonic

    def has_new(self, monotonic: float) -> bool:
        """Whether something lies there that no build has seen, and nobody is still writing it."""
        still = monotonic - self._since >= self._config.watching.settle
        return bool(self._papers) and self._papers != self._built and still

    @property
    def papers(self) -> Papers:
        """What a build that begins now will see at least."""
        return self._papers

    def built(self, papers: Papers) -> None:
        """A build has seen *papers*."""
        self._built = papers
