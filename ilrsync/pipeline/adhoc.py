"""Files named on the command line, as inputs of one build that needs no configuration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.errors import ReadError
from ilrsync.formats.tables import headings
from ilrsync.intake.archive import Archive, Taken
from ilrsync.intake.files import unreadable
from ilrsync.intake.grouping import Group, group
from ilrsync.intake.zips import is_zip, unpack
from ilrsync.pipeline.inputs import Input

if TYPE_CHECKING:
    from ilrsync.host.manager import Host

_ANY_TIME = float("inf")


@dataclass(frozen=True)
class Named:
    """The inputs that the named files make, in the order given, and what could not be used.

    ``given`` are the paths as named; ``paths`` says under which of them each file of an input came.
    """

    inputs: Sequence[Input]
    refused: Sequence[ReadError]
    given: Sequence[Path]
    paths: Mapping[str, Path]


def named(paths: Sequence[Path], host: Host, room: Path) -> Named:
    """What *paths* make; zips are unpacked into *room*.

    Files that are parts of one set make one input, whenever they were written: whoever names them
    together means them together.
    """
    taken: list[Taken] = []
    refused: list[ReadError] = []
    found: dict[str, Path] = {}
    for path in paths:
        try:
            files = _taken(path, room)
        except ReadError as reason:
            refused.append(reason)
            continue
        taken += files
        found |= {one.name: path for one in files}
    grouping = group(taken, host.recognise, headings, window=_ANY_TIME)
    refused += [one.reason for one in grouping.refused]
    refused += [
        ReadError(one.why, file=one.name, remedy="name all files of the set")
        for one in grouping.waiting
    ]
    order = {path.name: number for number, path in enumerate(paths)}
    order |= {one.name: order[found[one.name].name] for one in taken}
    refused.sort(key=lambda reason: order.get(reason.file, len(order)))
    exports = sorted(grouping.exports, key=lambda one: min(order[file.name] for file in one.taken))
    inputs = [input_from(one, one.name, number) for number, one in enumerate(exports, 1)]
    return Named(inputs, refused, paths, found)


def input_from(export: Group, source: str, precedence: int) -> Input:
    """*export* as an input of *source*."""
    return Input(
        source=source,
        precedence=precedence,
        name=export.name,
        format=export.format,
        files=export.files,
        sha256=export.sha256,
        size=export.size,
    )


def _taken(path: Path, room: Path) -> list[Taken]:
    """The file at *path*, or the files in it if it is a zip."""
    try:
        if path.is_dir():
            raise ReadError(
                "a folder stands where a file is wanted",
                file=path.name or str(path),
                remedy="name the files in it",
            )
        about = path.stat()
        digest = durable.sha256(path)
    except FileNotFoundError as error:
        raise ReadError(
            "there is no such file", file=path.name, remedy="correct the path"
        ) from error
    except OSError as error:
        raise unreadable(error, path.name) from error
    if not about.st_size:
        raise ReadError("the file is empty", file=path.name, remedy="export it again")
    one = Taken(path.name, path, digest, about.st_size, about.st_mtime)
    return unpack(one, Archive(room), dt.datetime.now(dt.UTC)) if is_zip(one) else [one]
