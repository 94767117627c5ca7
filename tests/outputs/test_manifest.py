from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from ilrsync.model.finding import NotChecked
from ilrsync.model.table import table
from ilrsync.outputs.findings_json import FindingsJson
from ilrsync.outputs.manifest import write_manifest
from ilrsync.outputs.rule_counts import rules_of_form
from tests.outputs.builders import MemoryResult, input_file, t_level

if TYPE_CHECKING:
    from pathlib import Path

RESULT = MemoryResult(
    records=[t_level()],
    inputs=[input_file()],
    not_checked=[NotChecked("LearnAimRef_01", "needs LARS")],
)


def manifest(folder: Path) -> Path:
    written = FindingsJson().write(RESULT, [], folder, {})
    return write_manifest(
        RESULT, folder, written, plugins={"ilr-xml": "1", "aptem": "2"}, configuration="c0"
    )


def test_it_has_the_hashes_of_what_went_in_and_came_out(tmp_path: Path) -> None:
    found = json.loads(manifest(tmp_path).read_text("utf-8"))
    content = (tmp_path / "findings.json").read_bytes()
    assert found["inputs"][0]["sha256"] == "ab" * 32
    assert found["outputs"] == [
        {
            "name": "findings.json",
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
        }
    ]


def test_it_says_what_the_checking_knew(tmp_path: Path) -> None:
    found = json.loads(manifest(tmp_path).read_text("utf-8"))
    assert found["plugins"] == {"aptem": "2", "ilr-xml": "1"}
    assert found["configuration_sha256"] == "c0"
    assert found["rules_version"] == "3"
    assert found["rules"] == {
        "run": ["R_06", "R_59"],
        "checked": 2,
        "of_form": len(rules_of_form(table("2526"))),
        "checked_in_part": [],
        "not_checked": [{"rule": "LearnAimRef_01", "reason": "needs LARS"}],
    }
    numbers = {"read": 1, "written": 1, "held_out": 0, "gathered": 0, "withheld": 0}
    assert found["learners"] == numbers


def test_it_never_claims_the_dfes_verdict(tmp_path: Path) -> None:
    assert "Only the DfE's own service decides" in manifest(tmp_path).read_text("utf-8")


def test_equal_runs_give_equal_manifests(tmp_path: Path) -> None:
    first, second = manifest(tmp_path / "a"), manifest(tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
