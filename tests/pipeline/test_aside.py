from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.ledger import Ledger
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import NOW, deliver, host, site

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config

LEARNERS = (
    b"LearnRefNumber,ULN,FamilyName,GivenNames,DateOfBirth,Ethnicity,Sex,LLDDHealthProb,"
    b"PostcodePrior,Postcode\r\n"
    b"A1,1000000000,Example,Ada,01/02/2009,31,F,2,QX1 1AB,QX1 1AB\r\n"
)


def waiting(config: Config) -> list[str]:
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return [seen.path for source in ledger.status().sources for seen in source.waiting]


def test_half_a_set_that_somebody_takes_back_waits_no_longer(tmp_path: Path) -> None:
    config = site(tmp_path)
    half = deliver(config.folders.inbox / "main", "Learners.csv", LEARNERS)
    sync(config, host(), started=NOW)
    assert waiting(config) == ["Learners.csv"]

    half.unlink()
    report = sync(config, host(), started=NOW)

    assert report.waiting == []
    assert waiting(config) == []


def test_half_a_set_that_was_taken_back_and_comes_again_waits_again(tmp_path: Path) -> None:
    config = site(tmp_path)
    half = deliver(config.folders.inbox / "main", "Learners.csv", LEARNERS)
    sync(config, host(), started=NOW)
    half.unlink()
    sync(config, host(), started=NOW)

    deliver(half.parent, half.name, LEARNERS)
    report = sync(config, host(), started=NOW)

    assert len(report.waiting) == 1
    assert waiting(config) == ["Learners.csv"]


def test_half_a_set_waits_while_its_share_is_away(tmp_path: Path) -> None:
    config = site(tmp_path)
    half = deliver(config.folders.inbox / "main", "Learners.csv", LEARNERS)
    sync(config, host(), started=NOW)

    half.parent.rename(tmp_path / "away")
    assert sync(config, host(), started=NOW).problems
    assert waiting(config) == ["Learners.csv"]
