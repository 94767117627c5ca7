from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync.contracts import InputFile
from ilrsync.ledger import Ledger, OutputFile, RunState
from ilrsync.model.finding import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

FILE = InputFile("main-mis", "Learners.csv", "a" * 64, 12, "aptem-set", "1", 200)
SHEET = OutputFile("placement_sheet", "outbox/placements.csv", "b" * 64, 99)


def test_a_run_is_on_record_from_its_start_to_its_end(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627", rules_version="v3", fingerprint="f00")
    assert ledger.run(run).state is RunState.RUNNING
    assert ledger.run(run).finished is None

    ledger.add_inputs(run, [FILE])
    ledger.finish_run(
        run, exit_code=1, learners=200, written=198, manifest={"é": [1]}, outputs=[SHEET]
    )

    ended = ledger.run(run)
    assert (ended.ukprn, ended.year) == (10000001, "2627")
    assert (ended.rules_version, ended.fingerprint) == ("v3", "f00")
    assert (ended.state, ended.exit_code) == (RunState.FINISHED, 1)
    assert (ended.learners, ended.written) == (200, 198)
    assert ended.manifest == {"é": [1]}
    assert ended.finished is not None
    assert ended.finished > ended.started
    assert ledger.inputs(run) == [FILE]
    assert ledger.outputs(run) == [SHEET]


def test_a_failed_run_says_why_and_nothing_else(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627")
    ledger.add_findings(run, [(0, Finding("R_59", Severity.ERROR, "Two learners share a ULN"))])
    ledger.finish_run(run, state=RunState.FAILED, exit_code=2, reason="the disk is full")

    assert list(ledger.findings(run)) == []
    assert ledger.run(run).reason == "the disk is full"
    assert ledger.last_run(10000001, "2627") is None
    failed = ledger.last_run(10000001, "2627", state=None)
    assert failed is not None
    assert failed.number == run


def test_inputs_and_outputs_keep_the_order_in_which_they_were_added(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627")
    ledger.add_inputs(run, [FILE, FILE])
    ledger.add_inputs(run, [])
    ledger.add_inputs(run, [InputFile("b", "a.xml", "c" * 64, 1, "ilr-xml", "1", 0)])
    ledger.finish_run(
        run, exit_code=0, outputs=[SHEET, OutputFile("ilr_xml", "a.xml", "d" * 64, 1)]
    )

    assert [file.source for file in ledger.inputs(run)] == ["main-mis", "main-mis", "b"]
    assert [output.name for output in ledger.outputs(run)] == ["placement_sheet", "ilr_xml"]


def test_the_last_run_is_that_of_the_provider_and_year(ledger: Ledger) -> None:
    runs = [ledger.start_run(*who) for who in [(1, "2526"), (1, "2627"), (2, "2627"), (1, "2627")]]
    for run in runs:
        ledger.finish_run(run, exit_code=0)

    last = ledger.last_run(1, "2627")

    assert last is not None
    assert last.number == runs[3]
    assert ledger.last_run(3, "2627") is None
    assert [run.number for run in ledger.last_runs()] == [runs[0], runs[3], runs[2]]
    assert [run.number for run in ledger.history(2)] == [runs[3], runs[2]]


def test_a_run_that_a_crash_cut_off_is_marked_and_what_it_found_forgotten(tmp_path: Path) -> None:
    finding = Finding("R_59", Severity.ERROR, "Two learners share a ULN")
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        whole = ledger.start_run(10000001, "2627")
        ledger.add_findings(whole, [(0, finding)])
        ledger.finish_run(whole, exit_code=1)
        cut = ledger.start_run(10000001, "2627")
        ledger.add_inputs(cut, [FILE])
        ledger.add_findings(cut, [(0, finding)])

    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        assert [run.number for run in ledger.unfinished_runs()] == [cut]
        ledger.abandon_run(cut)
        assert ledger.unfinished_runs() == []
        assert ledger.run(cut).state is RunState.ABANDONED
        assert list(ledger.findings(cut)) == []
        assert list(ledger.findings(whole)) == [finding]
        assert ledger.inputs(cut) == [FILE]
        assert ledger.start_run(10000001, "2627") > cut


def test_a_run_about_to_be_published_is_unfinished_until_it_is(ledger: Ledger) -> None:
    output = OutputFile("ILR.XML", "outbox/ILR.XML", "d" * 64, 1)
    runs = [ledger.start_run(10000001, "2627") for _ in range(2)]
    for run in runs:
        ledger.finish_run(run, state=RunState.PUBLISHING, exit_code=1, outputs=[output])
    assert ledger.last_run(10000001, "2627") is None

    ledger.run_published(runs[0])
    ledger.abandon_run(runs[1])

    assert ledger.unfinished_runs() == []
    published = ledger.last_run(10000001, "2627")
    assert published is not None
    assert (published.number, published.exit_code) == (runs[0], 1)
    assert [ledger.outputs(run) for run in runs] == [[output], []]


def test_there_is_no_run_of_a_number_never_given(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.run(1)
