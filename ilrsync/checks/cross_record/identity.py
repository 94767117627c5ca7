"""ilrsync's own checks for one person under two identities; only a person can decide them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from ilrsync.checks.cases import case, learner, message, uln_of
from ilrsync.checks.derived import reference, repeated
from ilrsync.checks.rule import WARNING, Hit, rule
from ilrsync.model.check_digits import uln_is_valid
from ilrsync.model.codes import TEMPORARY_ULN, UNKNOWN_POSTCODE
from ilrsync.model.records import Learner, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Person = tuple[str, str, int]
"""Family name, given names, and the ordinal of the date of birth, which is cheaper to compare."""


def by_name_and_birth(learner: Learner) -> Iterator[Person]:
    """Both names without accents, spaces and punctuation, and the date of birth."""
    family, given = _letters(learner.FamilyName), _letters(learner.GivenNames)
    if family and given and learner.DateOfBirth:
        yield family, given, learner.DateOfBirth.toordinal()


def by_ni_number(learner: Learner) -> Iterator[str]:
    """The National Insurance number without spaces."""
    number = "".join((learner.NINumber or "").split()).upper()
    if number:
        yield number


def by_references(learner: Learner) -> Iterator[str]:
    """The learner's reference and the one of last year."""
    own = reference(learner)
    previous = (learner.PrevLearnRefNumber or "").strip().casefold()
    if own:
        yield own
    if previous and previous != own:
        yield previous


@rule(
    "ILRSYNC_same_person",
    over=Message,
    key=by_name_and_birth,
    severity=WARNING,
    fields="LearnRefNumber ULN",
)
def same_person(message: Message) -> Iterator[Hit]:
    """Two records with the same name, birth date and postcode or NI number may be one person.

    Reported where neither reference nor ULN gives it away, also when one or both wait for their
    ULN. Twins share birth date and postcode but not their given names.

    Source: ilrsync; no rule of the DfE looks for this.
    """
    for one, other in _pairs(message):
        if not _same_identifier(one, other) and (
            _same_postcode(one, other) or set(by_ni_number(one)) & set(by_ni_number(other))
        ):
            yield from _both(one, other, "The record {} looks like the same person.")


@rule(
    "ILRSYNC_uln_slip",
    over=Message,
    key=by_name_and_birth,
    severity=WARNING,
    fields="LearnRefNumber ULN",
)
def mistyped_uln(message: Message) -> Iterator[Hit]:
    """Two records of one name and birth date have ULNs that differ by a slip of typing.

    A slip is one digit, or two neighbouring digits swapped. The check digit catches every such
    slip, so at most one of the two ULNs can be right.

    Source: ilrsync; no rule of the DfE looks for this.
    """
    for one, other in _pairs(message):
        if one.ULN and other.ULN and _is_slip(str(one.ULN), str(other.ULN)):
            right = [str(each.ULN) for each in (one, other) if uln_is_valid(each.ULN or 0)]
            hint = f"Only {right[0]} has a right check digit." if len(right) == 1 else ""
            yield from _both(one, other, f"Compare with the record {{}}. {hint}".rstrip())


@rule(
    "ILRSYNC_shared_ni_number",
    over=Message,
    key=by_ni_number,
    severity=WARNING,
    fields="LearnRefNumber ULN NINumber",
)
def shared_ni_number(message: Message) -> Iterator[Hit]:
    """Two records with one National Insurance number are one person, or one number is wrong.

    Source: ilrsync; no rule of the DfE looks for this.
    """
    for same in repeated(message.Learner, key=lambda one: next(by_ni_number(one), None)):
        for one, other in combinations(same, 2):
            alike = set(by_name_and_birth(one)) & set(by_name_and_birth(other))
            if not _same_identifier(one, other) and not alike:
                yield from _both(one, other, "The record {} has it as well.")


@rule(
    "ILRSYNC_previous_reference_in_file",
    over=Message,
    key=by_references,
    severity=WARNING,
    fields="PrevLearnRefNumber LearnRefNumber",
)
def previous_reference_in_file(message: Message) -> Iterator[Hit]:
    """PrevLearnRefNumber should not be the reference of another record of the same return.

    It is the reference that this person had last year. If another record still has it, the two are
    almost certainly one person, recorded anew without closing the old record.

    Source: ilrsync; the DfE's rules look at the form of PrevLearnRefNumber only.
    """
    owners = {reference(one): one for one in message.Learner}
    for one in message.Learner:
        previous = (one.PrevLearnRefNumber or "").strip().casefold()
        other = owners.get(previous) if previous else None
        if other is not None and previous != reference(one):
            yield from _both(one, other, "The other record is {}.")


def _pairs(message: Message) -> Iterator[tuple[Learner, Learner]]:
    """Every two records of one name and birth date."""
    for same in repeated(message.Learner, key=lambda one: next(by_name_and_birth(one), None)):
        yield from combinations(same, 2)


def _both(one: Learner, other: Learner, detail: str) -> Iterator[Hit]:
    yield Hit(one, detail.format(other.LearnRefNumber or "without reference"))
    yield Hit(other, detail.format(one.LearnRefNumber or "without reference"))


def _same_identifier(one: Learner, other: Learner) -> bool:
    """Whether reference or ULN say already that the two are one, as R_06 and R_59 report."""
    same_uln = one.ULN == other.ULN and one.ULN not in {None, TEMPORARY_ULN}
    return same_uln or (reference(one) is not None and reference(one) == reference(other))


def _same_postcode(one: Learner, other: Learner) -> bool:
    mine, theirs = (_letters(each.Postcode) for each in (one, other))
    return bool(mine) and mine == theirs and mine != _letters(UNKNOWN_POSTCODE)


def _is_slip(one: str, other: str) -> bool:
    """Whether the numbers differ in one digit, or in two neighbours that are swapped."""
    if len(one) != len(other):
        return False
    wrong = [index for index, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if len(wrong) == 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and one[wrong[0]] + one[wrong[1]] == other[wrong[1]] + other[wrong[0]]
    )


@lru_cache(maxsize=4096)  # names come again and again
def _letters(text: str | None) -> str:
    """*text* as letters and digits only, without accents or case."""
    if text is None:
        return ""
    if text.isascii() and text.isalnum():
        return text.casefold()
    plain: Iterable[str] = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if char.isalnum()).casefold()


def _named(mark: str, **fields: object) -> Learner:
    values = {"FamilyName": "O'Brien", "GivenNames": "Zoë", "Postcode": "AB1 2DE", **fields}
    return learner(mark, **values)


BOTH = ["Learner[0]", "Learner[1]"]
ONE = uln_of("A1")

CASES = [
    case(
        "ILRSYNC_same_person",
        "another spelling, no ULN yet",
        message(
            _named("A1", ULN=TEMPORARY_ULN),
            _named("B2", ULN=TEMPORARY_ULN, FamilyName="OBRIEN", GivenNames="Zoe"),
        ),
        BOTH,
    ),
    case(
        "ILRSYNC_same_person",
        "moved house",
        message(_named("A1"), _named("B2", Postcode="ZZ99 9ZZ")),
        [],
    ),
    case("ILRSYNC_same_person", "twins", message(_named("A1"), _named("B2", GivenNames="Max")), []),
    case(
        "ILRSYNC_same_person",
        "R_59 says it already",
        message(_named("A1", ULN=ONE), _named("B2", ULN=ONE)),
        [],
    ),
    case(
        "ILRSYNC_uln_slip",
        "two digits swapped",
        message(_named("A1", ULN=1234567897), _named("B2", ULN=1234576897)),
        BOTH,
    ),
    case(
        "ILRSYNC_uln_slip",
        "other numbers altogether",
        message(_named("A1", ULN=1234567897), _named("B2", ULN=9876543210)),
        [],
    ),
    case(
        "ILRSYNC_shared_ni_number",
        "two names",
        message(
            _named("A1", NINumber="AB123456C"),
            _named("B2", NINumber="AB 12 34 56 C", FamilyName="Else"),
        ),
        BOTH,
    ),
    case(
        "ILRSYNC_shared_ni_number",
        "two numbers",
        message(_named("A1", NINumber="AB123456C"), _named("B2", NINumber="AB123457C")),
        [],
    ),
    case(
        "ILRSYNC_previous_reference_in_file",
        "the old record is still there",
        message(_named("A1"), _named("B2", PrevLearnRefNumber="a1")),
        BOTH,
    ),
    case(
        "ILRSYNC_previous_reference_in_file",
        "the old record is gone",
        message(_named("A1"), _named("B2", PrevLearnRefNumber="C3")),
        [],
    ),
]
