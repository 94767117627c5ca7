import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from ilrsync.errors import ConfigError
from ilrsync.model.finding import Mode
from ilrsync.model.records import Learner
from ilrsync.pipeline.convert import Converted, convert_files
from tests.pipeline.returns import (
    NOW,
    UKPRN,
    YEAR,
    deliver,
    host,
    ilr,
    ilr_file,
    learners,
    references,
)

BEFORE, ENDED = dt.date(2024, 9, 2), dt.date(2026, 8, 28)
APPLY = {"R_06": Mode.APPLY, "R_59": Mode.APPLY}


def convert(paths: list[Path], out: Path, **more: object) -> Converted:
    return convert_files(paths, out, host(), started=NOW, **more)  # type: ignore[arg-type]


def apprentice() -> Learner:
    """Somebody who started a standard this autumn and is on the way."""
    found = next(one for one in learners(60) if one.LearningDelivery[0].ProgType == 25)
    for aim in found.LearningDelivery:
        aim.LearnStartDate, aim.LearnActEndDate = dt.date(2026, 9, 14), None
        aim.CompStatus, aim.Outcome, aim.OutGrade = 1, None, None
    return found


def report(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "findings.json").read_text("utf-8"))
    return found


def test_a_clean_file_comes_out_with_the_same_learners_in_the_same_order(tmp_path: Path) -> None:
    people = learners(40)
    file = deliver(tmp_path, "export.xml", ilr(people))

    done = convert([file], tmp_path / "out")

    assert done.exit_code == 0
    assert not done.problems
    assert references(ilr_file(tmp_path / "out")) == [one.LearnRefNumber for one in people]


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    people = learners(30)
    people[3].Postcode = "qx11aa"
    file = deliver(tmp_path, "export.xml", ilr(people))
    first, second = tmp_path / "first", tmp_path / "second"

    convert([file], first)
    convert([file], second)

    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    assert [(first / name).read_bytes() for name in names] == [
        (second / name).read_bytes() for name in names
    ]


def test_a_learner_whom_the_schema_refuses_is_held_out_and_named(tmp_path: Path) -> None:
    people = learners(20)
    people[7].Sex = "Female"
    file = deliver(tmp_path, "export.xml", ilr(people))

    done = convert([file], tmp_path / "out")

    written = references(ilr_file(tmp_path / "out"))
    assert people[7].LearnRefNumber not in written
    assert len(written) == 19
    assert done.exit_code == 1
    assert str(people[7].LearnRefNumber) in done.summary
    (held,) = report(tmp_path / "out")["held_out"]
    assert held["LearnRefNumber"] == people[7].LearnRefNumber
    assert "FD_Sex_AL" in {row["rule"] for row in report(tmp_path / "out")["findings"]}


def test_a_text_that_the_schema_refuses_is_put_right_where_that_keeps_its_meaning(
    tmp_path: Path,
) -> None:
    people = learners(1200)
    for place in (3, 700, 1199):
        people[place].AddLine1 = "12 King\u2019s Road"
    file = deliver(tmp_path, "export.xml", ilr(people))

    done = convert([file], tmp_path / "out")

    assert len(references(ilr_file(tmp_path / "out"))) == 1200
    assert ilr_file(tmp_path / "out").read_text("utf-8").count("12 King's Road") == 3
    changed = [row for row in report(tmp_path / "out")["changes"] if row["field"] == "AddLine1"]
    assert [row["outcome"] for row in changed] == ["applied"] * 3
    assert done.exit_code == 0


def test_two_records_of_one_person_stay_two_until_the_provider_agrees(tmp_path: Path) -> None:
    people = learners(10)
    people[6].ULN, people[6].LearnRefNumber = people[2].ULN, people[2].LearnRefNumber
    people[6].DateOfBirth = people[2].DateOfBirth
    people[6].FamilyName = people[2].FamilyName
    file = deliver(tmp_path, "export.xml", ilr(people))

    done = convert([file], tmp_path / "out")

    assert done.exit_code == 1
    assert len(references(ilr_file(tmp_path / "out"))) == 10
    rules = {row["rule"] for row in report(tmp_path / "out")["findings"]}
    assert {"R_06", "R_59"} <= rules


def test_a_progression_in_two_records_becomes_one_with_both_programmes(tmp_path: Path) -> None:
    first, second = apprentice(), apprentice()
    for aim in first.LearningDelivery:
        aim.StdCode, aim.LearnStartDate, aim.LearnActEndDate = 112, BEFORE, ENDED
        aim.CompStatus, aim.Outcome = 2, 1
    file = deliver(tmp_path, "export.xml", ilr([first, second]))

    convert([file], tmp_path / "out", modes=APPLY)

    assert references(ilr_file(tmp_path / "out")) == [second.LearnRefNumber]
    text = ilr_file(tmp_path / "out").read_text("utf-8")
    assert text.count("<StdCode>112</StdCode>") == len(first.LearningDelivery)
    assert text.count("<AimSeqNumber>") == 2 * len(first.LearningDelivery)
    found = report(tmp_path / "out")
    assert not {"R_06", "R_59"} & {row["rule"] for row in found["findings"]}
    assert "applied" in {row["outcome"] for row in found["changes"]}


def test_one_copy_of_an_equal_record_goes(tmp_path: Path) -> None:
    people = learners(10)
    file = deliver(tmp_path, "export.xml", ilr([*people, people[4]]))

    done = convert([file], tmp_path / "out")

    assert references(ilr_file(tmp_path / "out")) == [one.LearnRefNumber for one in people]
    assert done.exit_code == 0


def test_a_person_in_two_files_is_gathered_across_them(tmp_path: Path) -> None:
    people, others = learners(10), learners(10, seed=2)
    for one in others:
        one.LearnRefNumber = f"C{one.LearnRefNumber}"
    others[5] = learners(10)[3]
    first = deliver(tmp_path, "first.xml", ilr(people))
    second = deliver(tmp_path, "second.xml", ilr(others))

    convert([first, second], tmp_path / "out", modes=APPLY)

    written = references(ilr_file(tmp_path / "out"))
    assert len(written) == len(set(written)) == 19


def test_a_file_that_breaks_off_leaves_none_of_its_learners_behind(tmp_path: Path) -> None:
    good = deliver(tmp_path, "good.xml", ilr(learners(5)))
    whole = ilr(learners(1200, seed=9))
    cut = deliver(tmp_path, "cut.xml", whole[: len(whole) - 500])

    done = convert([cut, good], tmp_path / "out")

    assert len(references(ilr_file(tmp_path / "out"))) == 5
    assert done.exit_code == 2
    assert any("cut.xml" in problem for problem in done.problems)


@pytest.mark.parametrize(("year", "ukprn"), [("2526", UKPRN), (YEAR, 10000002)])
def test_a_file_of_another_year_or_provider_is_refused(
    tmp_path: Path, year: str, ukprn: int
) -> None:
    good = deliver(tmp_path, "good.xml", ilr(learners(5)))
    other = deliver(tmp_path, "other.xml", ilr(learners(5, 2, year), year=year, ukprn=ukprn))

    done = convert([good, other], tmp_path / "out")

    assert len(references(ilr_file(tmp_path / "out"))) == 5
    assert done.exit_code == 2
    assert any("other.xml" in problem for problem in done.problems)


def test_files_that_are_no_exports_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = deliver(tmp_path, "good.xml", ilr(learners(3)))
    bad = [
        deliver(tmp_path, "empty.csv", b""),
        deliver(tmp_path, "letter.csv", b"Dear all,\r\nplease find attached\r\n"),
        deliver(tmp_path, "dtd.xml", b'<!DOCTYPE Message [<!ENTITY x "y">]><Message>&x;</Message>'),
        tmp_path / "gone.csv",
        tmp_path,
    ]

    done = convert([*bad, good], tmp_path / "out")

    assert done.exit_code == 2
    assert len(done.problems) == len(bad)
    for path, problem in zip(bad, done.problems, strict=True):
        assert path.name in problem
    assert len(references(ilr_file(tmp_path / "out"))) == 3


def test_nothing_readable_is_an_error_that_says_why(tmp_path: Path) -> None:
    bad = deliver(tmp_path, "empty.csv", b"")
    with pytest.raises(ConfigError, match=r"empty\.csv"):
        convert([bad], tmp_path / "out")


def test_a_file_that_breaks_off_and_is_the_only_one_is_an_error_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    cut = deliver(tmp_path, "cut.xml", ilr(learners(5))[:-500])
    with pytest.raises(ConfigError, match=r"none of the files can be read\n  cut\.xml line \d+:"):
        convert([cut], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_the_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("mine")
    with pytest.raises(ConfigError, match="out: is a file, want a folder to write into"):
        convert([tmp_path / "absent.xml"], target)
    assert target.read_text() == "mine"
