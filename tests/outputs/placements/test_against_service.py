from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import ConfigError
from ilrsync.model.table import table
from ilrsync.outputs.placements.against_service import Send, against_service, send_of
from ilrsync.outputs.placements.declaration import by_uln
from ilrsync.outputs.placements.downloads import Downloads, read_registrations
from ilrsync.outputs.placements.earlier import Earlier, EarlierSheet, earlier_sheet
from ilrsync.outputs.placements.learner import t_level_learner
from ilrsync.outputs.placements.selection import Kind, Selection, select
from ilrsync.outputs.placements.service import HEADER
from tests.outputs.builders import declare, ended, placement, t_level, uln, work
from tests.outputs.placements.downloaded import REGISTRATIONS, download, registration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.contracts import PlacementRow
    from ilrsync.model.records import Learner

DONE = t_level(1, placement([work()], **ended()))
GOING_ON = t_level(1, placement())


def narrowed(
    learner: Learner,
    *lines: str,
    send: Send = Send.CHANGES,
    said: PlacementRow | None = None,
    earlier: Sequence[EarlierSheet] = (),
) -> Selection:
    found = t_level_learner(learner)
    assert found is not None
    declared = by_uln([said] if said else [])
    selection = select([found], declared, table("2526"), dt.date(2026, 5, 20))
    registrations = read_registrations("r.csv", download(REGISTRATIONS, *lines))
    return against_service(selection, Downloads(registrations), send, Earlier(earlier))


def kept(selection: Selection) -> int:
    return len(selection.selected)


def reason(selection: Selection) -> tuple[Kind, str]:
    (left,) = selection.left_out
    return left.kind, left.reason


def test_a_registered_learner_without_a_status_is_sent() -> None:
    assert kept(narrowed(DONE, registration(1))) == 1


def test_an_unchanged_status_is_sent_only_if_the_site_wants_all() -> None:
    line = registration(1, status="Completed")
    assert reason(narrowed(DONE, line))[0] is Kind.UNCHANGED
    assert kept(narrowed(DONE, line, send=Send.ALL)) == 1


def test_a_changed_status_is_sent() -> None:
    assert kept(narrowed(DONE, registration(1, status="Not completed"))) == 1


def test_an_unregistered_learner_is_not_sent_and_the_awarding_organisation_is_named() -> None:
    found = narrowed(DONE, registration(2))
    assert reason(found) == (Kind.CORRECT, "not registered with you at the results service")
    assert "Pearson" in found.left_out[0].remedy


def test_a_start_year_that_was_not_downloaded_is_asked_for() -> None:
    kind, said = reason(narrowed(DONE, registration(2, year=2023)))
    assert "start year 2024" in said
    assert kind is Kind.CORRECT


def test_a_withdrawn_learner_is_not_in_the_list_and_stays_out() -> None:
    left = ended(3, 3, WithdrawReason=98)
    learner = t_level(1, placement([work()], **ended()), programme=left)
    assert reason(narrowed(learner, registration(2)))[0] is Kind.DECIDE


def test_another_core_code_stays_out_and_the_generation_is_named() -> None:
    kind, said = reason(narrowed(DONE, registration(1, core="61053107")))
    assert kind is Kind.CORRECT
    assert "61053107 is the second generation of 60358300" in said


def test_what_somebody_declared_on_the_page_is_not_taken_back_by_the_ilr() -> None:
    line = registration(1, status="Completed with special consideration")
    assert reason(narrowed(GOING_ON, line))[0] is Kind.DECIDE


def test_a_person_may_take_it_back() -> None:
    said = declare(str(uln(1)), "Placement still to be completed")
    assert kept(narrowed(GOING_ON, registration(1, status="Completed"), said=said)) == 1


def test_without_a_learner_list_everybody_stays() -> None:
    found = t_level_learner(DONE)
    assert found is not None
    selection = select([found], {}, table("2526"), dt.date(2026, 5, 20))
    assert against_service(selection, Downloads(), Send.CHANGES) is selection


def test_a_misspelt_choice_is_refused() -> None:
    assert send_of(None) is Send.CHANGES
    with pytest.raises(ConfigError, match='send: got "everything"'):
        send_of("everything")


SPECIAL = "Placement completed with special consideration"
KNOWN = registration(1, status="Completed with special consideration")
THIS_LIST = hashlib.sha256(download(REGISTRATIONS, KNOWN)).hexdigest()


def sent(
    hours: int, reasons: str, *, number: int = 1, learner_list: str = "another"
) -> EarlierSheet:
    data = f'{",".join(HEADER)}\r\n{uln(number)},60358300,{SPECIAL},{hours},"{reasons}"\r\n'
    return earlier_sheet("run-00006/sheet.csv", data.encode(), frozenset({learner_list}))


def special(*earlier: EarlierSheet) -> Selection:
    said = declare(str(uln(1)), SPECIAL, "120", "B,ML")
    return narrowed(GOING_ON, KNOWN, said=said, earlier=earlier)


def test_special_consideration_that_was_sent_with_its_details_is_not_sent_again() -> None:
    kind, why = reason(special(sent(120, "ML,B")))
    assert kind is Kind.UNCHANGED
    assert "run-00006/sheet.csv has its details" in why


@pytest.mark.parametrize(
    "before", [sent(100, "ML,B"), sent(120, "ML"), sent(120, "ML,B", number=2)]
)
def test_details_that_were_never_sent_are_sent_under_an_unchanged_status(
    before: EarlierSheet,
) -> None:
    assert kept(special(before)) == 1
    assert kept(special()) == 1


def test_the_newest_sheet_about_a_learner_counts() -> None:
    about_another = sent(99, "B", number=2)
    assert kept(special(about_another, sent(100, "ML,B"), sent(120, "ML,B"))) == 1
    assert kept(special(about_another, sent(120, "ML,B"), sent(100, "ML,B"))) == 0


def test_details_are_sent_until_there_is_a_newer_learner_list() -> None:
    assert kept(special(sent(120, "ML,B", learner_list=THIS_LIST))) == 1
