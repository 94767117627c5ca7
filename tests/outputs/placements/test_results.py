from __future__ import annotations

from typing import Any

import pytest

from ilrsync.model.finding import Finding, Severity
from ilrsync.model.table import table
from ilrsync.outputs.placements import results
from ilrsync.outputs.placements.downloads import OverallResult, read_results
from ilrsync.outputs.placements.learner import t_level_learner
from ilrsync.outputs.placements.results import expected, result_findings, waits_for
from tests.outputs.builders import ended, placement, t_level, work
from tests.outputs.placements.downloaded import RESULTS, download, result


def read(*lines: str) -> dict[str, OverallResult]:
    return read_results("T-Level-overall-results.csv", download(RESULTS, *lines))


def only(line: str) -> OverallResult:
    (found,) = read(line).values()
    return found


def findings(line: str, **fields: Any) -> list[Finding]:
    closed = ended() | {"OutGrade": None}
    learner = t_level(1, placement([work()], **ended()), programme=closed)
    for position, changes in fields.items():
        for name, value in changes.items():
            learner.LearningDelivery[int(position[-1])].assign(name, value)
    found = t_level_learner(learner)
    assert found is not None
    return [one for _, one in result_findings([(4, found)], read(line), table("2526"))]


def agreeing(line: str, outcome: int = 1, core: str = "A", specialism: str = "ME") -> list[Finding]:
    return findings(
        line,
        aim0={"Outcome": outcome},
        aim1={"OutGrade": core},
        aim2={"OutGrade": specialism},
    )


def test_a_result_that_follows_and_agrees_has_no_finding() -> None:
    assert agreeing(result(1, "Distinction")) == []


def test_a_result_that_does_not_follow_from_its_parts_is_told() -> None:
    (found,) = agreeing(result(1, "Merit"))
    assert found.rule == results.NOT_FOLLOWING
    assert "Distinction follows" in found.message


def test_a_partial_achievement_that_waits_for_the_placement_says_what_it_would_be() -> None:
    line = result(1, "Partial achievement", status="Not completed")
    assert waits_for(only(line)) == "Distinction"
    (found,) = agreeing(line, outcome=2)
    assert found.rule == results.WAITING
    assert "Distinction" in found.message


@pytest.mark.parametrize(
    "line",
    [
        result(1, "Partial achievement", specialism_grade="", status="Not completed"),
        result(1, "Partial achievement", specialism_grade="Unclassified"),
        result(1, "X - no result", "", "", "Not completed"),
    ],
)
def test_what_lacks_more_than_the_placement_does_not_wait_for_it(line: str) -> None:
    assert waits_for(only(line)) is None
    assert expected(only(line)) == only(line).overall


def test_a_t_level_without_a_grade_table_is_said_to_be_not_checked() -> None:
    (found,) = agreeing(result(1, "Distinction", core="61051251"))
    assert found.rule == results.UNKNOWN_TABLE
    assert "no grade table" in found.message


@pytest.mark.parametrize(
    ("core", "specialism", "named"), [("A+", "Merit", '"A+"'), ("A", "Good", '"Good"')]
)
def test_a_grade_that_the_service_does_not_have_is_named(
    core: str, specialism: str, named: str
) -> None:
    found = findings(result(1, "Merit", core, specialism))
    (one,) = [finding for finding in found if finding.rule == results.UNKNOWN_TABLE]
    assert named in one.message


@pytest.mark.parametrize(
    ("overall", "parts", "outcome"),
    [
        ("Distinction", ("A", "Merit", "Completed"), 1),
        ("Partial achievement", ("A", "Unclassified", "Completed"), 2),
        ("Unclassified", ("Unclassified", "Unclassified", "Not completed"), 3),
    ],
)
def test_the_outcome_of_the_programme_aim_is_compared(
    overall: str, parts: tuple[str, str, str], outcome: int
) -> None:
    found = findings(result(1, overall, *parts), aim0={"Outcome": 8})
    (one,) = [finding for finding in found if finding.rule == results.OUTCOME]
    assert f"Outcome {outcome}" in one.message
    assert one.AimSeqNumber == 1


def test_the_outcome_of_a_programme_that_goes_on_is_not_compared() -> None:
    open_aim = {"CompStatus": 1, "LearnActEndDate": None, "Outcome": None}
    found = findings(result(1, "Distinction"), aim0=open_aim, aim1={"OutGrade": "A"})
    assert [one.rule for one in found] == [results.GRADE]


@pytest.mark.parametrize(("grade", "written"), [("A*", "*"), ("B", "B"), ("Unclassified", "U")])
def test_core_grades_are_compared_as_the_ilr_writes_them(grade: str, written: str) -> None:
    line = result(1, "", grade)
    wrong = [one for one in agreeing(line, core="C") if one.rule == results.GRADE]
    assert [one.AimSeqNumber for one in wrong] == [2]
    assert all(one.rule != results.GRADE for one in agreeing(line, core=written))


@pytest.mark.parametrize("grade", ["", "X - no result", "Q - pending result"])
def test_a_result_without_a_grade_is_not_compared(grade: str) -> None:
    found = agreeing(result(1, "", grade, grade))
    assert all(one.rule != results.GRADE for one in found)


def test_a_result_of_somebody_who_is_not_in_the_return_is_told() -> None:
    ((position, found),) = result_findings([], read(result(5, "Distinction")), table("2526"))
    assert (position, found.path) == (None, "")
    assert found.rule == results.NOT_IN_ILR
    assert found.origin is not None
    assert (found.origin.file, found.origin.line) == ("T-Level-overall-results.csv", 2)


def test_findings_are_warnings_and_change_nothing() -> None:
    assert {one.severity for one in findings(result(1, "Merit"))} == {Severity.WARNING}


def test_a_finding_about_an_aim_stands_where_the_export_has_the_aim() -> None:
    (found,) = agreeing(result(1, "Distinction"), core="B")
    assert (found.path, found.AimSeqNumber) == ("Learner[4]/LearningDelivery[1]", 2)
    assert found.origin is not None
    assert (found.origin.file, found.origin.line) == ("Aims.csv", 2)
    assert found.fields["Result from"] == "T-Level-overall-results.csv line 2"
    assert found.subject is not None
    assert (found.subject.LearnAimRef, found.subject.ULN) == ("60358300", found.fields["ULN"])


def test_a_finding_about_the_learner_has_no_aim() -> None:
    (found,) = agreeing(result(1, "Merit"))
    assert (found.path, found.AimSeqNumber) == ("Learner[4]", None)


@pytest.mark.parametrize(("start", "told"), [(2023, []), (2024, [results.NOT_IN_ILR])])
def test_who_has_finished_before_the_year_of_the_return_is_not_missed(
    start: int, told: list[str]
) -> None:
    line = result(5, "Distinction").replace("2024 to 2025", f"{start} to {start + 1}")
    found = result_findings([], read(line), table("2526"))
    assert [one.rule for _, one in found] == told


def test_grades_of_another_core_or_specialism_than_the_ilrs_are_not_compared() -> None:
    other = result(1, "Distinction", core="60369176").replace("ZTLOS001", "ZTLOS002")
    assert all(one.rule != results.GRADE for one in agreeing(other, core="E", specialism="PA"))
