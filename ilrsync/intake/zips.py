"""Zip files that hold an export: unpacked into the archive, never into a place they name."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from ilrsync.durable import CHUNK, FILES, Files
from ilrsync.errors import ReadError
from ilrsync.intake.names import safe_suffix
from ilrsync.intake.scan import not_for_us

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from ilrsync.intake.archive import Archive, Taken

MOST_ENTRIES = 1_000
MOST_BYTES = 4 * 1024**3
MOST_RATIO = 200
"""Exports of one college shrink some thirty times; far more than that is a bomb."""

_SMALL = 16 * 1024**2
"""Below this unpacked size no ratio does harm."""

_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,  # a method of packing that Python lacks, or a hidden password
    OSError,
    ValueError,
)


def is_zip(taken: Taken) -> bool:
    """Whether *taken* is a zip by name; an XLSX is one inside, but it is one file to people."""
    return taken.name.lower().endswith(".zip")


def unpack(
    taken: Taken, archive: Archive, now: dt.datetime, *, files: Files = FILES
) -> list[Taken]:
    """The files in the zip *taken*, each in the archive by itself, as one delivery.

    Raises:
        ReadError: the zip is damaged, encrypted, holds a zip or nothing, names places outside
            itself, or grows beyond all measure.
        TransientError: the archive's disk refused.
    """
    try:
        with files.open(taken.path) as file, zipfile.ZipFile(file) as opened:
            return [
                _unpacked(opened, member, taken, archive, now) for member in _members(opened, taken)
            ]
    except _DAMAGE as error:
        raise _refused(
            taken, "the zip is damaged", f"make it again ({type(error).__name__})"
        ) from error


def _members(opened: zipfile.ZipFile, taken: Taken) -> list[zipfile.ZipInfo]:
    entries = opened.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _refused(taken, f"the zip holds more than {MOST_ENTRIES} files", "send fewer")
    for entry in entries:
        _check_place(_inside(entry), taken)
    members = [entry for entry in entries if not _droppings(_inside(entry))]
    if not members:
        raise _refused(taken, "the zip holds no files", "make it again with the export in it")
    for member in members:
        _check(member, taken)
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES or total > max(_SMALL, MOST_RATIO * taken.size):
        raise _refused(
            taken, f"the zip would unpack to {total // 1024**2} MB", "deliver the files unpacked"
        )
    return sorted(members, key=_inside)


def _check_place(name: str, taken: Taken) -> None:
    parts = name.split("/")
    if not name or name.startswith("/") or ".." in parts or ":" in parts[0]:
        raise _refused(taken, "the zip names a place outside itself", "make it again")


def _check(member: zipfile.ZipInfo, taken: Taken) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise _refused(taken, "the zip is encrypted", "make it again without a password")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise _refused(taken, "the zip holds a link", "make it again with the files themselves")
    if member.filename.lower().endswith(".zip"):
        raise _refused(taken, "the zip holds another zip", "make it again with the files in it")


def _inside(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/")  # some Windows programs write it as their own


def _droppings(name: str) -> bool:
    # Folders have entries of their own, and macOS adds a folder to every zip.
    parts = name.split("/")
    return name.endswith("/") or "__MACOSX" in parts or any(map(not_for_us, parts))


def _unpacked(
    opened: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    taken: Taken,
    archive: Archive,
    now: dt.datetime,
) -> Taken:
    chunks = _chunks(opened, member, taken)
    path, sha256, size = archive.keep(chunks, safe_suffix(member.filename), now)
    return replace(
        taken,
        name=f"{taken.name}/{_inside(member)}",
        path=path,
        sha256=sha256,
        size=size,
        delivery=taken.name,
        zipped=True,
    )


def _chunks(opened: zipfile.ZipFile, member: zipfile.ZipInfo, taken: Taken) -> Iterator[bytes]:
    left = member.file_size
    try:
        with opened.open(member) as stream:
            while chunk := stream.read(CHUNK):
                left -= len(chunk)
                if left < 0:  # a size that lies is how a bomb gets past the look at sizes
                    raise _refused(taken, "the zip is larger inside than it says", "make it again")
                yield chunk
    except _DAMAGE as error:
        raise _refused(
            taken, "the zip is damaged", f"make it again ({type(error).__name__})"
        ) from error


def _refused(taken: Taken, problem: str, remedy: str) -> ReadError:
    return ReadError(problem, file=taken.name, remedy=remedy)
