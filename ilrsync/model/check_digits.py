"""Check digits of the numbers that identify a learner and an employer."""

from __future__ import annotations

import re
from functools import lru_cache

_SUPPORT_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_SUPPORT_NUMBER = re.compile(r"[A-HJ-NPR-Y]{4}[0-9]{8}[A-HJ-NPR-Z]")

_SUM = [number // 100 + number // 10 % 10 + number % 10 for number in range(1000)]
"""The sum of the digits of a number of three digits."""

_MORE = [number // 100 * 2 + number // 10 % 10 for number in range(1000)]
"""What its first digits add where each digit weighs one more than the next."""

TEMPORARY_ULN = 9999999999
"""What is returned for a learner who has no ULN yet; it has no valid check digit."""

UNKNOWN_EMPLOYER = 999999999
"""What is returned for an employer that the employer data service does not list."""


def uln_is_valid(uln: int) -> bool:
    """Whether *uln* has ten digits and the tenth agrees with the others.

    The temporary value 9999999999 does not; whoever accepts it says so.

    Source: ILR derived data 2025-26, DD01.
    """
    if not 1_000_000_000 <= uln <= 9_999_999_999:
        return False
    stem, last = divmod(uln, 10)
    return last == uln_check_digit(stem)


def uln_check_digit(stem: int) -> int | None:
    """The tenth digit of the ULN whose first nine are *stem*; None when no ULN begins so."""
    remainder = _weighted(stem) % 11
    return 10 - remainder if remainder else None


def uln_from(stem: int) -> int | None:
    """The ULN whose first nine digits are *stem*; None when no ULN begins so.

    Raises:
        ValueError: *stem* has not nine digits.
    """
    if not 100_000_000 <= stem <= 999_999_999:
        raise ValueError("a ULN is made from nine digits, the first not 0")
    last = uln_check_digit(stem)
    return None if last is None else stem * 10 + last


@lru_cache(maxsize=4096)  # an employer has many learners
def employer_id_is_valid(employer: int) -> bool:
    """Whether *employer* has nine digits and the ninth agrees, or is the value for "not listed".

    Source: ILR derived data 2025-26, DD05 (EmpId) and DD14 (WorkPlaceEmpId).
    """
    if employer == UNKNOWN_EMPLOYER:
        return True
    if not 100_000_000 <= employer <= 999_999_999:
        return False
    stem, last = divmod(employer, 10)
    return last == employer_check_digit(stem)


def employer_check_digit(stem: int) -> int | None:
    """The ninth digit of the employer identifier whose first eight are *stem*.

    None where the ninth character would be X, which a numeric field cannot hold.
    """
    digit = 11 - _weighted(stem) % 11
    if digit == 10:
        return None
    return digit % 11


def employer_id_from(stem: int) -> int | None:
    """The employer identifier whose first eight digits are *stem*; None when there is none.

    Raises:
        ValueError: *stem* has not eight digits.
    """
    if not 10_000_000 <= stem <= 99_999_999:
        raise ValueError("an employer identifier is made from eight digits, the first not 0")
    last = employer_check_digit(stem)
    return None if last is None else stem * 10 + last


def student_support_is_valid(number: str) -> bool:
    """Whether *number* has four letters, eight digits and the check letter that they give.

    Letters are compared in capitals; I, O and Q are not used.

    Source: ILR validation rules 2025-26 v3, SSN_02, and the DfE's code of 2020-21.
    """
    text = number.strip().upper()
    if not _SUPPORT_NUMBER.fullmatch(text):
        return False
    return text == student_support_from(text[:12])


def student_support_from(stem: str) -> str:
    """The student support number whose first four letters and eight digits are *stem*."""
    values = [*map(_SUPPORT_LETTERS.index, stem[:4]), *map(int, stem[4:])]
    total = sum(value * weight for value, weight in zip(values, range(13, 1, -1), strict=True))
    return stem + _SUPPORT_LETTERS[22 - total % 23]


def _weighted(stem: int) -> int:
    """The digits of *stem*, the last times 2, the one before times 3 and so on, added up."""
    total = 0
    for weight in (2, 5, 8):  # three digits at a time
        stem, three = divmod(stem, 1000)
        total += weight * _SUM[three] + _MORE[three]
    return total
