"""Whatever is generated from a valid return, the service's own checks would take."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ilrsync.model.check_digits import TEMPORARY_ULN, uln_is_valid
from ilrsync.model.t_levels import components, t_levels
from ilrsync.model.table import table
from ilrsync.outputs.placements.against_service import Send, against_service
from ilrsync.outputs.placements.declaration import by_uln
from ilrsync.outputs.placements.downloads import Downloads, Registration
from ilrsync.outputs.placements.learner import t_level_learner
from ilrsync.outputs.placements.precheck import check
from ilrsync.outputs.placements.selection import Cohorts, select
from ilrsync.outputs.placements.service import BYTES_A_FILE, REASONS, Status
from ilrsync.outputs.placements.sheet import Entry, sheets
from tests.outputs.builders import declare, ended, placement, t_level, uln, work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.contracts import PlacementRow
    from ilrsync.model.records import Learner

TODAY = dt.date(2026, 5, 20)

MOST = 10
OWN_ULNS = st.integers(0, MOST - 1).map(uln)
BAD_ULNS = st.sampled_from([TEMPORARY_ULN, 1234567890, 999, None])


def seldom(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """*other* once in six times, so that most of a return can be sent."""
    return st.integers(0, 5).flatmap(lambda dice: other if dice == 3 else usual)


ENDS = st.sampled_from([{}, ended(), ended(3), ended(3, 3), ended(3, 6), ended(None)])
WORK = st.builds(work, st.sampled_from([None, 1, 160, 314, 315, 750, 9999]))
PLACEMENTS = st.builds(
    lambda records, fields: placement(records, **fields),
    st.lists(WORK, max_size=3),
    ENDS | st.just({}),
)


@st.composite
def learners(draw: st.DrawFn, number: int) -> Learner:
    core = draw(seldom(st.sampled_from([*t_levels()]), st.just("60000000")))
    offered = [*t_levels()[core].specialisms] if core in t_levels() else ["ZTLOS001"]
    return t_level(
        number,
        *draw(seldom(st.lists(PLACEMENTS, min_size=1, max_size=2), st.just([]))),
        core=core,
        specialism=draw(seldom(st.sampled_from(offered), st.none())),
        programme=draw(seldom(st.just({}), ENDS)),
        ULN=draw(seldom(st.just(uln(number)), OWN_ULNS | BAD_ULNS)),
    )


PEOPLE = st.integers(0, MOST).flatmap(
    lambda count: st.tuples(*(learners(number) for number in range(count)))
)
DECLARATIONS = st.builds(
    declare,
    seldom(OWN_ULNS, BAD_ULNS).map(str),
    st.one_of(
        st.just(Status.SPECIAL.value),
        st.sampled_from([*Status, *(status.downloaded for status in Status), "", "Finished"]),
    ),
    seldom(st.just("120"), st.sampled_from(["", "0", "1000", "many"])),
    seldom(st.sampled_from(["B, ML", "ML,ML"]), st.sampled_from(["b;c", "", "Bereavement", "ML,"])),
)


def registered(people: Iterable[Learner]) -> dict[str, Registration]:
    """The service knows every learner whose ULN is their own."""
    found: dict[str, Registration] = {}
    for person in people:
        kept = t_level_learner(person)
        assert kept is not None
        if kept.ULN is None or kept.ULN == TEMPORARY_ULN or not uln_is_valid(kept.ULN):
            continue
        found[str(kept.ULN)] = Registration(
            str(kept.ULN),
            False,
            "A",
            "B",
            None,
            "T Level",
            kept.start_year or 0,
            kept.core_code,
            tuple(components(kept.specialism_codes)),
            None,
        )
    return found


def completed(number: int, **fields: Any) -> Learner:
    return t_level(number, placement([work(750)], **ended()), **fields)


@settings(max_examples=150, deadline=None)
@given(
    PEOPLE,
    st.lists(DECLARATIONS, max_size=8),
    st.sampled_from([*Cohorts]),
    st.sets(st.integers(0, 9).map(lambda number: str(uln(number))), max_size=5),
)
@example((completed(1),), [], Cohorts.ALL, {str(uln(1))})
@example((completed(1, ULN=1234567890), completed(2, ULN=TEMPORARY_ULN)), [], Cohorts.ALL, set())
@example((completed(1), completed(2, ULN=uln(1))), [], Cohorts.ALL, set())
@example((completed(1, core="60000000"),), [], Cohorts.ALL, set())
@example((t_level(1),), [declare(str(uln(1)), Status.SPECIAL, "1000", "B")], Cohorts.ALL, set())
@example((t_level(1),), [declare(str(uln(1)), Status.SPECIAL, "9", "ML,ML")], Cohorts.ALL, set())
@example((t_level(1),), [declare(str(uln(1)), Status.SPECIAL, "9", "flu")], Cohorts.ALL, set())
@example((t_level(1),), [declare(str(uln(1)), Status.NEVER, "9", "")], Cohorts.ALL, set())
def test_whatever_is_sent_passes_the_services_checks(
    people: tuple[Learner, ...],
    declarations: list[PlacementRow],
    cohorts: Cohorts,
    unregistered: set[str],
) -> None:
    kept = [found for found in map(t_level_learner, people) if found]
    selection = select(kept, by_uln(declarations), table("2526"), TODAY, cohorts)
    everybody = registered(people)
    some = {number: one for number, one in everybody.items() if number not in unregistered}
    narrowed = against_service(selection, Downloads(some), Send.CHANGES)
    for chosen, known in ((selection, everybody), (narrowed, some)):
        assert len(chosen.selected) + len(chosen.left_out) == len(people)
        for text in sheets([found.entry for found in chosen.selected]):
            assert check("sheet.csv", text.encode(), known).refusals == ()


ENTRIES = st.builds(
    lambda status, hours, why, core: (status, hours, tuple(why), core),
    st.sampled_from([*Status]),
    st.integers(1, 999),
    st.lists(st.sampled_from([*REASONS]), min_size=1, max_size=9, unique=True),
    st.sampled_from([*t_levels()]),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=5), st.sampled_from([1, 7, 999, 1000, 1001, 2500]))
def test_no_number_of_entries_makes_a_file_that_is_refused_or_loses_one(
    kinds: list[tuple[Status, int, tuple[str, ...], str]], number: int
) -> None:
    entries = []
    for position in range(number):
        status, hours, why, core = kinds[position % len(kinds)]
        special: dict[str, Any] = {"hours": hours, "reasons": why}
        given = special if status is Status.SPECIAL else {}
        entries.append(Entry(1_000_000_000 + position, core, status, **given))
    texts = sheets(entries)
    verdicts = [check("sheet.csv", text.encode()) for text in texts]
    assert all(verdict.refusals == () for verdict in verdicts)
    assert sum(verdict.records for verdict in verdicts) == number
    assert all(len(text.encode()) <= BYTES_A_FILE for text in texts)


def test_no_entries_give_no_file() -> None:
    assert sheets([]) == []
