"""Whether the learner's postcodes exist, where the site supplies a list of postcodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.checks.cases import HERE, case, learner, supplied
from ilrsync.checks.lists import POSTCODES, is_wrong_postcode
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.records import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.checks.rule import Context


@rule("Postcode_14", over=Learner, fields="Postcode", severity=WARNING, needs=[POSTCODES])
def unknown_postcode(learner: Learner, context: Context) -> Iterator[Hit]:
    """The learner's postcode exists, or is ZZ99 9ZZ.

    A postcode that is no longer in use counts: people keep old addresses.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, Postcode_14.
    """
    if is_wrong_postcode(learner.Postcode, context):
        yield Hit(learner)


@rule(
    "PostcodePrior_01",
    over=Learner,
    fields="PostcodePrior",
    warning_in=["2627"],
    needs=[POSTCODES],
)
def unknown_prior_postcode(learner: Learner, context: Context) -> Iterator[Hit]:
    """The learner's postcode before enrolment exists, or is ZZ99 9ZZ.

    An error in 2025-26, a warning in 2026-27.

    Source: validation rules 2025-26 v3 and 2026-27 v4, Learner, PostcodePrior_01.
    """
    if is_wrong_postcode(learner.PostcodePrior, context):
        yield Hit(learner)


LISTED = supplied(POSTCODES, "Postcode", "AB1 2DE")

CASES = [
    case("Postcode_14", "listed", learner(Postcode="ab12de"), [], lookups=LISTED),
    case("Postcode_14", "not known", learner(Postcode="ZZ99 9ZZ"), [], lookups=LISTED),
    case("Postcode_14", "not listed", learner(Postcode="AB1 2CE"), HERE, lookups=LISTED),
    case("PostcodePrior_01", "listed", learner(), [], lookups=LISTED),
    case("PostcodePrior_01", "not listed", learner(PostcodePrior="AB1 2CE"), HERE, lookups=LISTED),
]
