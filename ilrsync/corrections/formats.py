"""Postcodes and National Insurance numbers in the form that the ILR wants, not a letter changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ilrsync.corrections.correction import SAFE, Edit, Edits, correction
from ilrsync.model.records import LearningDelivery, LearningDeliveryHE

if TYPE_CHECKING:
    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

_POSTCODE = re.compile(r"[A-Z]{1,2}([0-9]{1,2}|[0-9][A-Z])[0-9][ABD-HJLNP-UW-Z]{2}")
_NI_NUMBER = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?")


@correction("Postcode_15 FD_Postcode_AL FD_Postcode_AP", grade=SAFE)
def respaced_postcode(learner: Learner) -> Edits:
    """Postcode is in capitals, with one space before the last three characters.

    Safe: no letter or digit is added, dropped or moved. A value that is not a postcode even so is
    left alone.
    """
    yield from _respaced(learner, "Postcode")


@correction("PostcodePrior_02 FD_PostcodePrior_AL FD_PostcodePrior_AP", grade=SAFE)
def respaced_prior_postcode(learner: Learner) -> Edits:
    """PostcodePrior is in capitals, with one space before the last three characters.

    Safe: no letter or digit is added, dropped or moved. A value that is not a postcode even so is
    left alone.
    """
    yield from _respaced(learner, "PostcodePrior")


@correction(
    "DelLocPostCode_11 FD_DelLocPostCode_AL FD_DelLocPostCode_AP",
    grade=SAFE,
    over=LearningDelivery,
)
def respaced_delivery_postcode(aim: LearningDelivery) -> Edits:
    """DelLocPostCode is in capitals, with one space before the last three characters.

    Safe: no letter or digit is added, dropped or moved. A value that is not a postcode even so is
    left alone.
    """
    yield from _respaced(aim, "DelLocPostCode")


@correction("LSDPostcode_03 FD_LSDPostcode_AL FD_LSDPostcode_AP", grade=SAFE, over=LearningDelivery)
def respaced_start_postcode(aim: LearningDelivery) -> Edits:
    """LSDPostcode is in capitals, with one space before the last three characters.

    Safe: no letter or digit is added, dropped or moved. A value that is not a postcode even so is
    left alone.
    """
    yield from _respaced(aim, "LSDPostcode")


@correction("HEPostCode_02 FD_HEPostCode_AL FD_HEPostCode_AP", grade=SAFE, over=LearningDeliveryHE)
def respaced_he_postcode(study: LearningDeliveryHE) -> Edits:
    """HEPostCode is in capitals, with one space before the last three characters.

    Safe: no letter or digit is added, dropped or moved. A value that is not a postcode even so is
    left alone.
    """
    yield from _respaced(study, "HEPostCode")


@correction("NINumber_01 FD_NINumber_AL FD_NINumber_AP", grade=SAFE)
def closed_up_ni_number(learner: Learner) -> Edits:
    """NINumber is in capitals, without spaces between.

    Safe: no letter or digit is added, dropped or moved. Where the last letter is not known, the
    ILR wants a space in its place; that space stays.
    """
    text = learner.text("NINumber") or ""
    bare = _bare(text)
    if _NI_NUMBER.fullmatch(bare):
        yield from _rewritten(learner, "NINumber", bare if len(bare) == 9 else f"{bare} ")


def _respaced(record: Record, name: str) -> Edits:
    bare = _bare(record.text(name) or "")
    if _POSTCODE.fullmatch(bare):
        yield from _rewritten(record, name, f"{bare[:-3]} {bare[-3:]}")


def _rewritten(record: Record, name: str, text: str) -> Edits:
    if record.text(name) != text:
        yield Edit(record, name, text)


def _bare(text: str) -> str:
    return "".join(text.split()).upper()
