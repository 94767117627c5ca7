from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings

from ilrsync.corrections.records_json import from_json, to_json
from ilrsync.model.records import Learner, LearningDeliveryHE, Source
from tests.corrections.invented import learners, person


@settings(max_examples=60, deadline=None)
@given(learners())
def test_a_record_comes_back_as_it_was(learner: Learner) -> None:
    assert from_json(to_json(learner)) == learner


def test_decimals_and_times_come_back_digit_for_digit() -> None:
    study = LearningDeliveryHE(STULOAD=Decimal("50.00"), PCOLAB=Decimal("1E+2"))
    back = from_json(to_json(study))
    assert isinstance(back, LearningDeliveryHE)
    assert (str(back.STULOAD), str(back.PCOLAB)) == ("50.00", "1E+2")
    source = Source(DateTime=dt.datetime(2026, 9, 1, 9, 30, tzinfo=dt.UTC))
    assert from_json(to_json(source)) == source


def test_the_text_is_ascii_so_any_store_can_hold_it() -> None:
    learner = person("A1", FamilyName="Nu\u0301n\u0303ez \ud800", raw={"ULN": "\x00"})
    assert to_json(learner).isascii()
    assert from_json(to_json(learner)) == learner


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"Nobody":{}}',
        '{"Learner":1}',
        '{"Learner":{"ULN":"x"}}',
        '{"Learner":{"Shoe":1}}',
        '{"Learner":{"DateOfBirth":"soon"}}',
        '{"Learner":{"LearningDelivery":[3]}}',
        '{"LearningDeliveryHE":{"STULOAD":"x"}}',
    ],
)
def test_what_is_not_a_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any wording will do, the kind counts
        from_json(text)
