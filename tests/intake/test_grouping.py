from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.errors import ReadError
from ilrsync.intake.archive import Taken, delivery_of
from ilrsync.intake.grouping import Grouping, export_hash, group, reopened
from tests.intake.files import OneFile, ThreeParts, no_headings, put, recognise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ilrsync.contracts import Format, IntakeFile


class Inbox:
    """Files taken from one inbox; each begins with the word that says what it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.taken: list[Taken] = []

    def put(self, name: str, content: str, minute: float = 0, *, known: bool = False) -> None:
        path = put(self._folder, f"{len(self.taken)}/{name.rpartition('/')[2]}", content, minute)
        digest = hashlib.sha256(content.encode("utf-8")).hexdigest()
        self.taken.append(
            Taken(
                name,
                path,
                digest,
                len(content),
                path.stat().st_mtime,
                delivery_of(name),
                known=known,
            )
        )

    def zip(self, name: str, **contents: str) -> None:
        for member, content in contents.items():
            self.put(f"{name}/{member}", content, minute=len(self.taken) * 60)
            self.taken[-1] = replace(self.taken[-1], zipped=True)

    def group(self) -> Grouping:
        return group(self.taken, recognise, no_headings)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def sets(grouping: Grouping) -> list[list[str]]:
    return [[file.name for file in export.taken] for export in grouping.exports]


def test_a_file_of_a_single_format_is_an_export_by_itself(inbox: Inbox) -> None:
    inbox.put("b.xml", "one b", minute=1)
    inbox.put("a.xml", "one a", minute=2)
    grouping = inbox.group()

    assert sets(grouping) == [["b.xml"], ["a.xml"]]
    assert grouping.exports[0].sha256 == inbox.taken[0].sha256
    assert grouping.exports[0].format.name == "one"
    assert list(grouping.exports[0].files) == ["b.xml"]
    assert grouping.exports[0].size == 5


def test_known_files_are_looked_at_again_only_where_a_new_one_may_be_of_their_set(
    inbox: Inbox,
) -> None:
    looked_at: list[str] = []

    def watched(file: IntakeFile) -> Format:
        looked_at.append(file.name)
        return recognise(file)

    inbox.put("old.xml", "one old", known=True)
    inbox.put("L.csv", "Learners", known=True)
    inbox.put("new.xml", "one new", minute=1)
    assert sets(group(inbox.taken, watched, no_headings)) == [["new.xml"]]
    assert looked_at == ["new.xml"]

    inbox.put("A.csv", "Aims", minute=2)
    group(inbox.taken, watched, no_headings)
    assert looked_at[1:] == ["new.xml", "A.csv", "L.csv", "old.xml"]


def test_a_whole_set_does_not_wait_for_the_next_one(inbox: Inbox) -> None:
    inbox.put("L 0098.csv", "Learners", minute=0)
    inbox.put("A 0098.csv", "Aims", minute=1)
    inbox.put("L 0099.csv", "Learners", minute=2)
    grouping = inbox.group()

    assert sets(grouping) == [["A 0098.csv", "L 0098.csv"]]
    assert [one.message for one in grouping.waiting] == [
        "L 0099.csv: waiting for Aims of the same set"
    ]


def test_what_a_set_left_behind_is_no_part_of_the_next(inbox: Inbox) -> None:
    inbox.put("A 0005.csv", "Aims", minute=1, known=True)  # its learners have left the inbox
    inbox.put("L 0006.csv", "Learners", minute=2)
    grouping = inbox.group()
    assert sets(grouping) == []
    assert [[file.name for file in one.taken] for one in grouping.waiting] == [["L 0006.csv"]]

    inbox.put("A 0006.csv", "Aims", minute=3)
    grouping = inbox.group()
    assert sets(grouping) == [["A 0006.csv", "L 0006.csv"]]
    assert grouping.waiting == []


def test_a_late_part_of_a_numbered_set_joins_what_is_known_of_it(inbox: Inbox) -> None:
    inbox.put("L 0005.csv", "Learners", minute=1, known=True)
    inbox.put("A 0005.csv", "Aims", minute=2, known=True)
    inbox.put("P 0005.csv", "Placements", minute=3)
    assert sets(inbox.group()) == [["A 0005.csv", "L 0005.csv", "P 0005.csv"]]


@pytest.mark.parametrize("known", [False, True])
def test_no_window_ends_in_the_middle_of_a_set_whose_names_tell_that_it_is_one(
    inbox: Inbox, *, known: bool
) -> None:
    for number in range(5):
        inbox.put(f"L {number:04}.csv", "Learners", minute=number * 3.5, known=known)
        inbox.put(f"A {number:04}.csv", "Aims", minute=number * 3.5 + 1, known=known)
    inbox.put("L 0005.csv", "Learners", minute=14.9)
    inbox.put("A 0005.csv", "Aims", minute=15.5)
    grouping = inbox.group()

    assert sets(grouping)[-1] == ["A 0005.csv", "L 0005.csv"]
    assert len(sets(grouping)) == (1 if known else 6)
    assert grouping.waiting == []


def test_a_part_that_a_set_may_lack_is_not_left_behind_for_its_name(inbox: Inbox) -> None:
    inbox.put("L 0900.csv", "Learners", minute=0)
    inbox.put("A 0900.csv", "Aims", minute=0.1)
    inbox.put("P 0901.csv", "Placements", minute=1)
    inbox.put("L 0907.csv", "Learners", minute=7)
    assert sets(inbox.group()) == []

    inbox.put("A 0908.csv", "Aims", minute=8)
    assert sets(inbox.group()) == [
        ["A 0900.csv", "L 0900.csv", "P 0901.csv"],
        ["A 0908.csv", "L 0907.csv"],
    ]


def test_parts_delivered_together_are_one_export(inbox: Inbox) -> None:
    inbox.put("L.csv", "Learners", minute=0)
    inbox.put("note.xml", "one", minute=5)
    inbox.put("A.csv", "Aims", minute=14)
    inbox.put("P.csv", "Placements", minute=15)
    grouping = inbox.group()

    assert sets(grouping) == [["note.xml"], ["A.csv", "L.csv", "P.csv"]]
    parts = grouping.exports[1].files
    assert {part: [file.name for file in files] for part, files in parts.items()} == {
        "Aims": ["A.csv"],
        "Learners": ["L.csv"],
        "Placements": ["P.csv"],
    }


def test_a_set_that_is_not_complete_waits_and_says_for_what(inbox: Inbox) -> None:
    inbox.put("L.csv", "Learners")
    inbox.put("P.csv", "Placements")
    grouping = inbox.group()

    assert grouping.exports == []
    assert grouping.refused == []
    assert [one.message for one in grouping.waiting] == [
        "L.csv, P.csv: waiting for Aims of the same set"
    ]


def test_a_set_in_one_workbook_says_that_only_one_of_its_sheets_is_read(inbox: Inbox) -> None:
    inbox.put("Export.xlsx", "Learners")
    (waiting,) = inbox.group().waiting
    assert waiting.message == (
        "Export.xlsx: waiting for Aims of the same set; of a workbook one sheet is read, so save"
        " each sheet as a file of its own"
    )


def test_parts_written_at_different_times_are_held_and_not_merged(inbox: Inbox) -> None:
    inbox.put("L.csv", "Learners", minute=0)
    inbox.put("A.csv", "Aims", minute=15.5)
    grouping = inbox.group()

    assert grouping.exports == []
    assert [one.why for one in grouping.waiting] == [
        "waiting for Aims of the same set",
        "waiting for Learners of the same set",
    ]
    assert sets(group(inbox.taken, recognise, no_headings, window=16 * 60)) == [["A.csv", "L.csv"]]


def test_each_folder_is_a_delivery_of_its_own(inbox: Inbox) -> None:
    inbox.put("monday/L.csv", "Learners 1")
    inbox.put("monday/A.csv", "Aims 1")
    inbox.put("tuesday/L.csv", "Learners 2", minute=1)
    inbox.put("tuesday/A.csv", "Aims 2", minute=1)
    inbox.put("L.csv", "Learners 3", minute=1)
    grouping = inbox.group()

    assert sets(grouping) == [["monday/A.csv", "monday/L.csv"], ["tuesday/A.csv", "tuesday/L.csv"]]
    assert [export.name for export in grouping.exports] == ["monday", "tuesday"]
    assert [one.name for one in grouping.waiting] == ["L.csv"]


def test_yesterdays_set_and_todays_are_two_exports_oldest_first(inbox: Inbox) -> None:
    for day in (1, 0):
        inbox.put(f"L{day}.csv", f"Learners {day}", minute=day * 1440)
        inbox.put(f"A{day}.csv", f"Aims {day}", minute=day * 1440)

    assert sets(inbox.group()) == [["A0.csv", "L0.csv"], ["A1.csv", "L1.csv"]]


def test_pieces_of_one_part_are_one_export(inbox: Inbox) -> None:
    inbox.put("Learners.csv", "Learners")
    for number in (1, 2):
        inbox.put(f"Aims_{number}.csv", f"Aims {number}")
    grouping = inbox.group()

    assert sets(grouping) == [["Aims_1.csv", "Aims_2.csv", "Learners.csv"]]
    assert [file.name for file in grouping.exports[0].files["Aims"]] == ["Aims_1.csv", "Aims_2.csv"]


def test_two_colleges_of_one_group_in_one_folder_are_one_export(inbox: Inbox) -> None:
    for site in ("North", "South"):
        inbox.put(f"{site} Learners.csv", f"Learners {site}")
        inbox.put(f"{site} Aims.csv", f"Aims {site}")

    assert len(sets(inbox.group())) == 1


def test_dated_sets_that_were_copied_at_one_time_are_told_apart(inbox: Inbox) -> None:
    for day in ("20261120", "20261121"):
        inbox.put(f"Learners_{day}.csv", f"Learners {day}")
        inbox.put(f"Aims_{day}.csv", f"Aims {day}")

    assert sets(inbox.group()) == [
        ["Aims_20261120.csv", "Learners_20261120.csv"],
        ["Aims_20261121.csv", "Learners_20261121.csv"],
    ]


def test_sets_minutes_apart_with_the_time_in_their_names_are_told_apart(inbox: Inbox) -> None:
    inbox.put("Learners_0200.csv", "Learners 1", minute=0)
    inbox.put("Aims_0201.csv", "Aims 1", minute=1)
    inbox.put("Learners_0210.csv", "Learners 2", minute=10)
    inbox.put("Aims_0211.csv", "Aims 2", minute=11)

    assert sets(inbox.group()) == [
        ["Aims_0201.csv", "Learners_0200.csv"],
        ["Aims_0211.csv", "Learners_0210.csv"],
    ]


def test_sets_that_cannot_be_told_apart_are_held(inbox: Inbox) -> None:
    inbox.put("Learners_0200.csv", "Learners 1", minute=0)
    inbox.put("Learners_0201.csv", "Learners 2", minute=1)
    inbox.put("Aims_0202.csv", "Aims 1", minute=2)
    inbox.put("Aims_0203.csv", "Aims 2", minute=3)
    grouping = inbox.group()

    assert grouping.exports == []
    assert "deliver each set in a folder or zip of its own" in grouping.waiting[0].message


def test_a_zip_is_one_delivery_whatever_the_times_in_it(inbox: Inbox) -> None:
    inbox.zip("drop.zip", L="Learners", A="Aims")
    inbox.put("A.csv", "Aims alone")
    grouping = inbox.group()

    assert sets(grouping) == [["drop.zip/A", "drop.zip/L"]]
    assert grouping.exports[0].name == "drop.zip"
    assert len(grouping.waiting) == 1


def test_what_is_no_part_of_the_export_in_a_zip_does_not_take_the_export_with_it(
    inbox: Inbox,
) -> None:
    inbox.zip("drop.zip", L="Learners", A="Aims", readme="Dear all")
    grouping = inbox.group()

    assert sets(grouping) == [["drop.zip/A", "drop.zip/L"]]
    assert [one.taken[0].name for one in grouping.unused] == ["drop.zip/readme"]
    assert grouping.refused == []


def test_a_zip_without_an_export_is_refused(inbox: Inbox) -> None:
    inbox.zip("drop.zip", readme="Dear all")
    grouping = inbox.group()

    assert [one.taken[0].name for one in grouping.refused] == ["drop.zip/readme"]
    assert grouping.unused == []


def test_a_zip_of_several_exports_is_refused_because_one_would_hide_the_other(
    inbox: Inbox,
) -> None:
    inbox.zip("drop.zip", a="one", b="one 2")
    grouping = inbox.group()

    assert grouping.exports == []
    assert [str(refused.reason) for refused in grouping.refused] == [
        'drop.zip: several exports came as one: got "a, b", want one export, or the parts of one'
        " set; deliver each export by itself"
    ]
    assert len(grouping.refused[0].taken) == 2


def test_a_file_that_nobody_knows_is_refused_and_the_others_carry_on(inbox: Inbox) -> None:
    inbox.put("a.xml", "one")
    inbox.put("b.pdf", "what is this")
    grouping = inbox.group()

    assert sets(grouping) == [["a.xml"]]
    assert [(refused.reason.file, len(refused.taken)) for refused in grouping.refused] == [
        ("b.pdf", 1)
    ]


def test_what_belongs_to_an_export_already_makes_no_other(inbox: Inbox) -> None:
    inbox.put("a.xml", "one", known=True)
    inbox.put("L.csv", "Learners", known=True)
    inbox.put("A.csv", "Aims", known=True)
    inbox.put("odd.pdf", "what is this", known=True)

    assert inbox.group() == Grouping([], [], [], [])


def test_a_part_delivered_anew_makes_an_export_with_the_old_parts_of_its_set(
    inbox: Inbox,
) -> None:
    inbox.put("L.csv", "Learners", minute=0, known=True)
    inbox.put("odd.pdf", "what is this", known=True)
    inbox.put("old.xml", "one", known=True)
    inbox.put("A.csv", "Aims corrected", minute=10)
    grouping = inbox.group()

    assert sets(grouping) == [["A.csv", "L.csv"]]
    assert grouping.refused == []


def test_a_part_delivered_much_later_does_not_take_up_an_old_set(inbox: Inbox) -> None:
    inbox.put("L.csv", "Learners", minute=0, known=True)
    inbox.put("A.csv", "Aims corrected", minute=600)
    grouping = inbox.group()

    assert grouping.exports == []
    assert [one.message for one in grouping.waiting] == [
        "A.csv: waiting for Learners of the same set"
    ]


def test_an_export_is_opened_again_from_the_archive(inbox: Inbox) -> None:
    inbox.put("L.csv", "Learners", known=True)
    inbox.put("A.csv", "Aims", known=True)
    again = reopened(ThreeParts(), inbox.taken, no_headings)

    assert {part: [file.name for file in files] for part, files in again.files.items()} == {
        "Aims": ["A.csv"],
        "Learners": ["L.csv"],
    }
    assert again.sha256 == export_hash(file.sha256 for file in inbox.taken)


def test_an_export_is_not_opened_as_what_it_is_not(inbox: Inbox) -> None:
    inbox.put("L.csv", "Learners")
    inbox.put("a.xml", "one")

    with pytest.raises(ReadError, match=r'a\.xml: the file is no part of a "parts" set'):
        reopened(ThreeParts(), inbox.taken, no_headings)
    with pytest.raises(ReadError, match="several exports came as one"):
        reopened(OneFile(), inbox.taken, no_headings)


def test_the_hash_of_a_set_depends_on_content_alone() -> None:
    assert export_hash(["a" * 64]) == "a" * 64
    assert export_hash(["b" * 64, "a" * 64]) == export_hash(["a" * 64, "b" * 64])
    assert export_hash(["a" * 64, "a" * 64]) != "a" * 64


WORDS = st.sampled_from(["one", "Learners", "Aims", "Placements", "what is this"])
NAMES = st.sampled_from(["a", "b/a", "a_1", "a_20261120", "a_20261121"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(WORDS, NAMES, st.integers(0, 40), st.booleans()), max_size=8))
def test_every_new_file_is_in_one_export_or_waits_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, files: Sequence[tuple[str, str, int, bool]]
) -> None:
    inbox = Inbox(tmp_path_factory.mktemp("inbox"))
    for number, (word, name, minute, known) in enumerate(files):
        inbox.put(f"{name}.{number}", f"{word} {number}", minute, known=known)
    grouping = inbox.group()

    together = [
        *(export.taken for export in grouping.exports),
        *(waiting.taken for waiting in grouping.waiting),
        *(refused.taken for refused in grouping.refused),
    ]
    placed = [file.sha256 for taken in together for file in taken if not file.known]
    assert sorted(placed) == sorted(file.sha256 for file in inbox.taken if not file.known)
    for export in grouping.exports:
        if isinstance(export.format, ThreeParts):
            assert ThreeParts.required <= set(export.files)
            times = [file.modified for file in export.taken]
            assert max(times) - min(times) <= 15 * 60
