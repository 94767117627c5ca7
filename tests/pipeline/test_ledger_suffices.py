"""The ledger alone explains a whole run: from what was read to what is returned, and back."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from ilrsync.corrections.replay import apply_to_all, reverse_on_all
from ilrsync.corrections.tree import copied
from ilrsync.ledger import Ledger
from ilrsync.model.finding import Outcome
from ilrsync.model.table import table
from ilrsync.outputs.learner_xml import writer
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
    site,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.model.records import Learner
    from ilrsync.pipeline.reports import ReturnReport

ALL_AGREED = '[corrections]\nR_06 = "apply"\nR_59 = "apply"\nR_07 = "apply"\n'


def faulty() -> list[Learner]:
    """Learners with faults that are put right by themselves, once agreed, or by a person."""
    people = learners(8)
    twin = copied(people[0])
    twin.LearnRefNumber, twin.MathGrade = "TWIN1", None
    people[1].Postcode = (people[1].Postcode or "").lower()
    people[2].LearnerFAM = [*people[2].LearnerFAM, *map(copied, people[2].LearnerFAM)]
    for aim in people[3].LearningDelivery:
        aim.AimSeqNumber = 1
    return [*people, twin, copied(people[4])]


def built(config: Config, people: Sequence[Learner] | None, night: int) -> ReturnReport:
    if people is not None:
        deliver(config.folders.inbox / "main", f"export-{night}.xml", ilr(people))
    (report,) = sync(config, host(), started=NOW + night * OVERNIGHT).returns
    return report


def agree_to_everything(config: Config, report: ReturnReport) -> None:
    assert report.folder is not None
    book = load_workbook(io.BytesIO((report.folder / "review.xlsx").read_bytes()))
    sheet = book["Suggestions"]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, sheet.max_column).value:
            sheet.cell(row, 1).value = "Yes"
    config.folders.decisions.mkdir(exist_ok=True)
    book.save(config.folders.decisions / "agreed.xlsx")


@pytest.mark.parametrize("how", ["by itself", "agreed in the configuration", "agreed by a person"])
def test_the_ledger_leads_to_what_is_returned_and_back(tmp_path: Path, how: str) -> None:
    config = site(tmp_path, ALL_AGREED if "configuration" in how else "")
    people = faulty()
    report = built(config, people, 0)
    if "person" in how:
        agree_to_everything(config, report)
        report = built(config, None, 1)
    assert report.run is not None
    assert report.folder is not None
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        changes = list(ledger.changes(report.run))
    read = dict(enumerate(people))

    returned = apply_to_all(read, changes)

    assert any(change.outcome is Outcome.APPLIED for change in changes)
    write = writer(table(YEAR))
    text = ilr_file(report.folder).read_text("utf-8")
    assert "".join(write(one) for _, one in sorted(returned.items())) in text
    assert len(returned) < len(people)
    assert reverse_on_all(returned, changes) == read


def test_what_is_returned_needs_no_correction_and_says_nothing_new(tmp_path: Path) -> None:
    config = site(tmp_path, ALL_AGREED)
    people = faulty()
    report = built(config, people, 0)
    assert report.run is not None
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        changes = list(ledger.changes(report.run))
        before = Counter(one.rule for one in ledger.findings(report.run))
    returned = apply_to_all(dict(enumerate(people)), changes)

    again = built(config, [one for _, one in sorted(returned.items())], 1)

    assert again.run is not None
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        made = [one for one in ledger.changes(again.run) if one.outcome is Outcome.APPLIED]
        after = Counter(one.rule for one in ledger.findings(again.run))
    assert made == []
    assert after - before == Counter(
        {rule: count for rule, count in after.items() if rule.endswith("_lost")}
    )
