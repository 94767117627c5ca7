from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from ilrsync.config import load
from ilrsync.corrections.tree import copied
from ilrsync.ledger import Ledger
from ilrsync.model.decision import Standing
from ilrsync.outputs.workbook_reading import rows_of
from ilrsync.pipeline.site import site_files
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import (
    NOW,
    OVERNIGHT,
    YEAR,
    deliver,
    host,
    ilr,
    ilr_file,
    learners,
    references,
    site,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.ledger import KnownDecision
    from ilrsync.model.records import Learner
    from ilrsync.pipeline.reports import SyncReport

ASKED = """
[corrections]
R_06 = "suggest"
R_59 = "suggest"
"""


def once(config: Config, later: int = 0) -> SyncReport:
    return sync(config, host(), started=NOW + later * OVERNIGHT)


def one_person_twice(year: str = YEAR) -> list[Learner]:
    """Learners of whom two are one under two references."""
    people = learners(6, year=year)
    again = copied(people[0])
    again.LearnRefNumber, again.MathGrade = people[5].LearnRefNumber, None
    return [*people[:5], again]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    made = site(tmp_path, ASKED)
    made.folders.decisions.mkdir(exist_ok=True)
    deliver(made.folders.inbox / "main", "export.xml", ilr(one_person_twice()))
    return made


def workbook(report: SyncReport) -> bytes:
    (only,) = report.returns
    assert only.folder is not None
    return (only.folder / "review.xlsx").read_bytes()


def suggestions(data: bytes) -> list[dict[str, str]]:
    return [cells for _, cells in rows_of("review.xlsx", data, "Suggestions")]


def answered(
    config: Config,
    data: bytes,
    answer: str,
    name: str = "review.xlsx",
    cells: Mapping[str, str] | None = None,
) -> Path:
    """The workbook with every suggestion answered lies in the decisions folder."""
    book = load_workbook(io.BytesIO(data))
    sheet = book["Suggestions"]
    headings = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):
        for heading, text in {"Your answer": answer, **(cells or {})}.items():
            sheet.cell(row, headings.index(heading) + 1).value = text
    book.properties.lastModifiedBy = "Pat Example"
    path = config.folders.decisions / name
    book.save(path)
    return path


def known(config: Config, *, ended: bool = False) -> list[KnownDecision]:
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return ledger.decisions(ended=ended)


def in_the_file(report: SyncReport) -> list[str]:
    (only,) = report.returns
    assert only.folder is not None
    return references(ilr_file(only.folder))


def test_what_a_person_agrees_to_is_done_by_the_next_build(config: Config) -> None:
    first = once(config)
    assert len(in_the_file(first)) == 6
    answered(config, workbook(first), "Yes")

    second = once(config, later=1)

    assert len(in_the_file(second)) == 5
    (decision,) = known(config)
    assert decision.standing == Standing.APPLIED
    assert decision.decision.by == "Pat Example"


def test_an_answer_holds_as_long_as_the_data_does(config: Config) -> None:
    answered(config, workbook(once(config)), "Yes").touch()
    once(config, later=1)
    people = one_person_twice()
    people[3].Email = "someone@example.org"
    deliver(config.folders.inbox / "main", "newer.xml", ilr(people))

    assert len(in_the_file(once(config, later=2))) == 5


def test_an_answer_is_refused_with_the_reason_once_the_data_has_changed(config: Config) -> None:
    answered(config, workbook(once(config)), "Yes")
    people = one_person_twice()
    people[5].Email = "someone@example.org"
    deliver(config.folders.inbox / "main", "newer.xml", ilr(people))

    report = once(config, later=1)

    assert len(in_the_file(report)) == 6
    (decision,) = known(config)
    assert decision.standing == Standing.REFUSED
    assert "the data has changed" in decision.why
    (row,) = suggestions(workbook(report))
    assert row["Suggestion"] != decision.decision.suggestion


def test_a_later_no_takes_a_yes_back(config: Config) -> None:
    answered(config, workbook(once(config)), "Yes")
    agreed = once(config, later=1)
    (row,) = suggestions(workbook(agreed))
    assert row["Answered so far"].startswith("Yes (review.xlsx row 2 by Pat Example")

    answered(config, workbook(agreed), "No", "second thoughts.xlsx")
    report = once(config, later=2)

    assert len(in_the_file(report)) == 6
    assert [one.standing for one in known(config)] == [Standing.DECLINED]
    assert len(known(config, ended=True)) == 2


def test_a_revoked_answer_makes_the_return_due_and_counts_no_more(config: Config) -> None:
    answered(config, workbook(once(config)), "Yes")
    once(config, later=1)
    (decision,) = known(config)
    with Ledger.open(config.ledger_place) as ledger:
        assert ledger.revoke(decision.number)
        assert not ledger.revoke(decision.number)

    assert len(in_the_file(once(config, later=2))) == 6


def test_a_file_is_taken_once_whatever_it_is_called(config: Config) -> None:
    path = answered(config, workbook(once(config)), "Yes")
    once(config, later=1)
    path.rename(path.with_name("again.xlsx"))

    once(config, later=2)

    assert len(known(config, ended=True)) == 1


@pytest.mark.parametrize(
    ("answer", "cells", "why"),
    [
        ("perhaps", {}, "neither Yes nor No"),
        ("Yes", {"Suggestion": "altered"}, '"Suggestion" was altered'),
        ("Yes", {"Suggestion": "0123456789abcdef"}, "nothing was ever offered under that name"),
        ("Yes", {"Suggestion": ""}, "put it right in the MIS"),
        ("Yes", {"Proposed": "two records"}, '"Proposed" was altered'),
    ],
)
def test_a_row_altered_by_hand_is_refused_with_the_reason(
    config: Config, answer: str, cells: Mapping[str, str], why: str
) -> None:
    answered(config, workbook(once(config)), answer, cells=cells)

    report = once(config, later=1)

    assert len(in_the_file(report)) == 6
    (decision,) = known(config, ended=True)
    assert (decision.standing, decision.run) == (Standing.REFUSED, 2)
    assert why in decision.why
    book = load_workbook(io.BytesIO(workbook(report)))
    assert [cell.value for cell in book["Answers"]["D"]] == ["What became of it", "refused"]
    assert book["Answers"]["C2"].value == answer, "what was given"
    told = report.returns[0].text
    assert "Answers that could not be followed:\n  review.xlsx row 2 (" in told
    assert why in told


@pytest.mark.parametrize(
    ("name", "make", "problem"),
    [
        ("broken.xlsx", lambda data: data[:2000], "not a workbook"),
        ("answers.csv", lambda data: b"Suggestion,Your answer\r\n1,Yes\r\n", "is not read, want"),
        ("text.xlsx", lambda data: b"Yes", "not a workbook"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_of_once(
    config: Config, name: str, make: Callable[[bytes], bytes], problem: str
) -> None:
    (config.folders.decisions / name).write_bytes(make(workbook(once(config))))

    report = once(config, later=1)

    assert report.exit_code == 2
    assert [problem in one and name in one for one in report.problems] == [True]
    assert once(config, later=2).problems == []


def test_what_excel_puts_beside_an_open_workbook_is_left_alone(config: Config) -> None:
    once(config)
    (config.folders.decisions / "~$review.xlsx").write_bytes(b"someone")

    assert "nothing new" in once(config, later=1).returns[0].text


def test_a_csv_of_declarations_is_read_by_the_outputs_so_nothing_is_said_of_it(
    config: Config,
) -> None:
    once(config)
    declared = b"ULN,CoreCode,IPStatus\r\n1111010013,60358294,Completed\r\n"
    (config.folders.decisions / "Placements.csv").write_bytes(declared)
    assert not [one for one in once(config, later=1).problems if "is not read" in one]


def test_a_folder_of_decisions_that_cannot_be_made_keeps_no_return_back(tmp_path: Path) -> None:
    config = site(tmp_path)
    config.folders.decisions.write_bytes(b"a file in its place")
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(2)))

    report = once(config)

    assert len(in_the_file(report)) == 2
    assert report.exit_code == 2
    assert any(str(config.folders.decisions) in one for one in report.problems)


def test_a_pass_makes_the_folder_of_decisions_and_a_dry_run_does_not(tmp_path: Path) -> None:
    config = site(tmp_path)
    sync(config, host(), dry_run=True)
    assert not config.folders.decisions.exists()
    sync(config, host())
    assert config.folders.decisions.is_dir()


def test_the_year_is_that_of_the_suggestion(config: Config) -> None:
    answered(config, workbook(once(config)), "No")
    once(config, later=1)
    assert [one.year for one in known(config)] == [YEAR]


def test_what_became_of_an_answer_is_on_record_although_the_run_was_cut_off_at_its_end(
    config: Config,
) -> None:
    answered(config, workbook(once(config)), "Yes")
    once(config, later=1)
    with closing(sqlite3.connect(config.ledger_place)) as connection:
        connection.execute("UPDATE runs SET state = 'publishing' WHERE number = 2")
        connection.execute("UPDATE decisions SET standing = '', why = '', run = NULL")
        connection.commit()

    report = once(config, later=2)

    assert "nothing new since run 2" in report.returns[0].text
    (decision,) = known(config)
    assert (decision.standing, decision.run) == (Standing.APPLIED, 2)


def two_open_years(tmp_path: Path) -> Config:
    """A site with a source for this year and one for the last, whose person twice may be joined."""
    made = site(tmp_path, ASKED, ("this-year", "last-year"))
    text = made.path.read_text("utf-8").replace(f'year = "{YEAR}"', 'year = "auto"')
    made.path.write_text(text, encoding="utf-8")
    made.folders.decisions.mkdir(exist_ok=True)
    deliver(made.folders.inbox / "this-year", "a.xml", ilr(one_person_twice()))
    deliver(made.folders.inbox / "last-year", "b.xml", ilr(learners(4, year="2526"), year="2526"))
    return load(made.path)


def built(report: SyncReport) -> list[str]:
    return [one.year for one in report.returns if one.folder is not None]


def test_an_answer_alone_builds_the_return_that_it_is_about_and_no_other(tmp_path: Path) -> None:
    config = two_open_years(tmp_path)
    first = once(config)
    assert built(first) == [YEAR, "2526"]
    assert first.returns[0].folder is not None
    answered(config, (first.returns[0].folder / "review.xlsx").read_bytes(), "Yes")

    assert built(once(config, later=1)) == [YEAR]
    assert built(once(config, later=2)) == []


def test_answers_that_were_refused_build_their_return_once(tmp_path: Path) -> None:
    config = two_open_years(tmp_path)
    first = once(config)
    assert first.returns[0].folder is not None
    review = (first.returns[0].folder / "review.xlsx").read_bytes()
    answered(config, review, "Yes", cells={"Rule": "R_00"})

    assert built(once(config, later=1)) == [YEAR]
    assert built(once(config, later=2)) == []


def test_an_answer_about_last_years_return_builds_it_and_no_other(tmp_path: Path) -> None:
    config = two_open_years(tmp_path)
    deliver(config.folders.inbox / "this-year", "a.xml", ilr(learners(4)))
    old = one_person_twice("2526")
    deliver(config.folders.inbox / "last-year", "b.xml", ilr(old, year="2526"))
    _, last_year = once(config).returns
    assert last_year.folder is not None
    answered(config, (last_year.folder / "review.xlsx").read_bytes(), "Yes")

    assert built(once(config, later=1)) == ["2526"]
    (decision,) = known(config)
    assert decision.standing == Standing.APPLIED
    assert built(once(config, later=2)) == []


def test_declarations_name_no_return_so_they_count_in_every_one(tmp_path: Path) -> None:
    config = two_open_years(tmp_path)
    review = once(config).returns[0].folder
    assert review is not None
    answered(config, (review / "review.xlsx").read_bytes(), "No")
    deliver(config.folders.decisions, "placements.csv", b"ULN,Industry placement status\r\n")
    once(config, later=1)

    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        beside = {
            year: [name for name, _ in site_files(config, ledger, year)] for year in (YEAR, "2526")
        }
    assert beside == {YEAR: ["placements.csv", "review.xlsx"], "2526": ["placements.csv"]}
