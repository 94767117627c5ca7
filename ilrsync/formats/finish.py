"""What is settled once a whole learner has been read: aim numbers, hours, address, test people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.formats.codes import padded_code
from ilrsync.formats.hours import to_fields, to_records
from ilrsync.formats.noting import note
from ilrsync.formats.odd import Odd
from ilrsync.formats.texts import ADDRESS, split_address

if TYPE_CHECKING:
    from ilrsync.model.records import Learner, LearningDelivery
    from ilrsync.model.table import Table

_TEST_NAMES = frozenset(
    first + rest
    for first in ("test", "tester", "testing", "dummy", "demo")
    for rest in ("", " learner", " student", " person", " user")
)
_AIMS_FROM_1 = tuple(range(1, 99))


class Finisher:
    """Settles learners of one file, in the terms of the return's year."""

    def __init__(self, table: Table) -> None:
        self._has_hours = "HRSRecord" in table.entities
        self._label = table.label
        self._references: dict[str, str] = {}

    def finish(self, learner: Learner) -> Learner:
        """*learner* with its aims numbered, hours in the year's form and its address in lines."""
        aims = learner.LearningDelivery
        self._number(learner, aims)
        for aim in aims:
            if self._has_hours:
                if (
                    aim.PHours is not None
                    or aim.OTJActHours is not None
                    or aim.AddHours is not None
                ):
                    to_records(learner, aim, self._label)
            elif aim.HRSRecord:
                to_fields(learner, aim, self._label)
        if (
            len(learner.AddLine1 or "") > 50
            or len(learner.AddLine2 or "") > 50
            or (len(learner.AddLine3 or "") > 50 or len(learner.AddLine4 or "") > 50)
        ):
            _split(learner)
        for name in ("FamilyName", "GivenNames"):
            if (getattr(learner, name) or "").casefold() in _TEST_NAMES:
                note(
                    learner,
                    "remark",
                    "ILRSYNC_test_person",
                    learner,
                    name,
                    wanted="the name of a person",
                    remedy="leave test learners out of the export",
                )
                break
        self._compare_reference(learner)
        return learner

    def _number(self, learner: Learner, aims: list[LearningDelivery]) -> None:
        """Aims are numbered 1 upwards where a number is missing or stands twice."""
        if not any(aim.AimSeqNumber or (aim.raw and "AimSeqNumber" in aim.raw) for aim in aims):
            for number, aim in zip(_AIMS_FROM_1, aims, strict=False):
                aim.AimSeqNumber = number
            return
        given = [aim.AimSeqNumber for aim in aims]
        unread = any(aim.raw and "AimSeqNumber" in aim.raw for aim in aims)
        if unread or (None not in given and len(set(given)) == len(given)):
            return
        aims.sort(key=lambda aim: aim.LearnStartDate.toordinal() if aim.LearnStartDate else 0)
        for number, aim in zip(_AIMS_FROM_1, aims, strict=False):
            if aim.AimSeqNumber != number:
                got = aim.text("AimSeqNumber") or "(blank)"
                note(
                    learner,
                    "repair",
                    "ILRSYNC_aim_renumbered",
                    aim,
                    "AimSeqNumber",
                    got=got,
                    value=str(number),
                )
                aim.AimSeqNumber = number

    def _compare_reference(self, learner: Learner) -> None:
        """A number that occurs with and without leading zeros is pointed out, never changed."""
        reference = learner.LearnRefNumber
        if reference is None or not (reference.isascii() and reference.isdigit()):
            return
        first = self._references.setdefault(reference.lstrip("0"), reference)
        if first != reference:
            note(
                learner,
                "remark",
                "ILRSYNC_reference_padded",
                learner,
                "LearnRefNumber",
                got=reference,
                wanted=f'one form of the number; it also occurs as "{first}"',
            )


def pad_monitoring(learner: Learner) -> None:
    """LDM and DAM codes have three digits also where their type stood in a column of its own."""
    for aim in learner.LearningDelivery:
        for fam in aim.LearningDeliveryFAM:
            code = padded_code(fam.LearnDelFAMType, fam.LearnDelFAMCode)
            if isinstance(code, Odd):
                note(
                    learner,
                    "repair",
                    code.rule,
                    fam,
                    "LearnDelFAMCode",
                    got=fam.LearnDelFAMCode or "",
                    value=str(code.value),
                )
                fam.assign("LearnDelFAMCode", code.value)


def _split(learner: Learner) -> None:
    lines = [line for name in ADDRESS if (line := getattr(learner, name))]
    split = split_address(lines)
    if split is None:
        return  # the field's own rule reports the length; cutting would lose part of the address
    for name, line in zip(ADDRESS, [*split, *[None] * 4], strict=False):
        old = getattr(learner, name)
        if old != line:
            note(
                learner,
                "repair",
                "ILRSYNC_address_split",
                learner,
                name,
                got=old or "",
                value=line or "",
            )
            learner.assign(name, line)
