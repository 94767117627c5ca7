from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import ConfigError
from ilrsync.ledger import Ledger
from ilrsync.model.finding import Outcome
from ilrsync.pipeline.sync import sync
from tests.fixtures import ten_learners as ten
from tests.pipeline.returns import NOW, deliver, host, ilr, learners, site

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.model.finding import Change

EVERYBODY = """
[[template]]
name = "everybody"
when = { AimType = 1 }
learner = { CampId = "MAIN" }
expects = ["EXAMPLE1"]
"""


THEIR_NUMBER = 4


def delivered(folder: Path, text: str) -> Config:
    config = site(folder, text)
    people = learners(8)
    on_programme = [one for one in people if one.LearningDelivery[0].AimType == 1]
    on_programme[0].CampId = "OTHER"
    assert len(on_programme) == THEIR_NUMBER
    deliver(config.folders.inbox / "main", "export.xml", ilr(people))
    sync(config, host(), started=NOW)
    return config


def filled(config: Config) -> list[Change]:
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return [one for one in ledger.changes(1) if one.rule == "ILRSYNC_template"]


def test_blanks_are_filled_from_the_configuration_and_on_record(tmp_path: Path) -> None:
    config = delivered(tmp_path, EVERYBODY)
    made = filled(config)
    assert [(one.field, one.old, one.new, one.outcome) for one in made] == [
        ("CampId", None, "MAIN", Outcome.APPLIED)
    ] * (THEIR_NUMBER - 1)
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        missed = [one for one in ledger.findings(1) if one.rule == "ILRSYNC_template_aim"]
    assert len(missed) == THEIR_NUMBER


def test_fillings_may_be_asked_for_first(tmp_path: Path) -> None:
    text = f'[corrections]\nILRSYNC_template = "suggest"\n{EVERYBODY}'
    made = filled(delivered(tmp_path, text))
    assert [one.outcome for one in made] == [Outcome.SUGGESTED] * (THEIR_NUMBER - 1)
    assert len({one.group for one in made}) == THEIR_NUMBER - 1


def test_a_template_that_does_not_fit_the_year_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='template "everybody": learner: Learner has no field'):
        delivered(tmp_path, EVERYBODY.replace("CampId", "Campus"))


def test_records_that_are_kept_back_are_listed_and_not_returned(tmp_path: Path) -> None:
    config = site(tmp_path, '[source.options]\nonly_status = ["QA verified"]\n')
    rows = ten.wide("2627")
    for row in rows:
        row["IlrStatus"] = "Signed" if row["LearnRefNumber"] == "TEN002" else "QA verified"
    ten.write_csv(config.folders.inbox / "main" / "learners.csv", rows)

    (report,) = sync(config, host(), started=NOW).returns

    assert "1 learner withheld" in report.text
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        run = ledger.run(1)
        kept_back = [one for one in ledger.findings(1) if one.rule == "ILRSYNC_withheld"]
    learners_told = run.manifest["learners"]
    assert isinstance(learners_told, dict)
    assert (run.learners, learners_told["withheld"]) == (9, 1)
    assert [one.LearnRefNumber for one in kept_back] == ["TEN002"]


def test_an_export_that_knows_no_status_is_refused_where_the_status_matters(
    tmp_path: Path,
) -> None:
    config = site(tmp_path, '[source.options]\nonly_status = ["QA verified"]\n')
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(2)))

    report = sync(config, host(), started=NOW)

    assert report.exit_code == 2
    assert any("does not say what status" in one for one in report.problems)
