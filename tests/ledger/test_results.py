from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from ilrsync.ledger import WHOLE_FILE, Ledger, Recorder
from ilrsync.model.finding import (
    Change,
    Finding,
    Grade,
    HeldOut,
    NotChecked,
    Outcome,
    Severity,
    Subject,
)
from ilrsync.model.record import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = st.text(max_size=12)
NUMBER = st.integers(-(2**31), 2**31 - 1)
TEXTS = st.dictionaries(TEXT, TEXT, max_size=3)
ORIGINS = st.none() | st.builds(Origin, TEXT, st.none() | NUMBER, st.none() | TEXTS)
GRADES = st.sampled_from(Grade)
FINDINGS = st.builds(
    Finding,
    rule=TEXT,
    severity=st.sampled_from(Severity),
    message=TEXT,
    path=TEXT,
    LearnRefNumber=st.none() | TEXT,
    AimSeqNumber=st.none() | NUMBER,
    fields=TEXTS,
    origin=ORIGINS,
    correction=st.none() | GRADES,
    subject=st.none() | st.builds(Subject, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXTS, TEXTS),
)
CHANGES = st.builds(
    Change,
    rule=TEXT,
    grade=GRADES,
    outcome=st.sampled_from(Outcome),
    LearnRefNumber=st.none() | TEXT,
    path=TEXT,
    field=TEXT,
    old=st.none() | TEXT,
    new=st.none() | TEXT,
    why=TEXT,
    origin=ORIGINS,
)
HELD_OUT = st.builds(HeldOut, st.none() | TEXT, TEXT, TEXT, ORIGINS)


@pytest.fixture(scope="module")
def shared() -> Iterator[Ledger]:
    with Ledger.temporary() as ledger:
        yield ledger


@settings(max_examples=60, deadline=None)
@given(st.lists(FINDINGS, max_size=4))
def test_findings_come_back_as_they_were_given(shared: Ledger, findings: list[Finding]) -> None:
    run = shared.start_run(10000001, "2627")
    shared.add_findings(run, enumerate(findings))

    back = list(shared.findings(run))

    assert sorted(map(everything, back)) == sorted(map(everything, findings))


@settings(max_examples=60, deadline=None)
@given(st.lists(CHANGES, max_size=4), st.lists(HELD_OUT, max_size=3))
def test_changes_and_held_out_learners_come_back_as_they_were_given_in_order(
    shared: Ledger, changes: list[Change], held_out: list[HeldOut]
) -> None:
    run = shared.start_run(10000001, "2627")
    shared.add_changes(run, enumerate(changes))
    shared.add_held_out(run, enumerate(held_out))

    assert [everything(change) for change in shared.changes(run)] == list(map(everything, changes))
    assert [everything(held) for held in shared.held_out(run)] == list(map(everything, held_out))


def everything(item: Finding | Change | HeldOut) -> str:
    """All of *item*, also what its repr keeps to itself."""
    return repr([(name, getattr(item, name)) for name in type(item).__slots__]) + repr(
        [getattr(getattr(item, "subject", None), name, None) for name in Subject.__slots__]
    )


def finding(
    rule: str = "R_59",
    severity: Severity = Severity.ERROR,
    path: str = "Learner[0]",
    origin: Origin | None = None,
) -> Finding:
    return Finding(rule, severity, "Two learners share a ULN", path, "A1", origin=origin)


def test_findings_are_sorted_by_severity_rule_learner_and_place(ledger: Ledger) -> None:
    wanted = [
        (0, finding("Z_99", Severity.FAIL)),
        (WHOLE_FILE, finding("A_01", path="")),
        (2, finding("A_01", path="Learner[2]")),
        (2, finding("A_01", path="Learner[2]/LearningDelivery[9]")),
        (2, finding("A_01", path="Learner[2]/LearningDelivery[10]")),
        (10, finding("A_01", path="Learner[10]")),
        (0, finding("B_01")),
        (0, finding("A_01", Severity.WARNING)),
    ]
    mixed = [*wanted[1::2], *reversed(wanted[::2])]
    run = ledger.start_run(10000001, "2627")
    ledger.add_findings(run, mixed)

    assert list(ledger.findings(run)) == [item for _, item in wanted]


def test_headings_are_kept_once_and_shared_again(ledger: Ledger) -> None:
    headings = {"ULN": "Unique Learner No"}
    run = ledger.start_run(10000001, "2627")
    ledger.add_findings(
        run, [(n, finding(origin=Origin("a.csv", n, dict(headings)))) for n in range(3)]
    )
    ledger.add_findings(run, [(3, finding(origin=Origin("a.csv", 3, {"ULN": "ULN No"})))])

    origins = [item.origin for item in ledger.findings(run)]

    assert [origin and origin.heading("ULN") for origin in origins] == [
        *["Unique Learner No"] * 3,
        "ULN No",
    ]
    assert len({id(origin.headings) for origin in origins if origin}) == 2


def test_headings_survive_that_a_batch_fails_and_the_ledger_is_opened_again(
    ledger: Ledger,
) -> None:
    run = ledger.start_run(10000001, "2627")
    one, two = {"ULN": "one"}, {"ULN": "two"}

    def broken() -> Iterator[tuple[int, Finding]]:
        yield 0, finding(origin=Origin("a.csv", 1, one))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.add_findings(run, broken())
    ledger.add_findings(run, [(0, finding(origin=Origin("a.csv", 1, two)))])
    ledger.add_changes(
        run,
        [
            (
                0,
                Change(
                    "R",
                    Grade.SAFE,
                    Outcome.APPLIED,
                    "A1",
                    "",
                    "ULN",
                    "1",
                    "2",
                    origin=Origin("a.csv", 1, one),
                ),
            )
        ],
    )

    (found,), (change,) = ledger.findings(run), ledger.changes(run)
    assert found.origin == Origin("a.csv", 1, two)
    assert change.origin == Origin("a.csv", 1, one)


def test_a_batch_that_fails_leaves_nothing(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627")

    def broken() -> Iterator[tuple[int, Finding]]:
        for position in range(12_000):
            yield position, finding()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.add_findings(run, broken())

    assert list(ledger.findings(run)) == []


def test_the_ledger_may_be_written_to_while_findings_are_read(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627")
    ledger.add_findings(run, ((position, finding()) for position in range(3_000)))

    seen = 0
    for number, _ in enumerate(ledger.findings(run)):
        seen += 1
        if number == 10:
            ledger.add_not_checked(run, [NotChecked("LearnAimRef_01", "needs LARS")])

    assert seen == 3_000


def test_learners_looked_at_anew_are_forgotten_first(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627")
    other = ledger.start_run(10000001, "2526")
    change = Change("R", Grade.SAFE, Outcome.APPLIED, "A1", "", "ULN", "1", "2")
    for number in (run, other):
        ledger.add_findings(number, ((place, finding()) for place in range(2_500)))
        ledger.add_changes(number, [(1, change), (2, change)])
        ledger.add_held_out(number, [(1, HeldOut("A1", "Learner[1]", "no date of birth"))])

    ledger.forget_learners(run, [*range(2_400), 99_999])

    assert len(list(ledger.findings(run))) == 100
    assert list(ledger.changes(run)) == []
    assert ledger.held_out(run) == []
    assert len(list(ledger.findings(other))) == 2_500
    assert len(list(ledger.changes(other))) == 2


def test_counts_tell_learners_from_findings(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627")
    assert set(ledger.counts(run).values()) == {0}
    ledger.add_findings(
        run,
        [
            (WHOLE_FILE, finding("Entity_1", Severity.FAIL, "")),
            (0, finding()),
            (0, finding("R_07")),
            (4, finding()),
            (5, finding(severity=Severity.WARNING)),
        ],
    )
    ledger.add_changes(
        run,
        [
            (0, Change("R", Grade.SAFE, outcome, "A1", "", "ULN", "1", "2"))
            for outcome in (Outcome.APPLIED, Outcome.APPLIED, Outcome.SUGGESTED)
        ],
    )
    ledger.add_held_out(run, [(4, HeldOut("A5", "Learner[4]", "no date of birth"))])

    assert ledger.counts(run) == {
        "errors": 4,
        "failures": 1,
        "warnings": 1,
        "learners_with_errors": 2,
        "applied": 2,
        "suggested": 1,
        "undone": 0,
        "held_out": 1,
    }


def test_a_rule_is_not_checked_for_one_reason(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627")
    ledger.add_not_checked(run, [NotChecked("B_01", "needs LARS"), NotChecked("A_01", "off")])
    ledger.add_not_checked(run, [NotChecked("B_01", "LARS is too old")])
    ledger.add_not_checked(run, [])

    assert ledger.not_checked(run) == [
        NotChecked("A_01", "off"),
        NotChecked("B_01", "LARS is too old"),
    ]


def test_a_recorder_loses_and_doubles_nothing(ledger: Ledger) -> None:
    run = ledger.start_run(10000001, "2627")
    change = Change("R", Grade.SAFE, Outcome.APPLIED, "A1", "", "ULN", "1", "2")
    with Recorder(ledger, run) as recorder:
        for position in range(4_000):
            recorder.findings(position, [finding(), finding("R_07")])
            recorder.changes(position, [change])
        recorder.held_out(7, HeldOut("A7", "Learner[7]", "no date of birth"))
        recorder.forget_learners([3_999])

    assert ledger.counts(run)["errors"] == 2 * 3_999
    assert ledger.counts(run)["applied"] == 3_999
    assert ledger.counts(run)["held_out"] == 1


def test_an_error_of_the_database_holds_no_personal_data(ledger: Ledger) -> None:
    person = Subject("1234567894", "Featherstonehaugh", "Araminta")
    named = Finding("R_59", Severity.ERROR, "", fields={"ULN": "1234567894"}, subject=person)

    with pytest.raises(IntegrityError) as raised:
        ledger.add_findings(12345, [(0, named)])

    assert "Featherstonehaugh" not in str(raised.value)
    assert "1234567894" not in str(raised.value)
