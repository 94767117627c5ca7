"""From a source's folder into the archive and the ledger; nothing is read as data here.

Every file is copied and recorded before anybody looks at what it says. What cannot be an export is
set aside with an explanation, and what does not make a whole export yet waits.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.errors import ConfigError, IlrsyncError, ReadError, TransientError
from ilrsync.formats.tables import headings
from ilrsync.intake.archive import Archive, Taken, delivery_of
from ilrsync.intake.grouping import Group, group
from ilrsync.intake.quarantine import Quarantine
from ilrsync.intake.settle import Settled, in_one_pass, looked_at, terms_of
from ilrsync.intake.zips import is_zip, unpack
from ilrsync.ledger import Export, ExportFile, Ledger, Problem, SeenFile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from ilrsync.config import Config, Source
    from ilrsync.contracts import Format, IntakeFile
    from ilrsync.host.manager import Host
    from ilrsync.intake.scan import Found

log = logging.getLogger(__name__)


@dataclass
class Look:
    """What one look at a source's folder came to, in words for people.

    ``again`` says that something could not be taken for a reason that may pass.
    """

    source: str
    new: list[Export] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    again: bool = False


class Taking:
    """Takes what the sources of a configuration deliver.

    With ``hands_off`` nothing is moved in the inbox: files that would be set aside are only named.
    ``settled`` decides which new files have to wait; left out, `in_one_pass` does.
    """

    def __init__(
        self,
        config: Config,
        host: Host,
        ledger: Ledger,
        now: dt.datetime,
        *,
        hands_off: bool = False,
        settled: Settled | None = None,
    ) -> None:
        self._settled = settled or self._in_one_pass
        self._config = config
        self._host = host
        self._ledger = ledger
        self._now = now
        self._hands_off = hands_off
        self._folder = config.folders.archive
        self._archive = Archive(self._folder)
        self._quarantine = Quarantine(config.folders.quarantine)

    def look(self, source: Source) -> Look:
        """Everything in the folder of *source* is archived, and whole exports are offered."""
        look = Look(source.name)
        try:
            seen = looked_at(source)
        except (ConfigError, TransientError) as error:
            look.again = True
            self._problem(look, source, str(source.place[0]), str(error))
            return look
        for reason in seen.problems:
            self._problem(look, source, reason.file, str(reason))
        waiting = self._waiting(source, seen.files)
        look.waiting += [f"{source.name}: {name}: {why}" for name, why in waiting.items()]
        found = {one.name: one for one in seen.files if one.name not in waiting}
        taken = [one for file in found.values() for one in self._take(look, source, file)]
        self._offer(look, source, taken, found)
        return look

    def clean_up(self) -> None:
        """Copies that a crash cut off are gone; only for whoever holds the lock."""
        self._archive.remove_leftovers()

    def set_aside(self, source: Source, export: Export, reason: str, look: Look) -> None:
        """The files of a refused *export* leave the inbox, with *reason* beside them."""
        files = [
            (source.place[0] / seen.path, seen.file)
            for seen in self._ledger.seen_files_of(export.id)
        ]
        self._move_aside(look, source, files, export.set_key, reason)

    def release(self, source: Source, export: Export) -> None:
        """The originals of *export*, which is safe in the archive and used, leave the inbox."""
        if source.originals != "remove" or self._hands_off:
            return
        found = {one.name: one for one in looked_at(source).files}
        for seen in self._ledger.seen_files_of(export.id):
            original = found.get(seen.path)
            if original is not None and original.mark == seen.mark:
                self._archive.release(original, self._known(seen, original))

    def taken_of(self, export: Export) -> list[Taken]:
        """The archived files of *export*, as grouping knows them."""
        return [
            Taken(
                name=file.name,
                path=self._folder / file.archived,
                sha256=file.sha256,
                size=file.size,
                modified=0.0,
                delivery=delivery_of(file.name),
                known=True,
            )
            for file in export.files
        ]

    def recognise(self, source: Source, file: IntakeFile) -> Format:
        """The format of *file*: the one that *source* names, or the one that claims it.

        Raises:
            ReadError: it is in no format, in several, or not in the one named.
        """
        if source.format == "auto":
            return self._host.recognise(file)
        wanted = self._host.format(source.format)
        if not wanted.matches(file):
            raise ReadError(
                f'the file is not in the format "{source.format}"',
                file=file.name,
                remedy=f'deliver that format, or set format = "auto" for source "{source.name}"',
            )
        return wanted

    def _take(self, look: Look, source: Source, found: Found) -> list[Taken]:
        """The files that *found* is or holds, from the archive."""
        try:
            taken = self._archived(source, found)
            if taken.known or not is_zip(taken):
                return [taken]
            return unpack(taken, self._archive, self._now)
        except ReadError as error:
            self._move_aside(look, source, [(found.path, None)], found.name, str(error))
        except TransientError as error:
            look.again = True
            self._problem(look, source, found.name, str(error))
        return []

    def _waiting(self, source: Source, files: Sequence[Found]) -> Mapping[str, str]:
        """Why each of *files* that is not in the archive and has to wait does, by name."""
        return self._settled(source, [one for one in files if self._seen(source, one) is None])

    def _in_one_pass(self, source: Source, files: Sequence[Found]) -> Mapping[str, str]:
        return in_one_pass(files, terms_of(source, self._config.watching)) if files else {}

    def _seen(self, source: Source, found: Found) -> SeenFile | None:
        """What the ledger knows of *found* as it is now."""
        seen = self._ledger.seen_file(source.name, found.name)
        if seen is None or (seen.mark, seen.changed) != (found.mark, found.changed):
            return None
        return seen

    def _archived(self, source: Source, found: Found) -> Taken:
        seen = self._seen(source, found)
        if seen is not None:
            return self._known(seen, found)
        if not found.size:
            raise ReadError("the file is empty", file=found.name, remedy="export it again")
        taken = self._archive.take(found, self._now)
        seen = self._ledger.file_archived(
            source.name, found.name, found.mark, self._kept(taken), changed=found.changed
        )
        about = {"source": source.name, "file": found.name, "size": taken.size}
        log.info("a file is in the archive", extra={**about, "sha256": taken.sha256})
        return replace(taken, known=seen.export is not None)

    def _offer(
        self, look: Look, source: Source, taken: Sequence[Taken], found: dict[str, Found]
    ) -> None:
        grouping = group(taken, lambda file: self.recognise(source, file), headings)
        for refused in grouping.refused:
            paths = _delivered(refused.taken, found)
            files = [(found[path].path, None) for path in paths]
            self._move_aside(look, source, files, ", ".join(paths), str(refused.reason))
        look.waiting += [f"{source.name}: {one.message}" for one in grouping.waiting]
        look.new += [self._offered(source, one, found) for one in grouping.exports]
        about = {"source": source.name, "files": len(found), "exports": len(grouping.exports)}
        log.debug("a folder was looked into", extra={**about, "waiting": len(grouping.waiting)})

    def _offered(self, source: Source, export: Group, found: dict[str, Found]) -> Export:
        return self._ledger.export_offered(
            source.name,
            export.sha256,
            [self._kept(one) for one in export.taken],
            paths=_delivered(export.taken, found),
            set_key=export.name,
        )

    def _known(self, seen: SeenFile, found: Found) -> Taken:
        return Taken(
            name=found.name,
            path=self._folder / seen.file.archived,
            sha256=seen.file.sha256,
            size=seen.file.size,
            modified=found.modified,
            delivery=delivery_of(found.name),
            known=seen.export is not None,
        )

    def _kept(self, taken: Taken) -> ExportFile:
        archived = taken.path.relative_to(self._folder).as_posix()
        return ExportFile(taken.name, taken.sha256, taken.size, archived)

    def _move_aside(
        self,
        look: Look,
        source: Source,
        files: Sequence[tuple[Path, ExportFile | None]],
        name: str,
        reason: str,
    ) -> None:
        """Originals, each with its archived copy, are in quarantine; told as one problem."""
        places: dict[str, None] = {}
        for original, file in () if self._hands_off else files:
            try:
                aside = self._quarantine.set_aside(
                    original,
                    source=source.name,
                    reason=reason,
                    now=self._now,
                    copy=self._folder / file.archived if file else None,
                    sha256=file.sha256 if file else "",
                )
            except IlrsyncError as error:
                reason = f"{reason}; {original.name} stays where it is: {error}"
            else:
                places[str(aside.path or aside.explanation)] = None
        where = next(iter(places), "")
        if len(places) > 1:
            where = f"{len(places)} files in {Path(where).parent}"
        self._problem(look, source, name, reason, where)

    def _problem(
        self, look: Look, source: Source, name: str, reason: str, set_aside: str = ""
    ) -> None:
        where = f" (set aside: {set_aside})" if set_aside else ""
        look.problems.append(f"{source.name}: {reason}{where}")
        self._ledger.add_problem(Problem(source.name, name, reason, set_aside))
        # Without the reason, which may quote a cell; the ledger and the quarantine have it.
        log.warning(
            "a file could not be taken; `ilrsync status` says why",
            extra={"source": source.name, "file": name, "set_aside": set_aside},
        )


def _delivered(taken: Sequence[Taken], found: dict[str, Found]) -> list[str]:
    """The paths in the inbox that *taken* came from; of a file out of a zip, the zip's."""
    paths: dict[str, None] = {}
    for one in taken:
        path = one.name
        while path not in found and "/" in path:
            path = path.rpartition("/")[0]
        if path in found:
            paths[path] = None
    return list(paths)
