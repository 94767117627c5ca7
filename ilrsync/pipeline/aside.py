"""Files of the inbox that nothing can be made of, on their way into quarantine."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.errors import IlrsyncError, TransientError
from ilrsync.intake.quarantine import Quarantine
from ilrsync.ledger import ExportFile, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from ilrsync.config import Config, Source
    from ilrsync.intake.archive import Archive
    from ilrsync.intake.scan import Found
    from ilrsync.ledger import Export, Ledger, SeenFile
    from ilrsync.pipeline.look import Look

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Original:
    """A file to be set aside, and what the archive holds of it, if anything."""

    path: Path
    mark: str
    file: ExportFile | None


class Aside:
    """Sets files aside and says so; with ``hands_off`` it only says so."""

    def __init__(
        self, config: Config, ledger: Ledger, archive: Archive, now: dt.datetime, *, hands_off: bool
    ) -> None:
        self._quarantine = Quarantine(config.folders.quarantine)
        self._ledger = ledger
        self._archive = archive
        self._now = now
        self._hands_off = hands_off

    def export(self, source: Source, export: Export, reason: str, look: Look) -> Problem:
        """The files of *export* have left the inbox; told as one problem, not on record yet."""
        originals = [
            Original(source.place[0] / seen.path, seen.mark, seen.file)
            for seen in self._ledger.seen_files_of(export.id)
        ]
        return self.files(look, source, originals, export.set_key, reason)

    def files(
        self, look: Look, source: Source, originals: Sequence[Original], name: str, reason: str
    ) -> Problem:
        """*originals* are in quarantine; told as one problem, which is not on record yet."""
        places: dict[str, None] = {}
        for one in () if self._hands_off else originals:
            try:
                aside = self._quarantine.set_aside(
                    one.path,
                    source=source.name,
                    reason=reason,
                    now=self._now,
                    mark=one.mark,
                    copy=self._archive.place_of(one.file.archived) if one.file else None,
                    sha256=one.file.sha256 if one.file else "",
                )
            except IlrsyncError as error:
                reason = f"{reason}; {one.path.name} stays where it is: {error}"
            else:
                places[str(aside.path or aside.explanation)] = None
        where = next(iter(places), "")
        if len(places) > 1:
            where = f"{len(places)} files in {Path(where).parent}"
        look.problem(f"{reason} (set aside: {where})" if where else reason, name)
        warn(source, name, where)
        return Problem(source.name, name, reason, where)

    def finish(
        self, source: Source, export: Export, seen: SeenFile, found: Found, look: Look
    ) -> bool:
        """Whether *found*, of an *export* that was refused, is in quarantine and may go.

        One that is not there yet, as after a crash, is set aside now.
        """
        try:
            if self._quarantine.holds(found.path, source=source.name, sha256=seen.file.sha256):
                return True
        except TransientError:  # it was told when the export was refused
            return False
        self._ledger.add_problem(self.export(source, export, export.reason, look))
        return False

    def forget(self, source: Source) -> None:
        """What has left the inbox and was never part of an export does not wait for one any more.

        It is in quarantine, or somebody took it back; should it come again, it is taken again.
        """
        waiting = self._ledger.waiting_files(source.name)
        gone = [seen.path for seen in waiting if _has_gone(source.place[0] / seen.path)]
        if gone:
            self._ledger.forget_seen(source.name, gone)
        for path in gone:  # the archive has its copy, of which this line is the only word
            about = {"source": source.name, "file": path}
            log.info("a file that waited for others has left the inbox", extra=about)


def _has_gone(original: Path) -> bool:
    try:
        return not durable.FILES.exists(original)
    except OSError:  # out of reach, so nobody can tell
        return False


def warn(source: Source, name: str, set_aside: str = "") -> None:
    """The log says that the file *name* could not be taken."""
    # Without the reason, which may quote a cell; the ledger and the quarantine have it.
    log.warning(
        "a file could not be taken; `ilrsync status` says why",
        extra={"source": source.name, "file": name, "set_aside": set_aside},
    )
