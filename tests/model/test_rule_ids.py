import pytest

from ilrsync.model.rule_ids import known_as
from ilrsync.model.table import YEARS, table


@pytest.mark.parametrize("text", ["R_59", "R59", "r_59", "r 59", "r-59"])
def test_older_spellings_mean_the_published_id(text: str) -> None:
    assert known_as(text, ["R_59", "R_5", "R_06"]) == "R_59"


def test_an_unknown_id_is_none() -> None:
    assert known_as("R_99", ["R_59"]) is None


def test_a_spelling_that_could_be_two_is_none() -> None:
    assert known_as("ab1", ["A_B1", "AB_1"]) is None
    assert known_as("AB_1", ["A_B1", "AB_1"]) == "AB_1"


@pytest.mark.parametrize("year", YEARS)
def test_every_published_id_is_found_by_its_own_name(year: str) -> None:
    ids = table(year).rules
    assert all(known_as(each, ids) == each for each in ids)


@pytest.mark.parametrize("text", ["R_6", "r6", "R_006"])
def test_zeros_before_the_number_may_be_left_out(text: str) -> None:
    assert known_as(text, ["R_06", "R_60", "R_66"]) == "R_06"


def test_an_id_that_only_zeros_tell_from_another_is_not_guessed() -> None:
    assert known_as("R_006", ["R_06", "R_6"]) is None
    assert known_as("R_6", ["R_06", "R_6"]) == "R_6"
