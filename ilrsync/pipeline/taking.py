"""From a source's folder into the archive and the ledger; nothing is read as data here.

Every file is copied and recorded before anybody looks at what it says. What cannot be an export is
set aside with an explanation, and what does not make a whole export yet waits.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.contracts import SetFormat
from ilrsync.errors import ConfigError, IlrsyncError, ReadError, TransientError
from ilrsync.formats.tables import headings
from ilrsync.intake.archive import Archive, Taken, delivery_of
from ilrsync.intake.grouping import WINDOW, Group, group
from ilrsync.intake.settle import Settled, in_one_pass, looked_at, terms_of
from ilrsync.intake.zips import is_zip, unpack
from ilrsync.ledger import Export, ExportFile, ExportState, Ledger, Problem, SeenFile
from ilrsync.pipeline.aside import Aside, Original, warn
from ilrsync.pipeline.half_way import bring_back
from ilrsync.pipeline.look import Look
from ilrsync.pipeline.plan import Progress, no_progress

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from ilrsync.config import Config, Source
    from ilrsync.contracts import Format, IntakeFile
    from ilrsync.host.manager import Host
    from ilrsync.intake.scan import Found, Scan

log = logging.getLogger(__name__)

_BESIDE = "nothing in it is used, unlike what else is in the zip"
_INCOMPLETE = "waiting for a file of the same delivery that could not be taken"


class Taking:
    """Takes what the sources of a configuration deliver.

    With ``hands_off`` nothing is moved in the inbox: files that would be set aside are only named,
    and what the archive ``behind`` holds need not be in the configured one. ``settled`` decides
    which new files have to wait; left out, `in_one_pass` does.
    """

    def __init__(
        self,
        config: Config,
        host: Host,
        ledger: Ledger,
        now: dt.datetime,
        *,
        hands_off: bool = False,
        behind: Path | None = None,
        settled: Settled | None = None,
        progress: Progress = no_progress,
    ) -> None:
        self._settled = settled
        self._config = config
        self._host = host
        self._ledger = ledger
        self._now = now
        self._hands_off = hands_off
        self._signs = _Signs(progress)
        self._folder = behind or config.folders.archive
        self._archive = Archive(config.folders.archive, behind=behind, each=self._signs.one)
        self._found: dict[str, Sequence[Found]] = {}
        self._known_files: dict[str, dict[str, SeenFile]] = {}
        self._aside = Aside(config, ledger, self._archive, now, hands_off=hands_off)

    def look(self, source: Source) -> Look:
        """Everything in the folder of *source* is archived, and whole exports are offered."""
        look = Look(source.name)
        try:
            seen = self._looked_at(source, look)
        except (ConfigError, TransientError) as error:
            look.again = True
            self._problem(look, source, str(source.place[0]), str(error))
            return look
        self._found[source.name] = seen.files
        self._ask_of(source)
        for reason in seen.problems:
            self._problem(look, source, reason.file, str(reason))
        waiting = self._waiting(source, seen.files)
        look.waiting += [f"{source.name}: {name}: {why}" for name, why in waiting.items()]
        found = {one.name: one for one in seen.files if one.name not in waiting}
        near = self._near_new(source, found.values())
        taken = [one for file in near for one in self._take(look, source, file)]
        self._offer(look, source, taken, found)
        self._aside.forget(source)
        return look

    def clean_up(self) -> None:
        """Copies that a crash cut off are gone; only for whoever holds the lock.

        Raises:
            TransientError: the archive is empty although the ledger knows what lay in it, so that
                new copies would go where nobody finds them.
        """
        known = any(self._ledger.newest_export(one.name) for one in self._config.source)
        if known and self._archive.empty():
            raise TransientError(
                f"the archive {self._folder} is empty, and the ledger knows exports in it; check"
                " that its drive is connected, or put back a copy of it"
            )
        self._archive.remove_leftovers()

    def refuse(self, source: Source, export: Export, reason: str, look: Look, form: Format) -> None:
        """*export*, read in the format *form*, is refused and its files have left the inbox.

        The ledger hears of it last, so that after a crash it is all done again, to the same end.
        """
        problem = self._aside.export(source, export, reason, look)
        self._ledger.export_refused(
            export.id, reason, format=form.name, format_version=form.version, problem=problem
        )

    def clear(self, source: Source, look: Look) -> None:
        """Originals that nobody needs any more have left the inbox of *source*.

        That is also what an earlier pass was kept from doing. Only files as they were at the last
        `look` are touched.
        """
        if self._hands_off or source.name not in self._found:
            return
        self._ask_of(source)
        states = self._ledger.export_states(source.name)
        for found in self._found[source.name]:
            seen = self._seen(source, found)
            if seen is None or seen.export is None:
                continue
            state = states[seen.export]
            if state is ExportState.REFUSED:
                export = self._ledger.export(seen.export)
                if self._aside.finish(source, export, seen, found, look):
                    self._archive.release(found, self._known(seen, found))
            elif state is not ExportState.OFFERED and source.originals == "remove":
                self._signs.doing = f"removing {found.name}"
                self._archive.release(found, self._known(seen, found))

    def taken_of(self, export: Export) -> list[Taken]:
        """The archived files of *export*, as grouping knows them."""
        return [
            Taken(
                name=file.name,
                path=self._archive.place_of(file.archived),
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

    def _looked_at(self, source: Source, look: Look) -> Scan:
        seen = looked_at(source)
        if self._hands_off:
            return seen
        back = bring_back(source, seen.ignored, self._ledger, self._archive, self._aside, look)
        return looked_at(source) if back else seen

    def _near_new(self, source: Source, files: Collection[Found]) -> list[Found]:
        """Those of *files* that are of no export yet or may be of one set with such a file.

        A source may keep its originals, so that most of what lies there was taken long ago.
        """
        known = self._known_files[source.name]
        new = sorted(
            one.modified
            for one in files
            if self._seen(source, one) is None or known[one.name].export is None
        )

        def is_near(one: Found) -> bool:
            place = bisect_left(new, one.modified - WINDOW)
            return place < len(new) and new[place] <= one.modified + WINDOW

        return [one for one in files if is_near(one)]

    def _take(self, look: Look, source: Source, found: Found) -> list[Taken]:
        """The files that *found* is or holds, from the archive."""
        try:
            taken = self._archived(source, found)
            if taken.known or not is_zip(taken):
                return [taken]
            return unpack(taken, self._archive, self._now)
        except ReadError as error:
            if durable.trouble(error) is None:
                self._refuse_files(look, source, [found], found.name, str(error))
            else:
                self._postpone(look, source, found.name, error)
        except TransientError as error:
            self._postpone(look, source, found.name, error)
        return []

    def _waiting(self, source: Source, files: Sequence[Found]) -> Mapping[str, str]:
        """Why each of *files* that is not in the archive and has to wait does, by name."""
        new = [one for one in files if self._seen(source, one) is None]
        if self._settled is not None:
            return self._settled(source, new)
        return in_one_pass(new, terms_of(source, self._config.watching)) if new else {}

    def _ask_of(self, source: Source) -> None:
        """What the ledger knows of the files in the folder of *source*, in one question."""
        names = [found.name for found in self._found[source.name]]
        self._known_files[source.name] = self._ledger.seen_files(source.name, names)

    def _seen(self, source: Source, found: Found) -> SeenFile | None:
        """What the ledger knows of *found* as it is now."""
        seen = self._known_files[source.name].get(found.name)
        if seen is None or (seen.mark, seen.changed) != (found.mark, found.changed):
            return None
        return seen

    def _archived(self, source: Source, found: Found) -> Taken:
        seen = self._seen(source, found)
        if seen is not None:
            return self._known(seen, found)
        if not found.size:
            raise ReadError("the file is empty", file=found.name, remedy="export it again")
        self._signs.doing = f"archiving {found.name}"
        before = self._known_files[source.name].get(found.name)
        taken = self._archive.take(
            found, self._now, before=None if before is None else self._known(before, found)
        )
        seen = self._ledger.file_archived(
            source.name, found.name, found.mark, self._kept(taken), changed=found.changed
        )
        self._known_files[source.name][found.name] = seen
        about = {"source": source.name, "file": found.name, "size": taken.size}
        log.info("a file is in the archive", extra={**about, "sha256": taken.sha256})
        return replace(taken, known=seen.export is not None)

    def _offer(
        self, look: Look, source: Source, taken: Sequence[Taken], found: dict[str, Found]
    ) -> None:
        taken = self._without_leftovers(source, taken)
        grouping = group(taken, lambda file: self.recognise(source, file), headings)
        for refused in (*grouping.refused, *grouping.unused):
            paths = _delivered(refused.taken, found)
            if durable.trouble(refused.reason) is not None:
                for path in paths:
                    self._postpone(look, source, path, refused.reason)
            elif refused in grouping.unused:
                name = refused.taken[0].name
                self._problem(look, source, name, f"{refused.reason}; {_BESIDE}")
            else:
                files = [found[path] for path in paths]
                self._refuse_files(look, source, files, ", ".join(paths), str(refused.reason))
        look.waiting += [f"{source.name}: {one.message}" for one in grouping.waiting]
        for one in grouping.exports:
            if isinstance(one.format, SetFormat) and look.holds(one.taken):
                names = ", ".join(each.name for each in one.taken)
                look.waiting.append(f"{source.name}: {names}: {_INCOMPLETE}")
            else:
                look.new.append(self._offered(source, one, found))
        about = {"source": source.name, "files": len(found), "exports": len(grouping.exports)}
        log.debug("a folder was looked into", extra={**about, "waiting": len(grouping.waiting)})

    def _without_leftovers(self, source: Source, taken: Sequence[Taken]) -> Sequence[Taken]:
        """*taken* less what a crash kept from leaving with the rest of its export.

        Parts of a set that stayed alone would pass for those of the delivery that is coming.
        """
        known = self._known_files[source.name]
        if all(one.known for one in taken) or not any(one.known for one in taken):
            return taken
        states = self._ledger.export_states(source.name)
        leaves = {ExportState.REFUSED}
        if source.originals == "remove":
            leaves |= {ExportState.ACCEPTED, ExportState.SUPERSEDED}
        return [
            one
            for one in taken
            if not one.known or states.get(known[one.name].export or 0) not in leaves
        ]

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
            path=self._archive.place_of(seen.file.archived),
            sha256=seen.file.sha256,
            size=seen.file.size,
            modified=found.modified,
            delivery=delivery_of(found.name),
            known=seen.export is not None,
        )

    def _kept(self, taken: Taken) -> ExportFile:
        archived = self._archive.name_of(taken.path)
        return ExportFile(taken.name, taken.sha256, taken.size, archived)

    def _refuse_files(
        self, look: Look, source: Source, files: Sequence[Found], name: str, reason: str
    ) -> None:
        """*files*, of which no export can be made, are in quarantine and on record as a problem."""
        originals = []
        for found in files:
            seen = self._seen(source, found)
            originals.append(Original(found.path, found.mark, seen.file if seen else None))
        self._ledger.add_problem(self._aside.files(look, source, originals, name, reason))

    def _postpone(self, look: Look, source: Source, name: str, error: IlrsyncError) -> None:
        """The file *name* stays where it is, to be taken at a later look."""
        look.hold(name)
        self._problem(look, source, name, str(error))

    def _problem(self, look: Look, source: Source, name: str, reason: str) -> None:
        look.problem(reason, name)
        warn(source, name)
        self._ledger.add_problem(Problem(source.name, name, reason))


class _Signs:
    """Signs of life of what is being done with one file."""

    def __init__(self, progress: Progress) -> None:
        self.doing = ""
        self._progress = progress

    def one(self) -> None:
        """A piece more has been done."""
        self._progress(self.doing, 0)


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
