"""Which files make one export: a file by itself, or a set that was delivered together.

A set is the files of one folder or of one zip that a set format recognises as its parts. In a
folder they must have been written within one window of time: this morning's learners and last
night's aims are two deliveries, and reading them as one would give a return that no one exported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ilrsync.contracts import Format, IntakeFile, SetFormat
from ilrsync.errors import ReadError
from ilrsync.intake.archive import Taken
from ilrsync.intake.files import LocalFile, ReadHeadings
from ilrsync.intake.sets import apart, generations, why_wait

Recognise = Callable[[IntakeFile], Format]
"""Gives the one format of a file, or raises `ReadError` when there is none or more than one."""

WINDOW = 15 * 60.0
"""Seconds between the oldest and the newest file of a set."""


@dataclass(frozen=True)
class Group:
    """One complete export.

    ``files`` are the parts of a set by part name, or one file under its own name. ``sha256`` is
    that of the file, or for a set that of its files' hashes, whatever their names.
    """

    format: Format
    name: str
    files: Mapping[str, Sequence[LocalFile]] = field(repr=False)
    taken: Sequence[Taken] = field(repr=False)

    @property
    def sha256(self) -> str:
        """The hash of the whole export."""
        return export_hash(file.sha256 for file in self.taken)

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(file.size for file in self.taken)

    @property
    def modified(self) -> float:
        """When the newest of its files was written, in seconds since 1970."""
        return max(file.modified for file in self.taken)


@dataclass(frozen=True)
class Waiting:
    """Parts of a set that make no export yet: held, neither read nor refused, and ``why``."""

    format: Format
    name: str
    why: str
    taken: Sequence[Taken] = field(repr=False)

    @property
    def message(self) -> str:
        """What people are told of it."""
        return f"{', '.join(file.name for file in self.taken)}: {self.why}"


@dataclass(frozen=True)
class Refused:
    """Files that no export can be made of, and why."""

    reason: ReadError
    taken: Sequence[Taken] = field(repr=False)


@dataclass(frozen=True)
class Grouping:
    """What the files of a source make; exports stand oldest first.

    ``unused`` are files that came in one zip with an export and are no part of it.
    """

    exports: Sequence[Group] = ()
    waiting: Sequence[Waiting] = ()
    refused: Sequence[Refused] = ()
    unused: Sequence[Refused] = ()


def group(
    files: Iterable[Taken],
    recognise: Recognise,
    headings: ReadHeadings,
    *,
    window: float = WINDOW,
) -> Grouping:
    """What *files*, all of one source, make.

    Files that are known to belong to an export are looked at again only as possible parts of a
    set with a file that is new.
    """
    exports: list[Group] = []
    waiting: list[Waiting] = []
    refused: list[Refused] = []
    unused: list[Refused] = []
    for delivery in _deliveries(files, window):
        claimed, unclaimed = _recognised(delivery, recognise, headings)
        before = len(exports)
        if delivery[0].zipped and _too_many(claimed):
            refused.append(Refused(_several(delivery), delivery))
            continue
        for found, parts in claimed:
            try:
                made, held = _made(found, parts, headings, window)
            except ReadError as reason:
                refused.append(Refused(reason, parts))
            else:
                exports += made
                waiting += held
        # A zip stands or falls as one: what is beside the export in it cannot be set aside alone.
        (unused if delivery[0].zipped and len(exports) > before else refused).extend(unclaimed)
    exports.sort(key=lambda export: (export.modified, export.name))
    return Grouping(exports, waiting, refused, unused)


def reopened(found: Format, files: Sequence[Taken], headings: ReadHeadings) -> Group:
    """The export that *files* are in the format *found*.

    Raises:
        ReadError: a file is no part of the set, or not one file is given for a format of one file.
    """
    ordered = sorted(files, key=lambda taken: taken.name)
    if not isinstance(found, SetFormat):
        if len(ordered) != 1:
            raise _several(ordered)
        return Group(
            found, ordered[0].name, {ordered[0].name: [local(ordered[0], headings)]}, ordered
        )
    parts: dict[str, list[LocalFile]] = {}
    for taken in ordered:
        part = found.part(local(taken, headings))
        if part is None:
            raise ReadError(
                f'the file is no part of a "{found.name}" set',
                file=taken.name,
                remedy="check that the plugin is the one that took it in",
            )
        parts.setdefault(part, []).append(local(taken, headings))
    return Group(found, _set_name(ordered), parts, ordered)


def local(taken: Taken, headings: ReadHeadings) -> LocalFile:
    """The archived copy of *taken*, as formats see it."""
    return LocalFile(taken.name, taken.path, headings)


def export_hash(hashes: Iterable[str]) -> str:
    """The hash of an export of files with *hashes*; of one file its own."""
    ordered = sorted(hashes)
    if len(ordered) == 1:
        return ordered[0]
    return hashlib.sha256("\n".join(ordered).encode("ascii")).hexdigest()


def _deliveries(files: Iterable[Taken], window: float) -> Iterator[list[Taken]]:
    """The files of each folder and each zip that has something new, oldest first."""
    places: dict[tuple[str, bool], list[Taken]] = {}
    for taken in files:
        places.setdefault((taken.delivery, taken.zipped), []).append(taken)
    for place in places.values():
        new = [taken.modified for taken in place if not taken.known]
        near = [
            taken
            for taken in place
            if not taken.known or any(abs(taken.modified - time) <= window for time in new)
        ]
        if new:
            yield sorted(near, key=lambda taken: (taken.modified, taken.name))


def _recognised(
    delivery: Sequence[Taken], recognise: Recognise, headings: ReadHeadings
) -> tuple[list[tuple[Format, list[Taken]]], list[Refused]]:
    """The files of *delivery* by format, those of one set format together, and the rest."""
    claimed: list[tuple[Format, list[Taken]]] = []
    sets: dict[str, list[Taken]] = {}
    formats, refused = _formats(delivery, recognise, headings)
    for place, taken in enumerate(delivery):
        found = formats.get(place)
        if found is None:
            continue
        if isinstance(found, SetFormat) and found.name in sets:
            sets[found.name].append(taken)
        elif isinstance(found, SetFormat):
            sets[found.name] = [taken]
            claimed.append((found, sets[found.name]))
        else:
            claimed.append((found, [taken]))
    return claimed, refused


def _formats(
    delivery: Sequence[Taken], recognise: Recognise, headings: ReadHeadings
) -> tuple[dict[int, Format], list[Refused]]:
    """The formats of the files of *delivery* by place in it, and the new files that have none.

    Files that are known are asked only where a new one may belong to the same set.
    """
    formats: dict[int, Format] = {}
    refused: list[Refused] = []
    for place, taken in sorted(enumerate(delivery), key=lambda one: one[1].known):
        if taken.known and not any(isinstance(one, SetFormat) for one in formats.values()):
            break
        try:
            formats[place] = recognise(local(taken, headings))
        except ReadError as reason:
            if not taken.known:
                refused.append(Refused(reason, [taken]))
    return formats, refused


def _too_many(claimed: Sequence[tuple[Format, Sequence[Taken]]]) -> bool:
    # The newest export of a source stands for all of it, so one zip cannot be two of them.
    return len(claimed) > 1


def _made(
    found: Format, files: Sequence[Taken], headings: ReadHeadings, window: float
) -> tuple[list[Group], list[Waiting]]:
    """The exports that *files*, all of the format *found*, make, and what has to wait."""
    if not isinstance(found, SetFormat):
        return [reopened(found, [file], headings) for file in files if not file.known], []
    parts = [(file, found.part(local(file, headings)) or "") for file in files]
    exports: list[Group] = []
    waiting: list[Waiting] = []
    for cluster in [parts] if files[0].zipped else apart(parts, found.required, window):
        for one in generations(cluster, found.required):
            taken = [file for file, _ in one]
            why = why_wait(one, found.required)
            if all(file.known for file in taken):
                continue
            if why:
                waiting.append(Waiting(found, _set_name(taken), why, taken))
            else:
                exports.append(reopened(found, taken, headings))
    return exports, waiting


def _set_name(files: Sequence[Taken]) -> str:
    return files[0].delivery or " + ".join(sorted(file.name for file in files))


def _several(files: Sequence[Taken]) -> ReadError:
    return ReadError(
        "several exports came as one",
        file=files[0].delivery or files[0].name,
        got=", ".join(file.name.rpartition("/")[2] for file in files),
        wanted="one export, or the parts of one set",
        remedy="deliver each export by itself",
    )
