"""What shows of a file that is still being written, without reading it through."""

import io
import zipfile
from pathlib import Path

import pytest

from ilrsync.intake.complete import Probe
from ilrsync.intake.scan import Found, found_file

ILR = b'<?xml version="1.0"?>\n<Message xmlns="ESFA/ILR/2026-27"><Learner/></Message>'


def found(folder: Path, name: str, content: bytes) -> Found:
    path = folder / name
    path.write_bytes(content)
    return found_file(path, name, path.stat())


def unfinished(folder: Path, name: str, content: bytes) -> str:
    return Probe().unfinished(found(folder, name, content))


def zipped() -> bytes:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w") as made:
        # With one date for all, so that two processes name the tests of it alike.
        made.writestr(zipfile.ZipInfo("a.csv"), "x" * 2000)
    return room.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", ILR),
        ("a.xml", ILR + b"\r\n\r\n"),
        ("a.xml", ILR + b" <!-- made by Acme --> <?end?>\n"),
        ("a.xml", b"<!-- <Batch> -->" + ILR),
        ("a.xml", b"\xef\xbb\xbf" + ILR),
        ("a.xml", ILR.decode().replace("1.0", '1.0" encoding="utf-16').encode("utf-16")),
        ("a.xml", b'<a:Message xmlns:a="x"></a:Message  >'),
        ("a.xml", b"<Message/>"),
        ("export.dat", ILR),
        ("a.csv", b"A,B\r\n1,2\r\n"),
        ("a.csv", b"A,B\r\n1,2"),
        ("a.csv", b'A;B\r\n1;"2;3"'),
        ("a.csv", b"A,B"),
        ("a.tsv", "A\tB\r\n1\t2".encode("utf-16")),
        ("a.xlsx", zipped()),
        ("a.zip", zipped()),
        ("a.pdf", b"%PDF-1.7 whatever"),
    ],
)
def test_a_whole_file_lacks_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    assert unfinished(tmp_path, name, content) == ""


@pytest.mark.parametrize(
    ("name", "content", "missing"),
    [
        ("a.xml", b"", "empty"),
        ("a.csv", b"", "empty"),
        ("a.xml", ILR[:15], "first element"),
        ("a.xml", ILR[:-1], "</Message>"),
        ("a.xml", ILR[:-10], "</Message>"),
        ("a.xml", ILR + b" <!-- not closed", "</Message>"),
        ("a.xml", b"<Message><Learner/>", "</Message>"),
        ("a.xml", ILR[:40] + b"\0" * 4000, "not filled"),
        ("a.csv", b"A,B,C\r\n1,2,3\r\n4,", "last row"),
        ("a.csv", b"A,B\r\n1,2\r\n\0\0\0\0", "not filled"),
        ("a.xlsx", zipped()[:-30], "directory"),
        ("a.xlsx", b"\0" * 4000, "directory"),
        ("a.zip", zipped()[:100], "directory"),
    ],
)
def test_what_stops_early_is_told(tmp_path: Path, name: str, content: bytes, missing: str) -> None:
    assert missing in unfinished(tmp_path, name, content)


def test_no_cut_of_an_ilr_file_looks_whole(tmp_path: Path) -> None:
    assert all(unfinished(tmp_path, "a.xml", ILR[:size]) for size in range(len(ILR)))


def test_only_the_ends_of_a_large_file_are_read(tmp_path: Path) -> None:
    large = b"<Message>" + b"<Learner/>" * 100_000
    assert "</Message>" in unfinished(tmp_path, "a.xml", large)
    assert unfinished(tmp_path, "a.xml", large + b"</Message>") == ""


def test_hostile_ends_take_no_time(tmp_path: Path) -> None:
    assert unfinished(tmp_path, "a.xml", b"<Message>" + b" " * 200_000)
    assert unfinished(tmp_path, "b.xml", b"<!--" * 10_000)
    assert unfinished(tmp_path, "c.xml", b"<Message>" + b"-->" * 50_000)


def test_a_file_that_is_gone_is_left_to_whoever_takes_it(tmp_path: Path) -> None:
    gone = found(tmp_path, "a.xml", ILR)
    gone.path.unlink()
    assert Probe().unfinished(gone) == ""
    assert not Probe().unchanged(gone)
    assert not Probe().held(gone)


def test_a_change_is_noticed(tmp_path: Path) -> None:
    one = found(tmp_path, "a.xml", ILR)
    assert Probe().unchanged(one)
    one.path.write_bytes(ILR + b" ")
    assert not Probe().unchanged(one)


@pytest.mark.parametrize("marker", ["a.csv.done", "a.done"])
def test_an_ending_marks_the_file_of_its_name(tmp_path: Path, marker: str) -> None:
    one = found(tmp_path, "a.csv", b"A\r\n")
    assert not Probe().marked(one, ".done")
    (tmp_path / marker).touch()
    assert Probe().marked(one, ".done")


def test_a_whole_name_marks_all_that_was_there_before_it(tmp_path: Path) -> None:
    import os

    (tmp_path / "ready.txt").touch()
    early, late = found(tmp_path, "a.csv", b"A\r\n"), found(tmp_path, "b.csv", b"A\r\n")
    os.utime(early.path, (1_000, 1_000))
    later = (tmp_path / "ready.txt").stat().st_mtime + 60
    os.utime(late.path, (later, later))
    early, late = (found_file(one.path, one.name, one.path.stat()) for one in (early, late))

    assert Probe().marked(early, "ready.txt")
    assert not Probe().marked(late, "ready.txt")
