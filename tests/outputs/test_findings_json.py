from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ilrsync.model.finding import Change, Grade, HeldOut, NotChecked, Outcome
from ilrsync.model.record import Origin
from ilrsync.model.table import table
from ilrsync.outputs.findings_json import FindingsJson, finding_row
from ilrsync.outputs.rule_counts import rules_of_form
from tests.outputs.builders import MemoryResult, input_file, t_level
from tests.outputs.test_violation_report import ERROR, FAIL

if TYPE_CHECKING:
    from pathlib import Path

CHANGE = Change(
    "FD_Postcode_AP",
    Grade.SAFE,
    Outcome.APPLIED,
    "TL0001",
    "Learner[0]",
    "Postcode",
    "ab12cd",
    "AB1 2CD",
    "written as the ILR wants it",
    Origin("Learners.csv", 2, {"Postcode": "Post Code"}),
)
HELD = HeldOut("TL0009", "Learner[8]", "Sex is missing", Origin("Learners.csv", 10))


def written(folder: Path, result: MemoryResult) -> dict[str, Any]:
    (path,) = FindingsJson().write(result, [], folder, {})
    found = json.loads(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_object_has_the_shape_of_check(tmp_path: Path) -> None:
    result = MemoryResult(
        all_findings=[ERROR],
        inputs=[input_file()],
        not_checked=[NotChecked("LearnAimRef_01", "needs LARS")],
    )
    found = written(tmp_path, result)
    assert found["year"] == "2526"
    assert found["files"][0]["path"] == "Learners.csv"
    assert found["files"][0]["format"] == "aptem-set"
    assert found["rules"] == {
        "checked": 2,
        "of_form": len(rules_of_form(table("2526"))),
        "checked_in_part": [],
        "not_checked": [{"rule": "LearnAimRef_01", "reason": "needs LARS"}],
    }
    assert found["findings"] == [
        {
            "rule": "R_137",
            "severity": "error",
            "LearnRefNumber": "TL0003",
            "AimSeqNumber": 1,
            "path": "Learner[3]/LearningDelivery[0]",
            "fields": {"ProgType": "31", "FundModel": "25"},
            "message": "A T Level needs an occupational specialism.",
            "source": {
                "file": "Aims.csv",
                "line": 12,
                "headings": {"ProgType": "Programme", "FundModel": "FundModel"},
            },
            "correction": "suggest",
        }
    ]


def test_changes_and_held_out_learners_are_in_it(tmp_path: Path) -> None:
    found = written(tmp_path, MemoryResult(all_changes=[CHANGE], held_out=[HELD]))
    assert found["changes"][0]["old"] == "ab12cd"
    assert found["changes"][0]["outcome"] == "applied"
    assert found["held_out"] == [
        {
            "LearnRefNumber": "TL0009",
            "path": "Learner[8]",
            "reason": "Sex is missing",
            "source": {"file": "Learners.csv", "line": 10},
        }
    ]


def test_nothing_found_is_empty_lists(tmp_path: Path) -> None:
    found = written(tmp_path, MemoryResult(records=[t_level()]))
    assert (found["findings"], found["changes"], found["held_out"]) == ([], [], [])


def test_a_finding_about_the_file_has_no_source() -> None:
    assert finding_row(FAIL)["source"] is None


def test_every_record_has_a_line_of_its_own(tmp_path: Path) -> None:
    (path,) = FindingsJson().write(MemoryResult(all_findings=[ERROR, FAIL]), [], tmp_path, {})
    lines = path.read_text("utf-8").splitlines()
    assert sum(line.startswith('{"rule"') for line in lines) == 2
