"""What a function said was done is still so when the power goes right after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ilrsync import durable
from ilrsync.durable import Files
from ilrsync.intake.archive import Archive
from ilrsync.intake.quarantine import Quarantine
from ilrsync.intake.scan import found_file
from tests.crash.lost_writes import LostWrites
from tests.intake.files import NOW, put

if TYPE_CHECKING:
    from pathlib import Path

_CALLS = frozenset(name for name in vars(Files) if not name.startswith("_"))


class Powered(Files):
    """The real disk below *room*, until the power goes."""

    def __init__(self, room: Path) -> None:
        self.power = LostWrites([room])

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in _CALLS:
            return found
        return lambda *given: self.power.made(name, found, given)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    room = tmp_path / "room"
    room.mkdir()
    return room


@pytest.fixture
def files(room: Path) -> Powered:
    return Powered(room)


def test_a_written_file_stays_and_so_do_the_folders_above_it(room: Path, files: Powered) -> None:
    durable.write_bytes(room / "new" / "deep" / "a.csv", b"a", files=files)

    files.power.cut()

    assert (room / "new" / "deep" / "a.csv").read_bytes() == b"a"


def test_a_made_folder_stays_with_everything_in_it(room: Path, files: Powered) -> None:
    with durable.whole_folder(room / "outbox" / "run-1", files=files) as folder:
        files.make_folder(folder / "sheets")
        for path in (folder / "sheets" / "a.csv", folder / "b.xml"):
            with files.create(path) as file:
                file.write(b"whole")

    files.power.cut()

    run = room / "outbox" / "run-1"
    assert (run / "sheets" / "a.csv").read_bytes() == b"whole"
    assert (run / "b.xml").read_bytes() == b"whole"


def test_an_archived_copy_stays_when_its_original_has_left(room: Path, files: Powered) -> None:
    original = put(room / "inbox", "Learners.csv", "learners")
    found = found_file(original, original.name, original.stat())
    archive = Archive(room / "archive", files=files)
    taken = archive.take(found, NOW)
    assert archive.release(found, taken)

    files.power.cut()

    assert taken.path.read_text() == "learners"


def test_a_file_that_was_set_aside_stays_there(room: Path, files: Powered) -> None:
    original = put(room / "inbox", "Learners.csv", "learners")
    with original.open("rb+") as file:
        files.sync(file)
    aside = Quarantine(room / "quarantine", files=files).set_aside(
        original, source="main-mis", reason="no format knows it", now=NOW, sha256="0" * 64
    )

    files.power.cut()

    assert aside.path is not None
    assert aside.path.read_text() == "learners"
    assert "no format knows it" in aside.explanation.read_text("utf-8-sig")
