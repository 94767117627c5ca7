from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from ilrsync.corrections.tree import copied
from ilrsync.ledger import Ledger
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import NOW, OVERNIGHT, deliver, host, ilr, learners, site

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.model.records import Learner
    from ilrsync.pipeline.reports import ReturnReport


def built(config: Config, people: Sequence[Learner], night: int) -> ReturnReport:
    """The return of *people*, delivered and built on that night."""
    deliver(config.folders.inbox / "main", f"export-{night}.xml", ilr(people))
    (report,) = sync(config, host(), started=NOW + night * OVERNIGHT).returns
    return report


def since(report: ReturnReport) -> list[tuple[str | None, ...]]:
    """The rows of the sheet that compares."""
    assert report.folder is not None
    sheet = load_workbook(report.folder / "review.xlsx")["Since the last return"]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    return [tuple(None if cell is None else str(cell) for cell in row) for row in rows]


def lost(config: Config, run: int) -> list[str]:
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return [one.message for one in ledger.findings(run) if one.rule.endswith("_lost")]


def test_what_differs_from_the_last_return_is_listed_by_name_and_source(tmp_path: Path) -> None:
    config = site(tmp_path, "[compare]\nmost_learners_lost = 50.0\n")
    people = learners(12)
    first = built(config, people[:10], 0)
    changed = [copied(one) for one in people[1:10]]
    changed[0].Email = "someone@example.org"
    ended = changed[3].LearningDelivery[0]
    changed[3].LearningDelivery = [ended]

    second = built(config, [*changed, people[10]], 1)

    assert first.folder is not None
    assert "Since the last return" not in load_workbook(first.folder / "review.xlsx").sheetnames
    rows = [row[:4] for row in since(second)]
    gone, new = people[0], people[10]
    assert rows[0] == ("learners lost", gone.LearnRefNumber, str(gone.ULN), "main")
    assert rows[-1] == ("learners added", new.LearnRefNumber, str(new.ULN), "main")
    assert ("learners changed", changed[0].LearnRefNumber, str(changed[0].ULN), "main") in rows
    assert "since run 1 of" in second.text
    assert "with 10 learners: 1 learner lost" in second.text


def test_losing_more_learners_than_the_site_allows_is_an_error(tmp_path: Path) -> None:
    config = site(tmp_path, "[compare]\nmost_continuing_aims_lost = 100.0\n")
    people = learners(20)
    built(config, people, 0)

    report = built(config, people[:18], 1)

    assert report.exit_code == 1
    (message,) = lost(config, 2)
    assert message.startswith("2 of the 20 learners in run 1 are not in this return, more than the")
    assert "(main)" in message


def test_losing_a_few_learners_is_told_and_no_error(tmp_path: Path) -> None:
    config = site(tmp_path)
    people = learners(40)
    built(config, people, 0)

    report = built(config, people[:39], 1)

    assert (report.exit_code, lost(config, 2)) == (0, [])
    assert "1 learner lost" in report.text


def test_aims_that_went_on_and_are_gone_are_an_error_those_that_ended_are_not(
    tmp_path: Path,
) -> None:
    config = site(tmp_path, "[compare]\nmost_learners_lost = 100.0\n")
    people = [one for one in learners(12) if len(one.LearningDelivery) > 1]
    built(config, people, 0)
    fewer = [copied(one) for one in people]
    for one in fewer:
        del one.LearningDelivery[-1]

    built(config, fewer, 1)

    (message,) = lost(config, 2)
    assert "aims that were going on in run 1" in message


def test_a_learner_under_another_reference_is_changed_not_lost(tmp_path: Path) -> None:
    config = site(tmp_path)
    people = learners(5)
    built(config, people, 0)
    other = copied(people[2])
    other.LearnRefNumber = "NEW1"

    rows = since(built(config, [*people[:2], other, *people[3:]], 1))

    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("learners changed", "NEW1", f"was returned as {people[2].LearnRefNumber}")
    ]


def test_one_person_keeps_the_reference_returned_before(tmp_path: Path) -> None:
    config = site(tmp_path, '[corrections]\nR_59 = "apply"\n')
    people = learners(4)
    built(config, people, 0)
    earlier = copied(people[3])
    earlier.LearnRefNumber = "EARLIER1"
    for aim in earlier.LearningDelivery:
        assert aim.LearnStartDate is not None
        aim.LearnStartDate -= dt.timedelta(days=1)

    report = built(config, [earlier, *people], 1)

    assert "learners lost" not in report.text
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        gone = [one for one in ledger.changes(2) if one.new is None and not one.field]
    assert [one.LearnRefNumber for one in gone] == ["EARLIER1"]


def test_only_the_newest_run_is_kept_for_comparing(tmp_path: Path) -> None:
    config = site(tmp_path)
    for night in range(3):
        built(config, learners(3 + night), night)
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        counts = [ledger.returned_counts(run)[0] for run in (1, 2, 3)]
    assert counts == [0, 0, 5]
