from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ilrsync.ledger import Ledger
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import NOW, OVERNIGHT, deliver, host, site

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config

LEARNERS = (
    b"LearnRefNumber,ULN,FamilyName,GivenNames,DateOfBirth,Ethnicity,Sex,LLDDHealthProb,"
    b"PostcodePrior,Postcode\r\nA1,1000000000,Example,Ada,01/02/2009,31,F,2,QX1 1AB,QX1 1AB\r\n"
)
AIMS = b"LearnRefNumber,LearnAimRef,AimType,AimSeqNumber,LearnStartDate,LearnPlanEndDate\r\n"
OLD_AIM = AIMS + b"A1,60330000,1,1,01/09/2026,31/07/2027\r\n"
NEW_AIM = AIMS + b"A1,60330001,1,1,01/09/2026,31/07/2027\r\n"


def after_a_set(folder: Path) -> tuple[Config, Path]:
    """A site that has taken a set and keeps its files; and the file of the learners."""
    config = site(folder, "[watching]\nsettle = 0")
    inbox = config.folders.inbox / "main"
    learner = deliver(inbox, "Learners.csv", LEARNERS)
    deliver(inbox, "Aims.csv", OLD_AIM)
    sync(config, host(), started=NOW)
    return config, learner


def files_of_the_newest(config: Config) -> tuple[int, list[str]]:
    """How many exports there are, and the files of the newest."""
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        newest = ledger.newest_export("main")
        assert newest is not None
        return len(ledger.export_states("main")), [file.name for file in newest.files]


def test_one_file_of_a_set_delivered_anew_makes_a_set_with_those_that_lie_there(
    tmp_path: Path,
) -> None:
    config, learner = after_a_set(tmp_path)

    deliver(learner.parent, "Aims.csv", NEW_AIM)
    sync(config, host(), started=NOW + OVERNIGHT)

    assert files_of_the_newest(config) == (2, ["Aims.csv", "Learners.csv"])


def test_one_file_of_a_set_delivered_much_later_waits_for_the_others(tmp_path: Path) -> None:
    config, learner = after_a_set(tmp_path)
    hours_ago = learner.stat().st_mtime - 4 * 3600
    os.utime(learner, (hours_ago, hours_ago))
    sync(config, host(), started=NOW + OVERNIGHT)

    deliver(learner.parent, "Aims.csv", NEW_AIM)
    report = sync(config, host(), started=NOW + 2 * OVERNIGHT)

    assert any("Aims.csv: waiting for Learners" in line for line in report.waiting)
