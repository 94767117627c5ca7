from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ilrsync.model.table import table
from ilrsync.outputs.placements import reconcile
from ilrsync.outputs.placements.decision import decide
from ilrsync.outputs.placements.downloads import Downloads, read_registrations
from ilrsync.outputs.placements.learner import TLevelLearner, t_level_learner
from ilrsync.outputs.placements.reconcile import Difference, Who
from tests.outputs.builders import ended, placement, t_level, work
from tests.outputs.placements.downloaded import REGISTRATIONS, download, registration

TODAY = dt.date(2026, 5, 20)
LEFT = ended(3, 3, WithdrawReason=98)


def kept(number: int = 1, **fields: Any) -> TLevelLearner:
    placements = fields.pop("placements", [placement([work()], **ended())])
    found = t_level_learner(t_level(number, *placements, **fields))
    assert found is not None
    return found


def differences(learners: list[TLevelLearner], *lines: str) -> list[Difference]:
    registrations = read_registrations("r.csv", download(REGISTRATIONS, *lines))
    downloads = Downloads(registrations)
    decisions = {one.ULN: decide(one, None, TODAY) for one in learners if one.ULN}
    return list(reconcile.differences(learners, decisions, downloads, table("2526")))


def test_nothing_differs_when_both_say_the_same() -> None:
    assert differences([kept()], registration(1, status="Completed")) == []


@pytest.mark.parametrize(
    ("line", "fields", "what", "who"),
    [
        (registration(1, core="60369176"), {}, reconcile.CORE_CODE, Who.PROVIDER),
        (registration(1, specialism="ZTLOS002"), {}, reconcile.SPECIALISM, Who.PROVIDER),
        (registration(1, specialism=""), {}, reconcile.SPECIALISM, Who.AWARDING),
        (registration(1), {"specialism": None}, reconcile.SPECIALISM, Who.PROVIDER),
        (registration(1, year=2023), {}, reconcile.START_YEAR, Who.PROVIDER),
        (registration(1, born="06-Feb-2008"), {}, reconcile.BORN, Who.PROVIDER),
        (registration(1, pending=True), {}, reconcile.PENDING, Who.PROVIDER),
        (registration(1), {"programme": LEFT}, reconcile.WITHDRAWN, Who.PROVIDER),
        (registration(1, pending=True), {"programme": LEFT}, reconcile.WITHDRAWN, Who.AWARDING),
        (registration(1, status="Will not complete"), {}, reconcile.PLACEMENT, Who.PROVIDER),
    ],
)
def test_each_difference_says_who_must_act(
    line: str, fields: dict[str, Any], what: str, who: Who
) -> None:
    if what != reconcile.PLACEMENT:
        line = f"{line}Completed"
    (found,) = differences([kept(**fields)], line)
    assert (found.what, found.who) == (what, who)
    assert found.remedy


def test_the_second_generation_is_named() -> None:
    (found,) = differences([kept()], registration(1, core="61053107", status="Completed"))
    assert "second generation" in found.remedy


def test_a_dual_specialism_equals_its_two_components() -> None:
    learner = kept(core="60369115", specialism="ZTLOS030")
    line = registration(1, core="60369115", specialism="10202102,10202101", status="Completed")
    assert differences([learner], line) == []


def test_an_unregistered_learner_is_for_the_awarding_organisation() -> None:
    first, second = differences([kept(1)], registration(2))
    assert (first.what, first.who, first.awarding_organisation) == (
        reconcile.NOT_REGISTERED,
        Who.AWARDING,
        "Pearson",
    )
    assert (second.what, second.who) == (reconcile.NOT_IN_ILR, Who.PROVIDER)


def test_learners_of_a_start_year_that_was_not_downloaded_are_not_compared() -> None:
    found = differences([kept(1)], registration(2, year=2025))
    assert [one.what for one in found] == [reconcile.NOT_IN_ILR]


def test_a_registration_that_outlives_its_t_level_is_not_missed_in_the_return() -> None:
    assert differences([kept(1)], registration(2, year=2023)) == []


def test_a_withdrawn_learner_who_is_not_listed_is_no_difference() -> None:
    found = differences([kept(1, programme=LEFT)], registration(2))
    assert [one.what for one in found] == [reconcile.NOT_IN_ILR]


def test_without_a_learner_list_nothing_is_said() -> None:
    assert list(reconcile.differences([kept()], {}, Downloads(), table("2526"))) == []


def test_a_learner_without_a_uln_of_their_own_is_for_the_provider() -> None:
    found = differences([kept(1, ULN=9999999999)], registration(2))
    assert (found[0].what, found[0].who) == (reconcile.NOT_REGISTERED, Who.PROVIDER)
    assert "temporary" in found[0].remedy


def test_a_specialism_that_was_replaced_says_by_which() -> None:
    learner = kept(1, core="61029336", specialism="ZTLOS061")
    line = registration(1, core="61029336", specialism="ZTLOS065", status="Completed")
    (found,) = differences([learner], line)
    assert "ZTLOS065 or ZTLOS066" in found.remedy
