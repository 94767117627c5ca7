"""What the ledger knows of files in inboxes: of each source and each delivery its own."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from ilrsync.ledger import ExportFile, Ledger, SeenFile

if TYPE_CHECKING:
    from collections.abc import Sequence


def archived(
    ledger: Ledger, path: str, content: str, mark: str, source: str = "mis", *, changed: int = 0
) -> SeenFile:
    """*content* has come under *path* and is in the archive."""
    file = ExportFile(path, content * 64, 10, f"2026/{content}")
    return ledger.file_archived(source, path, mark, file, changed=changed)


def known(ledger: Ledger, source: str, paths: Sequence[str]) -> dict[str, str]:
    """What is known of *paths*: of which source, and what they hold."""
    seen = ledger.seen_files(source, paths)
    return {path: f"{one.source} {one.file.sha256[0]}" for path, one in seen.items()}


def test_two_sources_may_deliver_under_one_name(ledger: Ledger) -> None:
    archived(ledger, "Learners.csv", "a", "1")
    archived(ledger, "Learners.csv", "b", "2", source="other")

    assert known(ledger, "mis", ["Learners.csv"]) == {"Learners.csv": "mis a"}
    assert known(ledger, "other", ["Learners.csv"]) == {"Learners.csv": "other b"}
    assert [seen.source for seen in ledger.waiting_files("mis")] == ["mis"]


def test_only_what_was_asked_for_is_told(ledger: Ledger) -> None:
    for name in "abc":
        archived(ledger, f"{name}.csv", name, name)

    assert known(ledger, "mis", ["b.csv", "d.csv"]) == {"b.csv": "mis b"}


def test_all_of_very_many_files_are_told_of(ledger: Ledger) -> None:
    archived(ledger, "last.csv", "a", "1")
    paths = [f"{number}.csv" for number in range(2_000)] + ["last.csv"]

    assert known(ledger, "mis", paths) == {"last.csv": "mis a"}


def test_a_file_that_comes_again_is_told_as_it_came_last(ledger: Ledger) -> None:
    archived(ledger, "a.csv", "a", "1", changed=1)
    seen = archived(ledger, "a.csv", "b", "2", changed=2)

    assert ledger.waiting_files("mis") == [seen]
    assert (seen.mark, seen.changed, seen.file.sha256[0]) == ("2", 2, "b")


def test_what_is_not_the_same_delivery_came_later_than_all_before(ledger: Ledger) -> None:
    first = archived(ledger, "a.csv", "a", "1")
    later = [
        archived(ledger, "b.csv", "b", "1"),  # written in the same moment, with other content
        archived(ledger, "c.csv", "a", "2"),  # the same content, written later
        archived(ledger, "a.csv", "a", "1", source="other"),
    ]

    arrivals = [one.arrival for one in (first, *later)]
    assert all(one < two for one, two in itertools.pairwise(arrivals))


def test_a_file_that_was_only_moved_is_the_delivery_that_it_was(ledger: Ledger) -> None:
    first = archived(ledger, "a.csv", "a", "1")
    archived(ledger, "b.csv", "b", "2")
    export = ledger.export_offered("mis", "a" * 64, [first.file], paths=["a.csv"])

    moved = archived(ledger, "old/a.csv", "a", "1")

    assert (moved.arrival, moved.export) == (first.arrival, export.id)
    assert [seen.path for seen in ledger.seen_files_of(export.id)] == ["a.csv", "old/a.csv"]


def test_files_are_told_in_the_order_of_their_deliveries(ledger: Ledger) -> None:
    first = archived(ledger, "old.csv", "a", "1")
    archived(ledger, "later.csv", "b", "2")
    archived(ledger, "moved.csv", "a", "1")
    assert ledger.waiting_files("mis")[-1].path == "later.csv"

    paths = ["old.csv", "later.csv", "moved.csv"]
    export = ledger.export_offered("mis", "a" * 64, [first.file], paths=paths)

    told = [seen.path for seen in ledger.seen_files_of(export.id)]
    assert told == ["moved.csv", "old.csv", "later.csv"]


def test_of_two_names_of_one_delivery_each_keeps_its_own_export(ledger: Ledger) -> None:
    archived(ledger, "a.csv", "a", "1")
    waiting = archived(ledger, "b.csv", "a", "1")
    export = ledger.export_offered("mis", "a" * 64, [waiting.file], paths=["a.csv"])

    assert archived(ledger, "a.csv", "a", "1").export == export.id
    assert archived(ledger, "b.csv", "a", "1").export is None


def test_what_is_forgotten_is_one_source_s_own_and_in_no_export(ledger: Ledger) -> None:
    for name in ("gone.csv", "there.csv", "read.csv"):
        archived(ledger, name, name[0], name)
    archived(ledger, "gone.csv", "g", "1", source="other")
    file = ExportFile("read.csv", "r" * 64, 10, "2026/r")
    ledger.export_offered("mis", "r" * 64, [file], paths=["read.csv"])

    ledger.forget_seen("mis", ["gone.csv", "read.csv"])

    asked = ["gone.csv", "read.csv", "there.csv"]
    assert sorted(known(ledger, "mis", asked)) == ["read.csv", "there.csv"]
    assert sorted(known(ledger, "other", asked)) == ["gone.csv"]


def test_files_of_other_exports_are_not_told_as_this_one_s(ledger: Ledger) -> None:
    numbers = []
    for name in "ab":
        file = archived(ledger, f"{name}.csv", name, name).file
        numbers.append(ledger.export_offered("mis", name * 64, [file], paths=[f"{name}.csv"]).id)

    assert [[seen.path for seen in ledger.seen_files_of(one)] for one in numbers] == [
        ["a.csv"],
        ["b.csv"],
    ]
