"""Whether two records are of one person, what says so, and how much may be done about it.

LearnRefNumber names a person at this provider, ULN a person nationally; 9999999999 means "not known
yet" and says nothing. References are compared trimmed and without regard to case.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ilrsync.corrections.sameness import essence
from ilrsync.model.check_digits import TEMPORARY_ULN, uln_is_valid
from ilrsync.model.finding import Grade

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from ilrsync.model.records import Learner

SAME_REFERENCE = "R_06"
SAME_ULN = "R_59"
SAME_PERSON = "ILRSYNC_same_person"
ULN_SLIP = "ILRSYNC_uln_slip"
PREVIOUS_REFERENCE = "ILRSYNC_previous_reference_in_file"

RULES = (SAME_REFERENCE, SAME_ULN, ULN_SLIP, SAME_PERSON, PREVIOUS_REFERENCE)
"""The rules that complain of two records of one person, the strongest evidence first."""


class Answer(StrEnum):
    """Are two records of one person?"""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two records say about each other.

    ``grade`` is what gathering them would be: SAFE only for two copies of one record; None when
    nothing points to one person. ``rule`` is the rule that complains of the pair.
    """

    answer: Answer
    grade: Grade | None
    why: str
    rule: str = SAME_PERSON


def same_person(a: Learner, b: Learner) -> Evidence:
    """The evidence of two records, the same whichever comes first; its words hold no personal data.

    Two given names without a common first letter keep a shared ULN from being enough: twins share
    everything else that is asked for.
    """
    if a.LearnRefNumber and a.LearnRefNumber == b.LearnRefNumber and copies(a, b):
        why = "the two records are the same in every field"
        return Evidence(Answer.YES, Grade.SAFE, why, SAME_REFERENCE)
    pair = _Pair.of(a, b)
    if pair.reference:
        return _same_reference(pair)
    if pair.uln:
        return _same_uln(pair)
    return _no_number_in_common(a, b, pair)


def copies(a: Learner, b: Learner) -> bool:
    """Equal in every field and child; the order of children and AimSeqNumber do not count."""
    return essence(a, _NUMBER) == essence(b, _NUMBER)


def reference(learner: Learner) -> str:
    """The reference as it is compared; empty when there is none."""
    return (learner.LearnRefNumber or "").strip().casefold()


def real_uln(learner: Learner) -> int | None:
    """The ULN, unless it is the temporary one."""
    return None if learner.ULN == TEMPORARY_ULN else learner.ULN


def meeting_points(learner: Learner) -> Iterator[Hashable]:
    """What another record must have in common with this one for `same_person` to say anything."""
    if reference(learner):
        yield "LearnRefNumber", reference(learner)
    if real_uln(learner) is not None:
        yield "ULN", learner.ULN
    if learner.PrevLearnRefNumber:
        yield "LearnRefNumber", learner.PrevLearnRefNumber.strip().casefold()
    if learner.DateOfBirth and _plain(learner.FamilyName) and _plain(learner.GivenNames):
        yield _plain(learner.FamilyName), _plain(learner.GivenNames), learner.DateOfBirth


_NUMBER = frozenset({"AimSeqNumber"})
_NOWHERE = ("", "zz999zz")


class _Pair(NamedTuple):
    """The comparisons that the table of evidence is made of."""

    reference: bool
    uln: bool
    two_ulns: bool
    one_uln: bool
    birth_same: bool
    birth_differs: bool
    family_alike: bool
    given_alike: bool
    names_differ: bool
    first_letter_differs: bool

    @classmethod
    def of(cls, a: Learner, b: Learner) -> _Pair:
        ulns = {real_uln(a), real_uln(b)}
        births = {a.DateOfBirth, b.DateOfBirth}
        family = (_plain(a.FamilyName), _plain(b.FamilyName))
        given = (_plain(a.GivenNames), _plain(b.GivenNames))
        return cls(
            reference=bool(reference(a)) and reference(a) == reference(b),
            uln=len(ulns) == 1 and None not in ulns,
            two_ulns=len(ulns) == 2 and None not in ulns,
            one_uln=len(ulns) == 2 and None in ulns,
            birth_same=len(births) == 1 and None not in births,
            birth_differs=len(births) == 2 and None not in births,
            family_alike=family[0] == family[1] != "",
            given_alike=given[0] == given[1] != "",
            names_differ=_both_differ(*family) or _begin_differently(*given),
            first_letter_differs=_begin_differently(*given),
        )


def _same_reference(pair: _Pair) -> Evidence:
    if pair.birth_differs and pair.names_differ:
        return Evidence(
            Answer.NO,
            Grade.SUGGEST,
            "one LearnRefNumber, but birth date and name differ: a reference used twice; "
            "one of the two people needs another reference",
            SAME_REFERENCE,
        )
    if pair.two_ulns:
        why = (
            "one LearnRefNumber but two ULNs: a reference used twice, or a ULN mistyped; "
            "compare both with the learner register"
        )
        return Evidence(Answer.UNCLEAR, Grade.SUGGEST, why, SAME_REFERENCE)
    if pair.birth_differs:
        why = "one LearnRefNumber, but the birth dates differ; find out which is right"
        return Evidence(Answer.UNCLEAR, Grade.SUGGEST, why, SAME_REFERENCE)
    if pair.uln:
        why = "same LearnRefNumber and ULN, and no other birth date"
        return Evidence(Answer.YES, Grade.OPT_IN, why, SAME_REFERENCE)
    if pair.birth_same and pair.family_alike:
        why = "same LearnRefNumber, birth date and family name; no more than one ULN is known"
        return Evidence(Answer.YES, Grade.OPT_IN, why, SAME_REFERENCE)
    why = (
        "same LearnRefNumber, but no ULN in common and birth date or family name missing or other; "
        "find out whether they are one person"
    )
    return Evidence(Answer.UNCLEAR, Grade.SUGGEST, why, SAME_REFERENCE)


def _same_uln(pair: _Pair) -> Evidence:
    if pair.birth_differs and pair.names_differ:
        why = "one ULN, but birth date and names differ: a ULN on the wrong person"
        return Evidence(Answer.NO, Grade.SUGGEST, why, SAME_ULN)
    if pair.family_alike and not pair.birth_differs and not pair.first_letter_differs:
        why = "same ULN and family name, and no other birth date, under two references"
        return Evidence(Answer.YES, Grade.OPT_IN, why, SAME_ULN)
    if pair.birth_same and not pair.family_alike:
        why = "same ULN and birth date, but another family name: probably a change of name"
    else:
        why = (
            "same ULN, but names or birth dates do not agree; find out whether they are one person"
        )
    return Evidence(Answer.UNCLEAR, Grade.SUGGEST, why, SAME_ULN)


def _no_number_in_common(a: Learner, b: Learner, pair: _Pair) -> Evidence:
    named = pair.birth_same and pair.family_alike and pair.given_alike
    if named and pair.two_ulns and _slip(str(a.ULN), str(b.ULN)):
        why = "same name and birth date, and the ULNs differ by a slip of typing"
        return _probably(f"{why}{_valid_one(a, b)}", ULN_SLIP)
    if named and not pair.two_ulns and _same_home(a, b):
        why = "same name, birth date and postcode or NI number; no more than one ULN is known"
        return _probably(why, SAME_PERSON)
    if _follows(a, b) or _follows(b, a):
        why = "the PrevLearnRefNumber of one is the LearnRefNumber of the other"
        return _probably(why, PREVIOUS_REFERENCE)
    return Evidence(Answer.UNCLEAR, None, "nothing says that they are one person")


def _probably(why: str, rule: str) -> Evidence:
    return Evidence(Answer.UNCLEAR, Grade.SUGGEST, f"{why}; probably one person", rule)


def _valid_one(a: Learner, b: Learner) -> str:
    valid = [one for one in (a, b) if one.ULN is not None and uln_is_valid(one.ULN)]
    if len(valid) != 1:
        return ""
    return f" (only that of {valid[0].LearnRefNumber} has a valid check digit)"


def _slip(a: str, b: str) -> bool:
    """One digit differs, or two have changed places."""
    differing = [place for place, pair in enumerate(zip(a, b, strict=False)) if pair[0] != pair[1]]
    if len(a) != len(b) or len(differing) > 2:
        return False
    if len(differing) < 2:
        return True
    first, second = differing
    return a[first] == b[second] and a[second] == b[first]


def _same_home(a: Learner, b: Learner) -> bool:
    return any(
        _plain(getattr(a, name)) == _plain(getattr(b, name)) not in _NOWHERE
        for name in ("NINumber", "Postcode")
    )


def _follows(a: Learner, b: Learner) -> bool:
    earlier = (b.PrevLearnRefNumber or "").strip().casefold()
    return bool(earlier) and earlier == reference(a)


def _begin_differently(a: str, b: str) -> bool:
    """Rob and Robin do not; Robin and Alex do."""
    return _both_differ(a[:1], b[:1])


def _both_differ(a: str, b: str) -> bool:
    return bool(a and b) and a != b


def _plain(text: str | None) -> str:
    """Letters and digits only, without accents and case."""
    split = unicodedata.normalize("NFKD", text or "")
    return "".join(letter for letter in split if letter.isalnum()).casefold()
