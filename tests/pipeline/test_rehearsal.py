"""``sync --dry-run`` tells what the real pass would, from the same past, and leaves no trace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ilrsync.ledger import Ledger
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import (
    NOW,
    OVERNIGHT,
    deliver,
    host,
    ilr,
    ilr_file,
    learners,
    references,
    site,
    tree,
)
from tests.pipeline.test_deciding import ASKED, answered, one_person_twice, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.pipeline.reports import SyncReport


def once(config: Config, later: int = 0, *, dry_run: bool = False) -> SyncReport:
    return sync(config, host(), started=NOW + later * OVERNIGHT, dry_run=dry_run)


def said(report: SyncReport) -> tuple[object, ...]:
    """All that a report tells people, but for the places of what is only tried."""
    returns = [(each.year, each.run, each.exit_code, each.text) for each in report.returns]
    problems = [re.sub(r" \(set aside: [^)]*\)", "", one) for one in report.problems]
    return returns, problems, report.waiting, report.exit_code


def tried_and_done(config: Config, folder: Path, later: int) -> SyncReport:
    """The real pass of that day, which a dry run before it foretold without a trace."""
    before = tree(folder)
    dry = once(config, later, dry_run=True)
    assert tree(folder) == before
    done = once(config, later)
    assert said(dry) == said(done)
    return done


def test_it_tells_the_same_on_the_first_day_and_on_every_other(tmp_path: Path) -> None:
    config = site(tmp_path, ASKED, sources=("main", "second"))
    config.folders.decisions.mkdir(exist_ok=True)
    deliver(config.folders.inbox / "main", "monday.xml", ilr(one_person_twice()))
    deliver(config.folders.inbox / "second", "monday.xml", ilr(learners(4, seed=3)))
    first = tried_and_done(config, tmp_path, 0)
    assert first.returns[0].run == 1

    assert "nothing new since run 1" in tried_and_done(config, tmp_path, 1).returns[0].text

    answered(config, workbook(first), "Yes")
    deliver(config.folders.inbox / "second", "tuesday.xml", ilr(learners(5, seed=3)))
    deliver(config.folders.inbox / "second", "notes.csv", b"Dear all,\r\nplease find attached\r\n")
    second = tried_and_done(config, tmp_path, 1)
    assert second.returns[0].run == 2
    assert second.returns[0].folder is not None
    assert len(references(ilr_file(second.returns[0].folder))) == 5 + 5
    assert "since run 1" in second.returns[0].text


def test_a_run_that_a_crash_cut_off_is_foretold_as_it_will_end(tmp_path: Path) -> None:
    config = site(tmp_path)
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(3)))
    with Ledger.open(config.ledger_place) as ledger:
        cut_off = ledger.start_run(config.provider.ukprn, "2627")
    half = config.folders.outbox / "10000001-2627" / f"run-{cut_off:05}"
    deliver(half, "ILR.XML", b"half of it")

    tried_and_done(config, tmp_path, 0)
    assert not half.exists()


def test_what_only_the_real_archive_holds_is_read_there(tmp_path: Path) -> None:
    config = site(tmp_path, sources=("main", "second"))
    main = deliver(config.folders.inbox / "main", "monday.xml", ilr(learners(3)))
    once(config)
    main.unlink()
    deliver(config.folders.inbox / "second", "monday.xml", ilr(learners(4, seed=3)))

    report = tried_and_done(config, tmp_path, 1)

    assert report.returns[0].folder is not None
    assert len(references(ilr_file(report.returns[0].folder))) == 7
