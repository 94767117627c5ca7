"""The Unique Learner Number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import HERE, case, learner
from ilrsync.checks.rule import Hit, rule
from ilrsync.model.check_digits import uln_is_valid
from ilrsync.model.codes import TEMPORARY_ULN
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("ULN_04", over=Learner, fields="ULN")
def wrong_check_digit(learner: Learner) -> Iterator[Hit]:
    """A ULN has ten digits, and its last digit must agree with the nine before it.

    The temporary ULN 9999999999 passes. Every slip of one digit and every swap of two is caught,
    but the right number cannot be worked out from a wrong one: look it up in the learner register.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, ULN_04; derived data DD01.
    """
    if learner.ULN not in {None, TEMPORARY_ULN} and not uln_is_valid(learner.ULN or 0):
        yield Hit(learner)


CASES = [
    case("ULN_04", "a right check digit", learner("A1"), []),
    case("ULN_04", "two digits swapped", learner("A1", ULN=1000000916), HERE),
    case("ULN_04", "nine digits", learner("A1", ULN=100000091), HERE),
    case("ULN_04", "the temporary ULN", learner("A1", ULN=TEMPORARY_ULN), []),
]
