from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import ReadError
from plugins.aptem.single import AptemWide
from plugins.aptem.tables import AptemSet
from tests.fixtures import ten_learners as ten
from tests.fixtures.reading import Read

if TYPE_CHECKING:
    from pathlib import Path

READY = {"only_status": ["QA verified", "Completed"]}


def wide(folder: Path, statuses: dict[str, str]) -> Path:
    rows = ten.wide("2627")
    for row in rows:
        row["IlrStatus"] = statuses.get(row["LearnRefNumber"], "QA Verified")
    return ten.write_csv(folder / "w.csv", rows)


def test_learners_of_another_status_are_kept_back_and_each_is_named(tmp_path: Path) -> None:
    path = wide(tmp_path, {"TEN002": "Signed", "TEN005": ""})

    read = Read(options=READY).file(AptemWide(), path)

    assert len(read.learners) == 8
    assert [(one.rule, one.LearnRefNumber) for one in read.remarks] == [
        ("ILRSYNC_withheld", "TEN002"),
        ("ILRSYNC_withheld", "TEN005"),
    ]
    assert '"Signed"' in read.remarks[0].message


def test_without_the_option_the_status_decides_nothing(tmp_path: Path) -> None:
    read = Read().file(AptemWide(), wide(tmp_path, {"TEN002": "Signed"}))
    assert (len(read.learners), read.rules) == (10, [])


def test_an_export_that_does_not_say_the_status_is_refused(tmp_path: Path) -> None:
    path = ten.write_csv(tmp_path / "w.csv", ten.wide("2627"))
    with pytest.raises(ReadError, match=r'"IlrStatus": the column that only_status goes by'):
        Read(options=READY).file(AptemWide(), path)


def test_in_a_set_the_rows_of_a_learner_who_is_kept_back_go_too(tmp_path: Path) -> None:
    tables = ten.related("2627")
    for row in tables["Learners"]:
        row["IlrStatus"] = "Signed" if row["LearnRefNumber"] == "TEN002" else "Completed"
    paths = {part: ten.write_csv(tmp_path / f"{part}.csv", rows) for part, rows in tables.items()}

    read = Read(options=READY).parts(AptemSet(), paths)

    assert len(read.learners) == 9
    assert [(one.rule, one.LearnRefNumber) for one in read.remarks] == [
        ("ILRSYNC_withheld", "TEN002")
    ]


def test_a_set_without_the_status_is_refused(tmp_path: Path) -> None:
    tables = ten.related("2627")
    paths = {part: ten.write_csv(tmp_path / f"{part}.csv", rows) for part, rows in tables.items()}
    with pytest.raises(ReadError, match="only_status"):
        Read(options=READY).parts(AptemSet(), paths)
