"""What becomes of runs that a crash cut off, and what names the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ilrsync import durable
from ilrsync.errors import TransientError
from ilrsync.ledger import GivenAnswer, Ledger, OutputFile, RunState
from ilrsync.model.decision import Decision
from ilrsync.model.returned import Returned
from ilrsync.pipeline.published import (
    CURRENT,
    check_home,
    end_on_paper,
    end_what_was_cut_off,
    folder_name,
    output_file,
    point_at,
)
from tests.pipeline.returns import UKPRN, YEAR, deliver, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ilrsync.contracts import RunReport

HOME = f"{UKPRN}-{YEAR}"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "state" / "ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    return outbox


def cut_off(
    ledger: Ledger,
    outbox: Path,
    *,
    stands: bool,
    state: RunState = RunState.PUBLISHING,
    code: int = 1,
) -> int:
    """A run that was cut off before or after its folder got its name."""
    run = ledger.start_run(UKPRN, YEAR)
    sheet = outbox / HOME / folder_name(run) / "sheet.csv"
    if state is RunState.PUBLISHING:
        made = OutputFile("sheet.csv", str(sheet), "a" * 64, 5)
        ledger.finish_run(run, state=state, exit_code=code, outputs=[made])
    if stands:
        deliver(sheet.parent, sheet.name, b"whole")
    return run


def finished(ledger: Ledger, outbox: Path) -> int:
    """A run that came to its end."""
    run = cut_off(ledger, outbox, stands=True)
    ledger.run_published(run)
    return run


def ended(ledger: Ledger, outbox: Path) -> list[RunReport]:
    """What is told when the next start ends what was cut off."""
    told: list[RunReport] = []
    end_what_was_cut_off(ledger, outbox, told.append)
    return told


@pytest.mark.parametrize(("code", "ok"), [(0, True), (1, True), (2, False)])
def test_a_run_whose_folder_stands_is_ended_and_told_of(
    ledger: Ledger, outbox: Path, code: int, ok: bool
) -> None:
    run = cut_off(ledger, outbox, stands=True, code=code)

    (report,) = ended(ledger, outbox)

    assert ledger.run(run).state is RunState.FINISHED
    assert (report.run, report.ukprn, report.year, report.ok) == (run, UKPRN, YEAR, ok)
    assert [path.name for path in report.outputs] == ["sheet.csv"]
    assert tree(outbox) == {
        f"{HOME}/run-00001/sheet.csv": b"whole",
        f"{HOME}/{CURRENT}": b"run-00001\n",
    }
    assert ended(ledger, outbox) == []


def test_a_run_without_its_folder_leaves_nothing_but_its_number(
    ledger: Ledger, outbox: Path
) -> None:
    good = finished(ledger, outbox)
    run = cut_off(ledger, outbox, stands=False)
    deliver(durable.temporary_name(outbox / HOME / folder_name(run)), "sheet.csv", b"ha")

    assert ended(ledger, outbox) == []

    assert ledger.run(run).state is RunState.ABANDONED
    assert ledger.outputs(run) == []
    assert tree(outbox) == {
        f"{HOME}/{folder_name(good)}/sheet.csv": b"whole",
        f"{HOME}/{CURRENT}": f"{folder_name(good)}\n".encode(),
    }


def test_a_folder_of_a_run_that_was_not_ready_to_stand_there_goes(
    ledger: Ledger, outbox: Path
) -> None:
    run = cut_off(ledger, outbox, stands=True, state=RunState.RUNNING)

    assert ended(ledger, outbox) == []

    assert ledger.run(run).state is RunState.ABANDONED
    assert list((outbox / HOME).iterdir()) == []


def test_whether_a_run_stands_is_not_guessed_while_the_outbox_is_away(
    ledger: Ledger, outbox: Path
) -> None:
    run = cut_off(ledger, outbox, stands=True)
    away = outbox.rename(outbox.with_name("away"))

    with pytest.raises(TransientError, match=r"run 1 was cut off.*drive is connected"):
        ended(ledger, outbox)
    assert ledger.run(run).state is RunState.PUBLISHING

    away.rename(outbox)
    assert len(ended(ledger, outbox)) == 1


def test_the_newest_run_that_has_ended_is_named_whatever_was_named_before(
    ledger: Ledger, outbox: Path
) -> None:
    finished(ledger, outbox)
    newest = finished(ledger, outbox)
    point_at(outbox / HOME, folder_name(newest - 1))
    failed = ledger.start_run(UKPRN, YEAR)
    ledger.finish_run(failed, state=RunState.FAILED, exit_code=2)

    ended(ledger, outbox)

    assert (outbox / HOME / CURRENT).read_text("utf-8") == f"{folder_name(newest)}\n"


def test_what_names_the_newest_run_is_not_written_again_and_names_no_ghost(outbox: Path) -> None:
    (outbox / "run-00001").mkdir()
    point_at(outbox, "run-00001")
    before = (outbox / CURRENT).stat()

    point_at(outbox, "run-00001")
    point_at(outbox, "run-00002")

    assert (outbox / CURRENT).read_text("utf-8") == "run-00001\n"
    assert (outbox / CURRENT).stat().st_ino == before.st_ino


def test_on_paper_runs_end_as_they_will_and_the_outbox_is_left_alone(
    ledger: Ledger, outbox: Path
) -> None:
    standing = cut_off(ledger, outbox, stands=True)
    gone = cut_off(ledger, outbox, stands=False)
    before = tree(outbox)

    end_on_paper(ledger, outbox)

    assert ledger.run(standing).state is RunState.FINISHED
    assert ledger.run(gone).state is RunState.ABANDONED
    assert tree(outbox) == before


def refuse_an_answer(ledger: Ledger) -> None:
    """Somebody has answered what no run had offered, which the next run is to tell of."""
    decision = Decision("R_59 1", accepted=True, file="review.xlsx", row=2)
    ledger.take_answers(
        "d" * 64,
        "review.xlsx",
        [GivenAnswer(UKPRN, YEAR, decision, "R_59", "A1", refused="it was never offered")],
    )


@pytest.mark.parametrize("paper", [False, True], ids=["ended", "ended on paper"])
def test_what_a_run_brought_is_what_the_next_begins_with(
    ledger: Ledger, outbox: Path, paper: bool
) -> None:
    before = finished(ledger, outbox)
    refuse_an_answer(ledger)
    run = cut_off(ledger, outbox, stands=True)
    for number in (before, run):
        ledger.add_returned(number, [(0, Returned("A1", 1000000000, 1, "aim", number))])

    if paper:
        end_on_paper(ledger, outbox)
    else:
        ended(ledger, outbox)

    assert ledger.returned_counts(before) == (0, 0)
    assert ledger.returned_counts(run) == (1, 1)
    assert ledger.refused_answers(UKPRN, YEAR) == []


def test_a_run_that_nobody_could_be_told_of_is_told_of_at_the_next_start(
    ledger: Ledger, outbox: Path
) -> None:
    run = cut_off(ledger, outbox, stands=True)

    def cut_short(report: RunReport) -> None:
        assert (outbox / HOME / CURRENT).read_text("utf-8") == f"{folder_name(report.run)}\n"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        end_what_was_cut_off(ledger, outbox, cut_short)
    assert ledger.run(run).state is RunState.PUBLISHING

    assert [report.run for report in ended(ledger, outbox)] == [run]


def test_a_return_s_folder_that_has_gone_is_not_made_anew_in_silence(
    ledger: Ledger, outbox: Path
) -> None:
    check_home(ledger, outbox / HOME, UKPRN, YEAR)  # there was no run yet
    finished(ledger, outbox)
    check_home(ledger, outbox / HOME, UKPRN, YEAR)

    (outbox / HOME).rename(outbox / "away")

    with pytest.raises(TransientError, match="where run 1 stood, is gone"):
        check_home(ledger, outbox / HOME, UKPRN, YEAR)


def test_an_output_is_known_by_what_it_holds_and_where_it_will_stand(tmp_path: Path) -> None:
    made = deliver(tmp_path / "making", "sheet.csv", b"abc")

    known = output_file(made, tmp_path / "run-00001" / "sheet.csv")

    assert (known.name, known.path) == ("sheet.csv", str(tmp_path / "run-00001" / "sheet.csv"))
    assert (known.sha256, known.size) == (durable.sha256(made), 3)
    with pytest.raises(TransientError, match=r"ghost\.csv cannot be read back"):
        output_file(tmp_path / "ghost.csv", tmp_path / "ghost.csv")
