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
_TEST_BEGINS = "tTdD"
_LONGEST_LINE = 50
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
        for number, aim in enumerate(aims, 1):
            if aim.AimSeqNumber is not None or aim.raw is not None:
                _unnumber(aims[: number - 1])
                _renumber(learner, aims)
                break
            aim.AimSeqNumber = number
        self._convert_hours(learner, aims)
        if (
            ((line := learner.AddLine1) and len(line) > _LONGEST_LINE)
            or ((line := learner.AddLine2) and len(line) > _LONGEST_LINE)
            or ((line := learner.AddLine3) and len(line) > _LONGEST_LINE)
            or ((line := learner.AddLine4) and len(line) > _LONGEST_LINE)
        ):
            _split(learner)
        family, given = learner.FamilyName, learner.GivenNames
        if (family and family[0] in _TEST_BEGINS) or (given and given[0] in _TEST_BEGINS):
            _point_out_test_name(learner)
        reference = learner.LearnRefNumber
        if reference is not None and reference.isdigit() and reference.isascii():
            self._compare(learner, reference)
        return learner

    def _convert_hours(self, learner: Learner, aims: list[LearningDelivery]) -> None:
        """Hours stand in the form of the return's year."""
        if self._has_hours:
            for aim in aims:
                if (
                    aim.PHours is not None
                    or aim.OTJActHours is not None
                    or aim.AddHours is not None
                ):
                    to_records(learner, aim, self._label)
        else:
            for aim in aims:
                if aim.HRSRecord:
                    to_fields(learner, aim, self._label)

    def _compare(self, learner: Learner, reference: str) -> None:
        """A number that occurs with and without leading zeros is pointed out, never changed."""
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


def _point_out_test_name(learner: Learner) -> None:
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


def _unnumber(aims: list[LearningDelivery]) -> None:
    """Aims have no number, as before they were counted."""
    for aim in aims:
        aim.AimSeqNumber = None


def _number(aims: list[LearningDelivery]) -> None:
    """Aims are numbered 1 upwards."""
    for number, aim in zip(_AIMS_FROM_1, aims, strict=False):
        aim.AimSeqNumber = number


def _renumber(learner: Learner, aims: list[LearningDelivery]) -> None:
    """Aims are numbered 1 upwards where a number is missing or stands twice."""
    unread = any(aim.raw and "AimSeqNumber" in aim.raw for aim in aims)
    given = [aim.AimSeqNumber for aim in aims]
    if not unread and not any(given):
        _number(aims)
        return
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
