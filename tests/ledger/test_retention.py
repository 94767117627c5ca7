"""What leaves the ledger when it is old, what never does, and that it is on record."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ilrsync.ledger import ExportState, GivenAnswer, Ledger, Problem, RunState
from ilrsync.ledger.retention import Removal
from ilrsync.model.decision import Decision
from ilrsync.model.finding import Change, Finding, Grade, HeldOut, Outcome, Severity
from tests.ledger.clock import FakeClock
from tests.ledger.test_exports import accepted, delivered

if TYPE_CHECKING:
    from pathlib import Path

LATER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
PERSON = "Quillfeather"


def a_run(ledger: Ledger, *, year: str = "2627", state: RunState = RunState.FINISHED) -> int:
    """A run that said something of the learners A1 and B2."""
    run = ledger.start_run(10000001, year)
    finding = Finding(
        "R_59", Severity.ERROR, f"{PERSON} shares a ULN", "Learner[0]", "A1", fields={"ULN": "1"}
    )
    other = Finding("R_59", Severity.ERROR, "shares a ULN with A1", "Learner[1]", "B2")
    longer = Finding("R_07", Severity.WARNING, "A10 is another", "Learner[2]", "A10")
    unnamed = Finding("R_06", Severity.ERROR, "an aim of the same record", "Learner[0]")
    ledger.add_findings(run, [(0, finding), (1, other), (2, longer), (0, unnamed)])
    change = Change(
        "ULN_04", Grade.SAFE, Outcome.APPLIED, "a1", "Learner[0]", "FamilyName", PERSON, "b"
    )
    ledger.add_changes(run, [(0, change)])
    ledger.add_held_out(run, [(0, HeldOut("A1", "Learner[0]", PERSON, None))])
    ledger.finish_run(run, state=state, exit_code=1, learners=3, written=2, reason=PERSON)
    return run


def answered(suggestion: str) -> GivenAnswer:
    decision = Decision(suggestion, accepted=True, file="review.xlsx", row=2, by="")
    return GivenAnswer(10000001, "2627", decision, "R_59", "B2")


def test_the_newest_good_export_of_every_source_year_and_provider_stays(ledger: Ledger) -> None:
    of_last_year = accepted(ledger, delivered(ledger, "a.xml", "a", "1"), year="2526")
    old = accepted(ledger, delivered(ledger, "b.xml", "b", "2"), year="2627")
    other = accepted(ledger, delivered(ledger, "c.xml", "c", "3"), year="2627", ukprn=10000002)
    newest = accepted(ledger, delivered(ledger, "d.xml", "d", "4"), year="2627")
    refused = ledger.export_refused(delivered(ledger, "e.xml", "e", "5").id, "no")
    delivered(ledger, "f.xml", "f", "6")

    assert ledger.exports_to_forget(LATER, keep=0) == [old.id, refused.id]
    assert ledger.exports_to_forget(LATER, keep=3) == [refused.id]
    assert ledger.exports_to_forget(newest.first_seen, keep=0) == [old.id]
    assert {of_last_year.year, other.ukprn} == {"2526", 10000002}


def test_a_forgotten_export_can_be_delivered_again(ledger: Ledger) -> None:
    old = accepted(ledger, delivered(ledger, "a.xml", "a", "1"))
    kept = accepted(ledger, delivered(ledger, "b.xml", "b", "2"))
    assert len(set(ledger.archived())) == 2

    ledger.forget_exports([old.id], [Removal("export", old.sha256, 1, 10)])

    assert set(ledger.archived()) == {kept.files[0].archived}
    assert ledger.find_export(old.sha256, "mis") is None
    assert ledger.seen_files("mis", ["a.xml"]) == {}
    assert [(one.kind, one.what) for one in ledger.removals()] == [("export", old.sha256)]
    assert delivered(ledger, "a.xml", "a", "3").state is ExportState.OFFERED


def test_the_newest_finished_run_of_a_return_is_never_old(ledger: Ledger) -> None:
    runs = [a_run(ledger), a_run(ledger), a_run(ledger, year="2526")]
    failed = a_run(ledger, state=RunState.FAILED)
    going = ledger.start_run(10000001, "2627")

    assert [run.number for run in ledger.old_runs(LATER, keep=0)] == [runs[0], failed]
    assert [run.number for run in ledger.old_runs(LATER, keep=2)] == [failed]
    assert ledger.old_runs(ledger.run(runs[0]).started, keep=0) == []
    assert ledger.run(going).state is RunState.RUNNING


def test_details_go_and_the_counts_stay(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, clock=FakeClock()) as ledger:
        run, kept = a_run(ledger), a_run(ledger, year="2526")
        counts = ledger.counts(run)
        assert ledger.forget_details(run) == 6
        assert ledger.counts(run) == counts
        assert counts["errors"] == 3
        assert list(ledger.findings(run)) == []
        assert list(ledger.changes(run)) == []
        assert ledger.held_out(run) == []
        assert ledger.run(run).reason == ""
        assert ledger.runs_without_details() == {run}
        assert len(list(ledger.findings(kept))) == 4
        ledger.forget_details(kept)
        ledger.add_problem(Problem("mis", "a.xml", f'got "{PERSON}"'))
        ledger.export_refused(delivered(ledger, "a.xml", "a", "1").id, PERSON)
        ledger.take_answers("0" * 64, "review.xlsx", [answered("g1"), answered("g2")])
        ledger.revoke(ledger.decisions()[0].number)
        assert ledger.old_notes(LATER) == 3
        ledger.forget_notes(LATER)
        assert ledger.old_notes(LATER) == 0
        assert ledger.problems() == []
        (stands,) = ledger.decisions(ended=True)
        assert stands.decision.suggestion == "g2"
        assert [one.what for one in ledger.removals()] == ["notes", "run 2", "run 1"]
    assert PERSON.encode() not in path.read_bytes(), "deleted rows are overwritten"


def test_one_learner_is_forgotten_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, clock=FakeClock()) as ledger:
        runs = [a_run(ledger), a_run(ledger)]

        gone = ledger.forget_learner("A1")

        assert gone == {"findings": 6, "changes": 2, "held_out": 2}
        for run in runs:
            assert [one.LearnRefNumber for one in ledger.findings(run)] == ["A10"]
        assert ledger.forget_learner("A1") == {}
    kept = path.read_bytes()
    assert b"A10" in kept
    assert b"shares a ULN" not in kept
