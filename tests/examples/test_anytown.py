"""The example's README says what is planted and what becomes of it; here that is held to be so."""

import datetime as dt
import json
import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from ilrsync.config import load
from ilrsync.model.table import table
from ilrsync.model.xsd import schema_text
from ilrsync.pipeline.plugins import load_host
from ilrsync.pipeline.reports import ReturnReport
from ilrsync.pipeline.sync import sync
from tests.examples.__main__ import ANYTOWN, exports

YEAR = table("2627")
NIGHT = dt.datetime(2026, 11, 20, 2, 0, tzinfo=ZoneInfo("Europe/London"))

FOUND = {
    "A260023": {"ILRSYNC_uln_scientific"},
    "A260055": {"ULN_04"},
    "A260060": {"ILRSYNC_unknown_word"},
    "L260030": {"ILRSYNC_element_order"},
    "L260040": {"ILRSYNC_unknown_element"},
    "T260007": {"R_137"},
    "T260012": {"ILRSYNC_hours_of_one_year"},
    "T260018": {"HRSType_02"},
    "T260026": {"WorkPlacement_01"},
    # A programme aim without its ProgType is an aim of no programme, and everything follows.
    "T260033": {
        "HRSType_05",
        "PlanEEPHours_01",
        "PlanLearnHours_01",
        "ProgType_01",
        "R_125",
        "R_30",
        "R_31",
        "R_66",
    },
    None: {
        "ILRSYNC_encoding",
        "ILRSYNC_row_without_learner",
        "ILRSYNC_totals_row",
        "ILRSYNC_unknown_column",
        "ILRSYNC_unknown_element",
    },
}
CORRECTED = {
    "A260017": {"ILRSYNC_name_quotes"},
    "A260031": {"ILRSYNC_uln_padded"},
    "A260042": {"ILRSYNC_postcode_form"},
    "A260071": {"ILRSYNC_ni_spaces"},
    "A260088": {"R_59"},
    "L260060": {"R_59"},
    "L260010": {"R_06"},
    "L260020": {"R_07"},
}
HELD_OUT = {"A260023", "A260060"}

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> ReturnReport:
    """The example after one pass."""
    home = tmp_path_factory.mktemp("anytown")
    shutil.copytree(ANYTOWN, home, dirs_exist_ok=True, copy_function=shutil.copyfile)
    config = load(home / "ilrsync.toml")
    report = sync(config, load_host(config.plugins), started=NIGHT)
    assert report.problems == []
    assert report.waiting == []
    (only,) = report.returns
    return only


@pytest.fixture(scope="module")
def said(night: ReturnReport) -> dict[str, Any]:
    assert night.folder is not None
    found: dict[str, Any] = json.loads((night.folder / "findings.json").read_text("utf-8"))
    return found


def by_learner(rows: list[dict[str, Any]]) -> dict[str | None, set[str]]:
    found: dict[str | None, set[str]] = defaultdict(set)
    for row in rows:
        found[row["LearnRefNumber"]].add(row["rule"])
    return dict(found)


def test_every_planted_fault_is_found_and_nothing_else(said: dict[str, Any]) -> None:
    assert by_learner(said["findings"]) == FOUND


def test_every_correction_is_the_one_described_and_no_other(said: dict[str, Any]) -> None:
    assert by_learner(said["changes"]) == CORRECTED
    assert {row["outcome"] for row in said["changes"]} == {"applied"}


def test_learners_who_cannot_be_returned_are_held_out_and_the_numbers_add_up(
    night: ReturnReport, said: dict[str, Any]
) -> None:
    assert {row["LearnRefNumber"] for row in said["held_out"]} == HELD_OUT
    assert night.exit_code == 1
    assert (said["learners"], said["written"]) == (201, 197)


def test_the_file_is_valid_and_has_every_other_learner_once(night: ReturnReport) -> None:
    assert night.folder is not None
    (file,) = night.folder.glob("ILR-10000001-2627-*.XML")
    document = etree.parse(file)
    etree.XMLSchema(etree.fromstring(schema_text(YEAR).encode())).assertValid(document)
    name = f"{{{YEAR.namespace}}}"
    references = [one.text for one in document.iter(f"{name}LearnRefNumber")]
    numbers = range(1, 91), range(1, 46), range(1, 66)
    everyone = {
        f"{letter}26{number:04}"
        for letter, each in zip("ATL", numbers, strict=True)
        for number in each
    }
    assert sorted(map(str, references)) == sorted(everyone - HELD_OUT - {"L260060"})


def test_both_programmes_of_a_progression_are_whole(night: ReturnReport) -> None:
    assert night.folder is not None
    (file,) = night.folder.glob("ILR-10000001-2627-*.XML")
    name = f"{{{YEAR.namespace}}}"
    learner = next(
        one
        for one in etree.parse(file).iter(f"{name}Learner")
        if one.findtext(f"{name}LearnRefNumber") == "L260010"
    )
    aims = [
        (aim.findtext(f"{name}AimSeqNumber"), aim.findtext(f"{name}StdCode"))
        for aim in learner.iter(f"{name}LearningDelivery")
    ]
    assert aims == [("1", "112"), ("2", "112"), ("3", "274"), ("4", "274")]


def test_the_readme_names_everybody_with_a_fault_and_every_rule() -> None:
    text = (ANYTOWN / "README.md").read_text("utf-8")
    planted = text.partition("## What is planted")[2]
    people = set(re.findall(r"^\| ([ATL]26\d{4})(?: and ([ATL]26\d{4}))?", planted, re.MULTILINE))
    named = {one for pair in people for one in pair if one}
    assert named == {one for one in FOUND.keys() | CORRECTED.keys() if one}
    rules = set().union(*FOUND.values(), *CORRECTED.values())
    assert set(re.findall(r"`([A-Za-z]+_\w+)`", planted)) <= rules


def test_the_exports_are_what_the_builders_make() -> None:
    made = exports()
    stored = {
        path.relative_to(ANYTOWN).as_posix(): path.read_bytes()
        for path in (ANYTOWN / "inbox").rglob("*")
        if path.is_file()
    }
    assert stored == made


def test_the_excerpt_in_the_readme_is_what_people_see(night: ReturnReport) -> None:
    (excerpt,) = re.findall(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    shown = iter(night.text.splitlines())
    for line in excerpt.splitlines():
        begins = line.removesuffix("…").rstrip()
        assert any(one.startswith(begins) for one in shown), line
