"""Check digits: what is made is valid, and no single slip of a finger is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.model.check_digits import (
    TEMPORARY_ULN,
    UNKNOWN_EMPLOYER,
    employer_id_from,
    employer_id_is_valid,
    student_support_is_valid,
    uln_check_digit,
    uln_from,
    uln_is_valid,
)

ULN_STEMS = st.integers(100_000_000, 999_999_999)
EMPLOYER_STEMS = st.integers(10_000_000, 99_999_999)


def with_digit(number: int, place: int, digit: int) -> int:
    text = str(number)
    return int(text[:place] + str(digit) + text[place + 1 :])


def worked_uln(uln: int) -> bool:
    """The published calculation, step by step."""
    digits = [int(digit) for digit in str(uln)]
    remainder = sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return remainder != 0 and 10 - remainder == digits[9]


@given(st.integers(1_000_000_000, 9_999_999_999))
def test_a_uln_is_valid_just_when_the_published_calculation_says_so(uln: int) -> None:
    assert uln_is_valid(uln) == worked_uln(uln)


@given(ULN_STEMS)
def test_a_made_uln_is_valid_and_the_only_one_with_its_nine_digits(stem: int) -> None:
    made = uln_from(stem)
    valid = [uln for uln in range(stem * 10, stem * 10 + 10) if uln_is_valid(uln)]
    assert valid == ([] if made is None else [made])


@given(ULN_STEMS, st.integers(1, 8), st.integers(0, 9))
def test_one_wrong_digit_makes_a_uln_invalid(stem: int, place: int, digit: int) -> None:
    made = uln_from(stem)
    if made is not None and with_digit(made, place, digit) != made:
        assert not uln_is_valid(with_digit(made, place, digit))


@pytest.mark.parametrize("uln", [TEMPORARY_ULN, 0, -1, 999_999_999, 10_000_000_000])
def test_the_temporary_uln_and_other_lengths_are_not_valid(uln: int) -> None:
    assert not uln_is_valid(uln)


def test_a_remainder_of_nought_has_no_check_digit() -> None:
    # 1x10 + 1x9 + 1x3 = 22, a multiple of 11
    assert uln_check_digit(110000010) is None
    assert uln_from(110000010) is None


@given(EMPLOYER_STEMS)
def test_a_made_employer_identifier_is_valid_and_the_only_one(stem: int) -> None:
    made = employer_id_from(stem)
    numbers = range(stem * 10, stem * 10 + 10)
    valid = [n for n in numbers if employer_id_is_valid(n) and n != UNKNOWN_EMPLOYER]
    assert valid == ([] if made is None else [made])


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        (UNKNOWN_EMPLOYER, True),
        (100_000_002, True),  # 9 is 2 short of 11
        (100_000_003, False),
        (10_000_000, False),
        (1_000_000_002, False),
        (0, False),
        (-100_000_002, False),
    ],
)
def test_employer_identifiers_have_nine_digits_and_the_right_last_one(
    number: int, *, valid: bool
) -> None:
    assert employer_id_is_valid(number) == valid


def test_an_employer_identifier_that_would_end_in_x_cannot_be_made() -> None:
    # 1x9 + 1x3 = 12, which leaves 1, and 11 - 1 is ten
    assert employer_id_from(10000010) is None


@pytest.mark.parametrize("stem", [0, 99_999_999, 1_000_000_000])
def test_a_stem_of_another_length_is_refused(stem: int) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        uln_from(stem)
    with pytest.raises(ValueError, match="eight digits"):
        employer_id_from(stem * 100)


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("AAAA00000000Z", True),  # nothing to add up, so the last of the letters
        ("AAAA00000001X", True),  # 1 times 2, two letters before
        ("AAAA00000001Y", False),
        ("aaaa00000001x", True),
        ("IAAA00000000Z", False),  # I is not used
        ("AAAA0000000Z", False),
        ("", False),
    ],
)
def test_a_student_support_number_has_the_letter_that_its_others_give(
    number: str,
    valid: bool,
) -> None:
    assert student_support_is_valid(number) is valid
