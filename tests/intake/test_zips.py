from __future__ import annotations

import io
import stat
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.errors import ReadError
from ilrsync.intake import zips
from ilrsync.intake.archive import Archive, Taken
from ilrsync.intake.zips import is_zip, unpack
from tests.intake.files import NOW

if TYPE_CHECKING:
    from pathlib import Path


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return file.getvalue()


def unpacked(folder: Path, content: bytes) -> list[Taken]:
    path = folder / "drop.zip"
    path.write_bytes(content)
    taken = Taken("drop.zip", path, "0" * 64, len(content), 5.0)
    return unpack(taken, Archive(folder / "archive"), NOW)


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(ReadError) as raised:
        unpacked(folder, content)
    assert raised.value.file == "drop.zip"
    return str(raised.value)


def test_the_files_in_a_zip_are_archived_as_one_delivery(tmp_path: Path) -> None:
    files = unpacked(
        tmp_path, zipped(("x/Learners.csv", b"l"), ("x/", b""), ("x\\Aims.csv", b"aims"))
    )

    assert [file.name for file in files] == ["drop.zip/x/Aims.csv", "drop.zip/x/Learners.csv"]
    assert [file.path.read_bytes() for file in files] == [b"aims", b"l"]
    assert {(file.delivery, file.zipped, file.modified) for file in files} == {
        ("drop.zip", True, 5.0)
    }


def test_what_a_mac_adds_is_left_out(tmp_path: Path) -> None:
    files = unpacked(
        tmp_path,
        zipped(("__MACOSX/._a.csv", b"x"), (".DS_Store", b"x"), ("a.csv", b"x"), ("~$b.xlsx", b"")),
    )

    assert [file.name for file in files] == ["drop.zip/a.csv"]


@pytest.mark.parametrize("name", ["../a.csv", "x/../../a.csv", "/a.csv", "\\a.csv", "C:\\a.csv"])
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    assert "names a place outside itself" in refusal(tmp_path, zipped((name, b"x")))


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "holds a link" in refusal(tmp_path, zipped((link, b"/etc/passwd")))


def test_a_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    assert "holds another zip" in refusal(tmp_path, zipped(("b.ZIP", zipped(("a", b"")))))


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(("a.csv", b"x")))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert "is encrypted; make it again without a password" in refusal(tmp_path, bytes(content))


def test_an_empty_zip_is_refused(tmp_path: Path) -> None:
    assert "holds no files" in refusal(tmp_path, zipped())


def test_a_bomb_is_refused_by_what_it_says(tmp_path: Path) -> None:
    assert "would unpack to 32 MB" in refusal(tmp_path, zipped(("a.csv", bytes(32 * 1024**2))))


def test_a_bomb_that_lies_is_refused_by_what_it_holds(tmp_path: Path) -> None:
    content = bytearray(zipped(("a.csv", bytes(1000))))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (10).to_bytes(4, "little")
    said = refusal(tmp_path, bytes(content))

    assert "larger inside than it says" in said or "is damaged" in said


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_ENTRIES", 3)

    assert "more than 3 files" in refusal(tmp_path, zipped(*((str(n), b"") for n in range(4))))


WHOLE = zipped(("Learners.csv", b"Learners" * 50), ("Aims.csv", b"Aims" * 50))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_zip_is_refused_or_read_but_never_fails_otherwise(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(WHOLE)
    if data.draw(st.booleans(), "cut"):
        del content[data.draw(st.integers(0, len(content) - 1), "length") :]
    else:
        for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4), "places"):
            content[place] = data.draw(st.integers(0, 255), "byte")
    folder = tmp_path_factory.mktemp("zip")
    with suppress(ReadError):
        for file in unpacked(folder, bytes(content)):
            assert file.path.is_file()


def test_an_xlsx_is_one_file_to_people(tmp_path: Path) -> None:
    assert is_zip(Taken("A.ZIP", tmp_path, "", 0, 0))
    assert not is_zip(Taken("a.xlsx", tmp_path, "", 0, 0))
