from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from ilrsync.contracts import RulePage
from ilrsync.corrections.records_json import to_json
from ilrsync.model.decision import Answer, Decision, Standing
from ilrsync.model.finding import Change, Finding, Grade, HeldOut, Outcome, Severity
from ilrsync.model.record import Origin
from ilrsync.outputs.review.answers import read_answers
from ilrsync.outputs.review.findings import by_learner
from ilrsync.outputs.review.output import ReviewWorkbook
from ilrsync.outputs.review.suggestions import cells_of
from ilrsync.outputs.workbook_reading import rows_of, sheet_titles
from tests.outputs.builders import MemoryResult, t_level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook

NAME, OTHER, MERGE = "0" * 16, "1" * 16, "2" * 16
HERE = Origin("Aims.csv", 7, {"Outcome": "Result", "ULN": "Unique No"})


def change(outcome: Outcome = Outcome.SUGGESTED, **fields: Any) -> Change:
    given: dict[str, Any] = {
        "rule": "Outcome_07",
        "grade": Grade.SUGGEST,
        "outcome": outcome,
        "LearnRefNumber": "A1",
        "path": "Learner[0]/LearningDelivery[1]",
        "field": "Outcome",
        "old": "3",
        "new": "2",
        "why": "the aim was withdrawn",
        "origin": HERE,
        "group": NAME,
    }
    return Change(**(given | fields))


def gathering() -> list[Change]:
    """Two records of one person, offered to be one."""
    first, second = t_level(1), t_level(2, FamilyName="Other")
    whole: dict[str, Any] = {"field": "", "group": MERGE, "rule": "R_59", "grade": Grade.OPT_IN}
    return [
        change(path="Learner[0]", old=to_json(first), new=to_json(first), why="stays", **whole),
        change(
            path="Learner[1]",
            old=to_json(second),
            new=None,
            why="gathered",
            **{**whole, "LearnRefNumber": "B2"},
        ),
    ]


def result(**fields: Any) -> MemoryResult:
    given: dict[str, Any] = {
        "all_changes": [
            change(),
            change(Outcome.APPLIED, group=OTHER, rule="Postcode_14", field="Postcode", old="=1+1"),
            *gathering(),
        ],
        "all_findings": [
            Finding("R_59", Severity.ERROR, "Two records share a ULN.", "Learner[0]", "A1"),
            Finding(
                "Outcome_07",
                Severity.WARNING,
                "-2 is no outcome",
                "Learner[0]/LearningDelivery[1]",
                "A1",
                2,
                {"Outcome": "@cmd", "ULN": "1"},
                HERE,
            ),
        ],
        "held_out": [HeldOut("C3", "Learner[2]", "the ULN is missing", Origin("Aims.csv", 9))],
        "withheld": [HeldOut("D4", "", "not ready", Origin("Aims.csv", 11))],
        "pages": {"R_59": RulePage("A ULN stands once.", "Because.", "Gather them.", "Rules 2627")},
    }
    return MemoryResult(**(given | fields))


def written(folder: Path, given: MemoryResult, **options: Any) -> bytes:
    (path,) = ReviewWorkbook().write(given, (), folder, options)
    return path.read_bytes()


def book_of(folder: Path, given: MemoryResult) -> Workbook:
    return load_workbook(io.BytesIO(written(folder, given)))


def rows(folder: Path, title: str, given: MemoryResult | None = None) -> list[dict[str, str]]:
    data = written(folder, given or result())
    return [cells for _, cells in rows_of("review.xlsx", data, title)]


def test_every_sheet_is_there_with_frozen_headings_and_filters(tmp_path: Path) -> None:
    book = book_of(tmp_path, result())
    assert book.sheetnames == [
        "Read me",
        "Suggestions",
        "Corrections made",
        "Held out",
        "Merges",
        "Findings by learner",
        "Findings by rule",
    ]
    for sheet in book:
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.auto_filter.ref


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path, result()) == written(tmp_path, result())


def test_a_suggestion_says_what_why_and_where_and_takes_yes_or_no(tmp_path: Path) -> None:
    first, second = rows(tmp_path, "Suggestions")
    assert first == {
        "Your answer": "",
        "Learner ref": "A1",
        "Rule": "Outcome_07",
        "What is wanted, or was found": "",
        "What would be done": "the aim was withdrawn",
        "Field": "aim 2: Outcome",
        "Now": "3",
        "Proposed": "2",
        "How sure": "only a person can know",
        "File": "Aims.csv",
        "Row": "7",
        "Heading": "Result",
        "Answered so far": "",
        "Suggestion": NAME,
    }
    assert (second["Learner ref"], second["Now"]) == ("A1, B2", "2 records")
    sheet = book_of(tmp_path, result())["Suggestions"]
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"Yes,No"', "A2:A3")


def test_what_was_agreed_to_is_there_to_be_taken_back(tmp_path: Path) -> None:
    decision = Decision(OTHER, accepted=True, file="review.xlsx", row=4, by="Pat Example")
    given = result(answers=[Answer(decision, Standing.APPLIED, "done as agreed", "Postcode_14")])
    found = {row["Suggestion"]: row for row in rows(tmp_path, "Suggestions", given)}
    assert found[OTHER]["Answered so far"] == "Yes (review.xlsx row 4 by Pat Example)"
    (answer,) = rows(tmp_path, "Answers", given)
    assert answer["What became of it"] == "applied"


def test_the_records_of_one_person_stand_side_by_side(tmp_path: Path) -> None:
    found = {row["Field"]: row for row in rows(tmp_path, "Merges")}
    assert found["FamilyName"]["The record that stays"] == "Okonkwo-Bérenger"
    assert found["FamilyName"]["The record that goes into it"] == "Other"
    assert "Ethnicity" not in found, "what is the same in both is left out"
    assert found["aim 1"]["The record that stays"].startswith("ZPROG001, LearnStartDate 2024")


def test_everybody_who_is_not_in_the_file_is_named_with_the_reason(tmp_path: Path) -> None:
    assert [(row["Learner ref"], row["What"]) for row in rows(tmp_path, "Held out")] == [
        ("C3", "held out"),
        ("D4", "withheld by status"),
    ]


def test_a_rule_is_explained_in_plain_words(tmp_path: Path) -> None:
    first, _ = rows(tmp_path, "Findings by rule")
    assert (first["Rule"], first["What the rule wants"]) == ("R_59", "A ULN stands once.")
    assert first["What ilrsync can do"] == "Gather them."


def test_no_cell_of_any_sheet_runs_as_a_formula(tmp_path: Path) -> None:
    book = book_of(tmp_path, result())
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    assert {cell.value for cell in book["Findings by learner"]["J"]} >= {"Outcome: @cmd\nULN: 1"}
    assert all(
        cell.value is None
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "n"
    )


def test_a_large_return_goes_on_in_more_sheets_and_is_read_back(tmp_path: Path) -> None:
    many = [change(group=f"{number:016x}") for number in range(7)]
    data = written(tmp_path, result(all_changes=many), rows=4)
    assert [one for one in sheet_titles("review.xlsx", data) if "Sugg" in one] == [
        "Suggestions",
        "Suggestions (2)",
        "Suggestions (3)",
    ]
    book = load_workbook(io.BytesIO(data))
    for sheet in book:
        if sheet.title.startswith("Suggestions"):
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, 1).value = "no"
    file = io.BytesIO()
    book.save(file)
    found = read_answers("review.xlsx", file.getvalue())
    assert sorted(one.suggestion for one in found) == [one.group for one in many]
    assert not any(one.accepted or one.refused for one in found)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"Your answer": "perhaps"}, "neither Yes nor No"),
        ({"Your answer": "Yes", "Suggestion": "x"}, '"Suggestion" was altered'),
        ({"Your answer": "Yes", "Suggestion": None}, "put it right in the MIS"),
    ],
)
def test_a_row_altered_by_hand_is_refused(
    tmp_path: Path, cells: Mapping[str, str | None], why: str
) -> None:
    (one,) = read_answers("review.xlsx", filled(tmp_path, [cells]))
    assert why in one.refused


def test_two_answers_to_one_suggestion_are_both_refused(tmp_path: Path) -> None:
    answers: list[Mapping[str, str | None]] = [
        {"Your answer": "Yes"},
        {"Your answer": "No", "Suggestion": NAME},
    ]
    found = read_answers("review.xlsx", filled(tmp_path, answers))
    assert ["leave one of them" in one.refused for one in found] == [True, True]


def test_a_cell_that_says_something_else_is_named(tmp_path: Path) -> None:
    data = filled(tmp_path, [{"Your answer": " yes ", "Proposed": "1", "Rule": "Outcome_07"}])
    (one,) = read_answers("review.xlsx", data)
    assert one.accepted
    assert one.altered(cells_of([change()])) == "Proposed"
    assert one.altered(cells_of([change(new="1")])) == ""


def filled(folder: Path, answers: Sequence[Mapping[str, str | None]]) -> bytes:
    """The workbook with its first suggestions filled in."""
    book = book_of(folder, result())
    sheet = book["Suggestions"]
    headings = [cell.value for cell in sheet[1]]
    for row, cells in enumerate(answers, 2):
        for heading, text in cells.items():
            sheet.cell(row, headings.index(heading) + 1).value = text
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_finding_says_whether_it_is_of_a_record_a_file_or_the_whole_return() -> None:
    found = [
        Finding("A_1", Severity.ERROR, "m", "Learner[0]/LearningDelivery[1]", "A1"),
        Finding("A_2", Severity.ERROR, "m", "Learner[0]", "A1"),
        Finding("A_3", Severity.ERROR, "m", origin=Origin("Aims.csv", 3)),
        Finding("A_4", Severity.WARNING, "m", LearnRefNumber="A2"),
    ]
    sheet = by_learner(MemoryResult(all_findings=found))
    where = {row[5]: row[sheet.headings.index("Where")] for row in sheet.rows}
    assert where == {"A_1": "aim 2", "A_2": "learner", "A_3": "file", "A_4": "return"}
