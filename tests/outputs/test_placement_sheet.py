from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.errors import ConfigError
from ilrsync.model.finding import HeldOut
from ilrsync.outputs.placement_sheet import PlacementSheet
from tests.outputs.builders import MemoryResult, aim, declare, ended, placement, t_level, uln, work

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.model.records import Learner

HEADER = (
    b"ULN,Core code,Industry placement status,Industry placement hours,"
    b"Reason for special consideration\r\n"
)


def done(number: int, **fields: Any) -> Learner:
    return t_level(number, placement([work()], **ended()), **fields)


def first_year(number: int, *placements: Any) -> Learner:
    began = dt.date(2025, 9, 1), dt.date(2027, 7, 2)
    learner = t_level(number, *placements)
    for one in learner.LearningDelivery:
        one.LearnStartDate, one.LearnPlanEndDate = began
    return learner


def written(folder: Path, learners: list[Learner], **options: Any) -> dict[str, bytes]:
    options = {"workbook": False, "worklists": False} | options
    output = PlacementSheet()
    result = MemoryResult(records=learners, held_out=options.pop("held_out", ()))
    kept = [output.keep(learner, result.table, options) for learner in learners]
    paths = output.write(result, [one for one in kept if one], folder, options)
    return {path.name: path.read_bytes() for path in paths}


def sheet(files: dict[str, bytes]) -> bytes:
    return files["industry-placements-10000001-2526-20260520-020000-01.csv"]


def left_out(files: dict[str, bytes]) -> list[dict[str, str]]:
    text = files["placements-left-out.csv"].decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_the_sheet_is_what_the_service_wants_byte_for_byte(tmp_path: Path) -> None:
    learners = [done(1), t_level(2, placement()), t_level(3)]
    declared = [
        declare(str(uln(3)), "Placement completed with special consideration", "120", "ML,B")
    ]
    assert sheet(written(tmp_path, learners, declarations=declared)) == (
        HEADER
        + f"{uln(1)},60358300,Placement completed,,\r\n"
        f"{uln(2)},60358300,Placement still to be completed,,\r\n"
        f'{uln(3)},60358300,Placement completed with special consideration,120,"ML,B"\r\n'.encode()
    )


def test_a_thousand_and_one_records_are_two_files_and_none_is_lost(tmp_path: Path) -> None:
    files = written(tmp_path, [done(number) for number in range(1001)])
    first, second = files.values()
    assert list(files) == [
        f"industry-placements-10000001-2526-20260520-020000-0{number}.csv" for number in (1, 2)
    ]
    assert (first.count(b"\r\n"), second.count(b"\r\n")) == (1001, 2)
    both = first.splitlines()[1:] + second.splitlines()[1:]
    assert len(set(both)) == 1001
    assert len(first) < 2 * 1024 * 1024


def test_a_thousand_records_are_one_file(tmp_path: Path) -> None:
    assert len(written(tmp_path, [done(number) for number in range(1000)])) == 1


def test_nobody_with_a_t_level_gives_no_file(tmp_path: Path) -> None:
    assert written(tmp_path, []) == {}


def test_a_learner_without_a_t_level_is_not_kept() -> None:
    learner = done(1)
    for one in learner.LearningDelivery:
        one.ProgType = None
    assert PlacementSheet().keep(learner, MemoryResult().table, {}) is None


@pytest.mark.parametrize("bad", [9999999999, 1234567890, 123, None])
def test_temporary_and_invalid_ulns_never_reach_the_sheet(tmp_path: Path, bad: int | None) -> None:
    files = written(tmp_path, [done(1, ULN=bad)])
    assert list(files) == ["placements-left-out.csv"]
    (row,) = left_out(files)
    assert "ULN" in row["Reason"]
    assert row["What for"] == "to correct"


def test_a_shared_uln_keeps_both_off_the_sheet(tmp_path: Path) -> None:
    files = written(tmp_path, [done(1), done(2, ULN=uln(1)), done(3)])
    assert sheet(files).count(b"\r\n") == 2
    assert [row["Learner Ref"] for row in left_out(files)] == ["TL0001", "TL0002"]


def test_a_learner_who_is_left_out_is_listed_with_place_and_remedy(tmp_path: Path) -> None:
    (row,) = left_out(written(tmp_path, [t_level(1, placement([work(290)], **ended()))]))
    assert row["What for"] == "to decide"
    assert "290 of 315 hours" in row["Reason"]
    assert "declare" in row["What to do"]
    assert (row["Source File"], row["Source Line"]) == ("Aims.csv", "2")
    assert row["Family Name"] == "Okonkwo-Bérenger"


def test_a_core_aim_that_is_none_keeps_the_learner_off(tmp_path: Path) -> None:
    learner = done(1)
    learner.LearningDelivery[1].assign("AimType", 3)
    (row,) = left_out(written(tmp_path, [learner]))
    assert "AimType 3" in row["Reason"]


def test_first_years_wait_unless_the_site_wants_them(tmp_path: Path) -> None:
    learners = [first_year(1, placement([work()], **ended())), first_year(2, placement())]
    default = written(tmp_path / "a", learners)
    assert [row["What for"] for row in left_out(default)] == ["not due", "not due"]
    completed = written(tmp_path / "b", learners, cohorts="second-year-and-completed")
    assert sheet(completed).count(b"\r\n") == 2
    everyone = written(tmp_path / "c", learners, cohorts="all")
    assert sheet(everyone).count(b"\r\n") == 3


def test_a_learner_who_finishes_this_year_is_not_a_first_year(tmp_path: Path) -> None:
    learner = first_year(1, placement())
    for one in learner.LearningDelivery:
        one.LearnPlanEndDate = aim("x", 1).LearnPlanEndDate
    assert sheet(written(tmp_path, [learner])).count(b"\r\n") == 2


def test_an_unknown_cohort_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='cohorts: got "third-year"'):
        written(tmp_path, [done(1)], cohorts="third-year")


def test_a_declaration_about_nobody_is_listed(tmp_path: Path) -> None:
    declared = [declare("1112223334", "Placement completed")]
    (row,) = left_out(written(tmp_path, [done(1)], declarations=declared))
    assert row["Unique Learner Number"] == "1112223334"


def test_held_out_learners_are_listed_too(tmp_path: Path) -> None:
    held = [HeldOut("TL0009", "Learner[8]", "Sex is missing")]
    (row,) = left_out(written(tmp_path, [done(1)], held_out=held))
    assert row["Learner Ref"] == "TL0009"
    assert "Sex is missing" in row["Reason"]
