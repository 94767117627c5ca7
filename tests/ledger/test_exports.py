from __future__ import annotations

import datetime as dt

import pytest

from ilrsync.ledger import Export, ExportFile, ExportState, Ledger, Problem


def delivered(ledger: Ledger, path: str, content: str, mark: str, source: str = "mis") -> Export:
    """*content* comes under *path* and is an export by itself."""
    sha256 = content * 64
    file = ExportFile(path, sha256, 10, f"archive/{sha256}")
    ledger.file_archived(source, path, mark, file)
    return ledger.export_offered(source, sha256, [file], paths=[path])


def accepted(ledger: Ledger, export: Export, **more: object) -> Export:
    return ledger.export_accepted(
        export.id,
        format="ilr-xml",
        format_version="1",
        learners=5,
        **more,  # type: ignore[arg-type] # year or ukprn
    )


def newest(ledger: Ledger, **more: object) -> str | None:
    export = ledger.newest_good_export("mis", **more)  # type: ignore[arg-type] # year or ukprn
    return None if export is None else export.sha256[0]


def test_an_export_is_offered_with_its_files_and_then_accepted(ledger: Ledger) -> None:
    export = delivered(ledger, "Learners.csv", "a", "1")

    assert export.state is ExportState.OFFERED
    assert [file.name for file in export.files] == ["Learners.csv"]
    assert ledger.exports_to_read("mis") == [export]

    done = accepted(ledger, export, year="2627", ukprn=10000001)

    assert (done.state, done.format, done.learners) == (ExportState.ACCEPTED, "ilr-xml", 5)
    assert (done.year, done.ukprn) == ("2627", 10000001)
    assert done.decided is not None
    assert ledger.exports_to_read("mis") == []
    assert ledger.find_export("a" * 64, "mis") == done
    assert ledger.find_export("a" * 64, "other") is None


def test_the_same_content_twice_is_one_export(ledger: Ledger) -> None:
    first = accepted(ledger, delivered(ledger, "a.xml", "a", "1"))
    again = delivered(ledger, "copy of a.xml", "a", "2")

    assert again.id == first.id
    assert again.state is ExportState.ACCEPTED
    assert [file.name for file in again.files] == ["a.xml"]


def test_the_same_content_of_two_sources_is_two_exports(ledger: Ledger) -> None:
    assert (
        delivered(ledger, "a.xml", "a", "1").id
        != delivered(ledger, "a.xml", "a", "1", source="other").id
    )


def test_offering_again_after_a_crash_changes_nothing(ledger: Ledger) -> None:
    older = delivered(ledger, "b.xml", "b", "2")
    first = delivered(ledger, "a.xml", "a", "1")
    accepted(ledger, older)
    again = delivered(ledger, "a.xml", "a", "1")

    assert again == first


def test_the_newest_good_export_is_the_one_delivered_last(ledger: Ledger) -> None:
    accepted(ledger, delivered(ledger, "a.xml", "a", "1"))
    accepted(ledger, delivered(ledger, "b.xml", "b", "2"))
    assert newest(ledger) == "b"

    delivered(ledger, "a.xml", "a", "3")

    assert newest(ledger) == "a"


def test_a_file_that_was_only_renamed_does_not_become_newest(ledger: Ledger) -> None:
    accepted(ledger, delivered(ledger, "a.xml", "a", "1"))
    accepted(ledger, delivered(ledger, "b.xml", "b", "2"))

    delivered(ledger, "old/a.xml", "a", "1")

    assert newest(ledger) == "b"


def test_an_export_of_another_year_or_provider_does_not_stand_for_the_return(
    ledger: Ledger,
) -> None:
    accepted(ledger, delivered(ledger, "a.csv", "a", "1"))
    accepted(ledger, delivered(ledger, "b.xml", "b", "2"), year="2526", ukprn=10000001)
    accepted(ledger, delivered(ledger, "c.xml", "c", "3"), year="2627", ukprn=10000002)

    assert newest(ledger, year="2526", ukprn=10000001) == "b"
    assert newest(ledger, year="2627", ukprn=10000002) == "c"
    assert newest(ledger, year="2627", ukprn=10000001) == "a"
    assert newest(ledger) == "c"


def test_a_refused_export_leaves_the_last_good_one_in_place(ledger: Ledger) -> None:
    accepted(ledger, delivered(ledger, "a.xml", "a", "1"))
    bad = delivered(ledger, "b.xml", "b", "2")
    refused = ledger.export_refused(bad.id, "the XML is cut off", format="ilr-xml")

    assert (refused.state, refused.reason) == (ExportState.REFUSED, "the XML is cut off")
    assert newest(ledger) == "a"
    assert ledger.newest_export("mis") == refused


def test_a_refused_export_is_tried_again_only_when_it_is_delivered_again(ledger: Ledger) -> None:
    bad = delivered(ledger, "a.xml", "a", "1")
    ledger.export_refused(bad.id, "unknown format")

    assert delivered(ledger, "a.xml", "a", "1").state is ExportState.REFUSED
    assert delivered(ledger, "a.xml", "a", "2").state is ExportState.OFFERED


def test_an_export_that_was_overtaken_is_read_when_it_is_delivered_again(ledger: Ledger) -> None:
    elsewhere = delivered(ledger, "a.xml", "a", "1", source="other")
    overtaken = delivered(ledger, "a.xml", "a", "1")
    newer = delivered(ledger, "b.xml", "b", "2")
    newest = delivered(ledger, "c.xml", "c", "3")
    accepted(ledger, newer)
    assert ledger.export(overtaken.id).state is ExportState.SUPERSEDED
    assert [one.id for one in ledger.exports_to_read("mis")] == [newest.id]
    assert [one.id for one in ledger.exports_to_read("other")] == [elsewhere.id]

    assert delivered(ledger, "a.xml", "a", "1").state is ExportState.SUPERSEDED
    assert delivered(ledger, "a.xml", "a", "4").state is ExportState.OFFERED


def test_attempts_count_until_the_export_is_decided(ledger: Ledger) -> None:
    export, other = delivered(ledger, "a.xml", "a", "1"), delivered(ledger, "b.xml", "b", "2")

    for _ in range(2):
        ledger.exports_begun([export.id])
    assert ledger.export(export.id).attempts == 2
    assert ledger.export(other.id).attempts == 0
    assert accepted(ledger, export).attempts == 0


def test_an_attempt_that_comes_to_an_end_does_not_count(ledger: Ledger) -> None:
    exports = [delivered(ledger, f"{name}.xml", name, name) for name in "ab"]
    for _ in range(2):
        ledger.exports_begun([one.id for one in exports])

    ledger.exports_ended([exports[0].id])

    assert [ledger.export(one.id).attempts for one in exports] == [1, 2]
    accepted(ledger, exports[1])
    ledger.exports_ended([exports[1].id])
    assert ledger.export(exports[1].id).attempts == 0


def test_a_refusal_and_its_problem_are_on_record_together(ledger: Ledger) -> None:
    export = delivered(ledger, "a.xml", "a", "1")

    ledger.export_refused(export.id, "cut off", problem=Problem("mis", "a.xml", "cut off", "q/a"))

    assert [(one.name, one.set_aside) for one in ledger.problems()] == [("a.xml", "q/a")]


def test_a_file_that_belongs_to_no_export_waits(ledger: Ledger) -> None:
    files = [ExportFile(name, name[0] * 64, 1, name) for name in ("Learners.csv", "Aims.csv")]
    for number, file in enumerate(files):
        ledger.file_archived("mis", file.name, str(number), file)
    assert [seen.path for seen in ledger.waiting_files("mis")] == ["Learners.csv", "Aims.csv"]

    ledger.export_offered(
        "mis", "e" * 64, files, paths=["Learners.csv", "Aims.csv"], set_key="drop"
    )

    assert ledger.waiting_files("mis") == []
    offered = ledger.find_export("e" * 64, "mis")
    assert offered is not None
    assert [seen.path for seen in ledger.seen_files_of(offered.id)] == ["Learners.csv", "Aims.csv"]
    status = ledger.status()
    assert [source.source for source in status.sources] == ["mis"]
    export = status.sources[0].newest
    assert export is not None
    assert (export.set_key, [file.name for file in export.files]) == (
        "drop",
        ["Learners.csv", "Aims.csv"],
    )


def test_what_became_of_exports_is_told_source_by_source(ledger: Ledger) -> None:
    good = accepted(ledger, delivered(ledger, "a.xml", "a", "1"))
    waits = delivered(ledger, "b.xml", "b", "2")
    other = delivered(ledger, "a.xml", "a", "1", source="other")

    assert ledger.export_states("mis") == {
        good.id: ExportState.ACCEPTED,
        waits.id: ExportState.OFFERED,
    }
    assert ledger.export_states("other") == {other.id: ExportState.OFFERED}
    assert ledger.exports_to_read("other") == [other]
    assert ledger.newest_export("mis") == waits
    assert ledger.newest_export("other") == other
    assert ledger.newest_good_export("other") is None
    assert ledger.find_export("a" * 64, "other") == other
    assert ledger.find_export("b" * 64, "other") is None
    assert ledger.sources() == ["mis", "other"]


def test_exports_are_read_in_the_order_of_their_deliveries(ledger: Ledger) -> None:
    first = delivered(ledger, "a.xml", "a", "1")
    second = delivered(ledger, "b.xml", "b", "2")
    assert ledger.exports_to_read("mis") == [first, second]

    again = delivered(ledger, "a.xml", "a", "3")

    assert ledger.exports_to_read("mis") == [second, again]
    assert ledger.newest_export("mis") == again


def test_a_decision_is_about_one_export_and_overtakes_only_older_ones(ledger: Ledger) -> None:
    older, read, newer = (delivered(ledger, f"{name}.xml", name, name) for name in "abc")
    refused = ledger.export_refused(older.id, "the XML is cut off")
    accepted(ledger, read)

    assert ledger.export(older.id) == refused
    assert ledger.export(newer.id) == newer


def test_files_are_told_of_their_own_export_and_in_their_order(ledger: Ledger) -> None:
    files = [ExportFile(name, name[0] * 64, 1, f"2026/{name}") for name in ("b.csv", "a.csv")]
    exports = [
        ledger.export_offered("mis", f"{number}" * 64, given, paths=[])
        for number, given in enumerate((files, files[:1]))
    ]

    assert [[file.name for file in ledger.export(one.id).files] for one in exports] == [
        ["b.csv", "a.csv"],
        ["b.csv"],
    ]


def test_a_file_of_another_source_waits_on(ledger: Ledger) -> None:
    file = ExportFile("Learners.csv", "a" * 64, 1, "2026/a")
    for source in ("mis", "other"):
        ledger.file_archived(source, file.name, "1", file)

    ledger.export_offered("mis", "a" * 64, [file], paths=[file.name])

    assert [seen.source for seen in ledger.waiting_files("other")] == ["other"]


def test_an_export_of_no_file_in_the_inbox_came_last(ledger: Ledger) -> None:
    before = delivered(ledger, "a.xml", "a", "1")
    file = ExportFile("b.xml", "b" * 64, 1, "2026/b")

    assert ledger.export_offered("mis", "b" * 64, [file], paths=[]).arrival > before.arrival


def test_a_file_replaced_in_the_inbox_waits_again(ledger: Ledger) -> None:
    export = delivered(ledger, "Aims.csv", "a", "1")
    file = ExportFile("Aims.csv", "b" * 64, 10, "archive/b")
    seen = ledger.file_archived("mis", "Aims.csv", "2", file, changed=7)

    assert ledger.seen_files("mis", ["Aims.csv", "Other.csv"]) == {"Aims.csv": seen}
    assert (seen.mark, seen.changed, seen.export) == ("2", 7, None)
    assert seen.arrival > export.arrival


def test_problems_are_kept_newest_first(ledger: Ledger) -> None:
    ledger.add_problem(Problem("mis", "a.csv", "the file may not be read"))
    ledger.add_problem(Problem("mis", "b.zip", "the zip is encrypted", "quarantine/mis/b.zip"))

    assert [(problem.name, problem.set_aside) for problem in ledger.problems()] == [
        ("b.zip", "quarantine/mis/b.zip"),
        ("a.csv", ""),
    ]
    (latest,) = ledger.problems(1)
    assert latest.at is not None


def test_a_problem_that_says_when_it_was_keeps_its_time(ledger: Ledger) -> None:
    when = dt.datetime(2026, 11, 1, 2, 0, tzinfo=dt.UTC)
    ledger.add_problem(Problem("mis", "a.csv", "the file may not be read", at=when))

    assert [problem.at for problem in ledger.problems()] == [when]


def test_there_is_no_export_of_a_number_never_given(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.export(1)
