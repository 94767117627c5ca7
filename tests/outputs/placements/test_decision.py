from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ilrsync.outputs.placements.decision import Decision, decide
from ilrsync.outputs.placements.declaration import by_uln
from ilrsync.outputs.placements.learner import t_level_learner
from ilrsync.outputs.placements.service import Status
from tests.outputs.builders import aim, declare, ended, placement, t_level, work

if TYPE_CHECKING:
    from ilrsync.contracts import PlacementRow
    from ilrsync.model.records import Learner

TODAY = dt.date(2026, 5, 20)


def decision(learner: Learner, *declarations: PlacementRow) -> Decision:
    found = t_level_learner(learner)
    assert found is not None
    return decide(found, by_uln(declarations).get(str(learner.ULN)), TODAY)


@pytest.mark.parametrize(
    ("hours", "status"), [(315, Status.COMPLETED), (600, Status.COMPLETED), (314, None)]
)
def test_a_completed_placement_counts_from_315_hours(hours: int, status: Status | None) -> None:
    assert decision(t_level(1, placement([work(hours)], **ended()))).status is status


@pytest.mark.parametrize(("hours", "status"), [(750, Status.COMPLETED), (749, None)])
def test_an_early_years_educator_needs_750_hours(hours: int, status: Status | None) -> None:
    learner = t_level(
        1, placement([work(hours)], **ended()), core="60358294", specialism="ZTLOS006"
    )
    assert decision(learner).status is status


def test_an_unknown_specialism_decides_only_where_every_one_would_do() -> None:
    def early_years(hours: int) -> Learner:
        return t_level(1, placement([work(hours)], **ended()), core="60358294", specialism=None)

    assert decision(early_years(750)).status is Status.COMPLETED
    assert "specialism" in decision(early_years(400)).why


def test_hours_of_several_employers_add_up() -> None:
    learner = t_level(1, placement([work(160), work(160)], **ended()))
    assert decision(learner).status is Status.COMPLETED


def test_hours_inside_the_college_do_not_count() -> None:
    learner = t_level(1, placement([work(300), work(300, WorkPlaceMode=1)], **ended()))
    assert decision(learner).status is None


def test_two_placement_aims_give_one_status() -> None:
    learner = t_level(1, placement([work(160)], **ended()), placement([work(160)], **ended()))
    assert decision(learner).status is Status.COMPLETED


@pytest.mark.parametrize("outcome", [2, 3, 8, None])
def test_an_ended_placement_that_is_not_achieved_is_left_to_a_person(outcome: int | None) -> None:
    found = decision(t_level(1, placement([work()], **ended(outcome))))
    assert found.status is None
    assert found.remedy


def test_an_end_in_the_future_is_not_completed() -> None:
    fields = ended(LearnActEndDate=dt.date(2026, 6, 30))
    assert decision(t_level(1, placement([work()], **fields))).status is None


def test_unreadable_hours_are_left_to_a_person() -> None:
    assert decision(t_level(1, placement([work(None), work(400)], **ended()))).status is None


def test_a_continuing_placement_is_still_to_be_completed() -> None:
    learner = t_level(1, placement([work(315, WorkPlaceEndDate=dt.date(2026, 6, 30))]))
    assert decision(learner).status is Status.STILL


def test_a_continuing_placement_without_records_is_still_to_be_completed() -> None:
    assert decision(t_level(1, placement())).status is Status.STILL


def test_an_open_aim_whose_records_have_ended_with_enough_hours_is_left_to_a_person() -> None:
    assert decision(t_level(1, placement([work(315)]))).status is None


def test_an_open_aim_whose_records_have_ended_with_too_few_hours_is_still_to_be_completed() -> None:
    assert decision(t_level(1, placement([work(290)]))).status is Status.STILL


def test_leaving_the_placement_and_the_programme_is_will_not_be_completed() -> None:
    left = ended(3, 3, WithdrawReason=98)
    assert decision(t_level(1, placement(**left), programme=left)).status is Status.NEVER


def test_leaving_the_placement_alone_is_left_to_a_person() -> None:
    learner = t_level(1, placement(**ended(3, 3, WithdrawReason=98)))
    assert decision(learner).status is None


def test_a_placement_completed_before_leaving_counts() -> None:
    left = ended(3, 3, WithdrawReason=98)
    learner = t_level(1, placement([work()], **ended()), programme=left)
    assert decision(learner).status is Status.COMPLETED


def test_a_learner_who_moved_to_another_provider_is_not_ours_to_report() -> None:
    left = ended(3, 3, WithdrawReason=2)
    found = decision(t_level(1, placement([work()], **ended()), programme=left))
    assert found.status is None
    assert "another provider" in found.why


def test_a_break_is_left_to_a_person() -> None:
    away = ended(3, 6)
    assert decision(t_level(1, placement(**away), programme=away)).status is None


def test_without_a_placement_aim_nothing_is_decided() -> None:
    found = decision(t_level(1))
    assert found.status is None
    assert "ZWRKX003" in found.why


def test_hours_of_a_t_level_that_was_left_do_not_count_for_the_new_one() -> None:
    new = dt.date(2025, 9, 1)
    learner = t_level(1, placement([work()], **ended()), programme=ended(3, 3))
    learner.LearningDelivery += [
        aim("ZPROG001", 1, LearnStartDate=new),
        aim("60369176", 5, LearnStartDate=new),
    ]
    found = t_level_learner(learner)
    assert found is not None
    assert found.core_code == "60369176"
    assert found.placement_aims == ()


def test_hours_before_a_break_count_after_it() -> None:
    learner = t_level(1, placement([work()], **ended()), programme=ended(3, 6))
    back = dt.date(2026, 5, 10)
    learner.LearningDelivery += [
        aim("ZPROG001", 1, LearnStartDate=back),
        aim("60358300", 5, LearnStartDate=back),
    ]
    assert decision(learner).status is Status.COMPLETED


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"AimType": 3}, "AimType 3"),
        ({"LearnAimRef": "60000000"}, "not the core code"),
    ],
)
def test_a_core_aim_that_cannot_be_told_says_why(change: dict[str, object], problem: str) -> None:
    learner = t_level()
    for name, value in change.items():
        learner.LearningDelivery[1].assign(name, value)
    found = t_level_learner(learner)
    assert found is not None
    assert found.core_code == ""
    assert problem in found.problem


def test_two_open_core_aims_compete() -> None:
    learner = t_level()
    learner.LearningDelivery.append(aim("60369176", 5))
    found = t_level_learner(learner)
    assert found is not None
    assert found.problem == "two core aims compete: 60358300 and 60369176"


def test_other_learners_have_no_t_level() -> None:
    learner = t_level()
    for one in learner.LearningDelivery:
        one.ProgType = None
    assert t_level_learner(learner) is None


def test_a_person_may_declare_what_no_export_knows() -> None:
    learner = t_level(1, placement([work(290)]))
    found = decision(learner, declare(str(learner.ULN), str(Status.COMPLETED)))
    assert found.status is Status.COMPLETED
    assert found.declared


def test_special_consideration_keeps_hours_and_reasons_in_one_order() -> None:
    learner = t_level(1, placement([work(200)], **ended(2)))
    declared = declare(str(learner.ULN), "completed with special consideration", "120", "b; ML")
    found = decision(learner, declared)
    assert (found.status, found.hours, found.reasons) == (Status.SPECIAL, 120, ("ML", "B"))


@pytest.mark.parametrize(
    ("status", "hours", "reasons"),
    [
        ("Finished", "", ""),
        (Status.SPECIAL, "", "B"),
        (Status.SPECIAL, "0", "B"),
        (Status.SPECIAL, "1000", "B"),
        (Status.SPECIAL, "12.5", "B"),
        (Status.SPECIAL, "120", ""),
        (Status.SPECIAL, "120", "Bereavement"),
        (Status.SPECIAL, "120", "B,"),
        (Status.COMPLETED, "315", ""),
        (Status.STILL, "", "B"),
    ],
)
def test_a_declaration_that_the_service_would_refuse_is_not_used(
    status: str, hours: str, reasons: str
) -> None:
    learner = t_level(1, placement([work()], **ended()))
    found = decision(learner, declare(str(learner.ULN), status, hours, reasons))
    assert found.status is None
    assert "declaration" in found.why


def test_two_equal_declarations_are_one_and_two_different_ones_are_none() -> None:
    learner = t_level(1, placement())
    will = declare(str(learner.ULN), "Placement completed")
    will_not = declare(str(learner.ULN), "Placement will not be completed")
    assert decision(learner, will, will).status is Status.COMPLETED
    assert decision(learner, will, will_not).status is None


def test_a_declaration_about_another_core_code_is_not_used() -> None:
    learner = t_level(1, placement([work()], **ended()))
    other = declare(str(learner.ULN), "Placement completed", core_code="60369176")
    assert decision(learner, other).status is None


def test_no_declaration_sends_a_learner_who_moved_to_another_provider() -> None:
    left = ended(3, 3, WithdrawReason=2)
    learner = t_level(1, placement([work()], **ended()), programme=left)
    assert decision(learner, declare(str(learner.ULN), "Placement completed")).status is None


def test_a_restart_after_a_break_keeps_the_year_in_which_the_t_level_began() -> None:
    learner = t_level(1, placement(), programme=ended(3, 6))
    back = dt.date(2025, 10, 6)
    learner.LearningDelivery += [
        aim("ZPROG001", 1, LearnStartDate=back),
        aim("60358300", 5, LearnStartDate=back),
    ]
    found = t_level_learner(learner)
    assert found is not None
    assert (found.start_year, found.began) == (2024, dt.date(2024, 9, 2))
