"""What is settled once a whole learner has been read: aim numbers, hours, address, test people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.formats.codes import padded_code
from ilrsync.formats.odd import CORRECT_EXPORT, Odd
from ilrsync.formats.texts import ADDRESS, split_address
from ilrsync.model.record import Note, Record
from ilrsync.model.records import HRSRecord, Learner, LearningDelivery

if TYPE_CHECKING:
    from ilrsync.model.table import Table

_TEST_NAMES = frozenset(
    first + rest
    for first in ("test", "tester", "testing", "dummy", "demo")
    for rest in ("", " learner", " student", " person", " user")
)
_PLANNED_HOURS = {36: 1, 11: 5}
_FIELD_OF_HOURS = {1: "PHours", 2: "PHours", 3: "OTJActHours", 5: "PHours", 6: "AddHours"}
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
                    self._to_records(learner, aim)
            elif aim.HRSRecord:
                self._to_fields(learner, aim)
        if (
            len(learner.AddLine1 or "") > 50
            or len(learner.AddLine2 or "") > 50
            or (len(learner.AddLine3 or "") > 50 or len(learner.AddLine4 or "") > 50)
        ):
            _split(learner)
        for name in ("FamilyName", "GivenNames"):
            if (getattr(learner, name) or "").casefold() in _TEST_NAMES:
                _note(
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
                _note(
                    learner,
                    "repair",
                    "ILRSYNC_aim_renumbered",
                    aim,
                    "AimSeqNumber",
                    got=got,
                    value=str(number),
                )
                aim.AimSeqNumber = number

    def _to_records(self, learner: Learner, aim: LearningDelivery) -> None:
        """Hours in the fields of 2025-26 become HRSRecords.

        Source: ILR specification 2026-27, HRSRecord; conversion by funding model.
        """
        planned = _PLANNED_HOURS.get(aim.FundModel or 0)
        if aim.FundModel == 25 and aim.ProgType == 31:
            planned = 2
        for name, code in (("PHours", planned), ("OTJActHours", 3), ("AddHours", 6)):
            hours = getattr(aim, name)
            if hours is None:
                continue
            setattr(aim, name, None)
            same = [row for row in aim.HRSRecord if row.HRSCode == code]
            if code is None or (same and same[0].HRSAmount != hours):
                wanted = (
                    "one number of hours"
                    if code
                    else f"no such hours for this aim in {self._label}"
                )
                _note(
                    learner,
                    "refusal" if code else "remark",
                    "ILRSYNC_hours_to_hrs",
                    aim,
                    name,
                    got=str(hours),
                    wanted=wanted,
                )
            elif not same:
                row = HRSRecord(HRSType="HRS", HRSCode=code, HRSAmount=hours, origin=aim.origin)
                aim.HRSRecord.append(row)
                _note(
                    learner,
                    "repair",
                    "ILRSYNC_hours_to_hrs",
                    aim,
                    name,
                    got=str(hours),
                    value=f"HRS {code}: {hours}",
                )

    def _to_fields(self, learner: Learner, aim: LearningDelivery) -> None:
        """HRSRecords become the fields that 2025-26 has for hours; code 4 has none."""
        for row in aim.HRSRecord:
            name = _FIELD_OF_HOURS.get(row.HRSCode or 0)
            old = getattr(aim, name) if name else None
            if name is None or row.HRSAmount is None or (old is not None and old != row.HRSAmount):
                wanted = "one number of hours" if name else f"no such hours in {self._label}"
                _note(
                    learner,
                    "refusal" if name else "remark",
                    "ILRSYNC_hrs_to_hours",
                    row,
                    "HRSAmount",
                    got=f"HRS {row.text('HRSCode')}: {row.text('HRSAmount')}",
                    wanted=wanted,
                )
            elif old is None:
                setattr(aim, name, row.HRSAmount)
                _note(
                    learner,
                    "repair",
                    "ILRSYNC_hrs_to_hours",
                    aim,
                    name,
                    got=f"HRS {row.HRSCode}: {row.HRSAmount}",
                    value=str(row.HRSAmount),
                )
        aim.HRSRecord = []

    def _compare_reference(self, learner: Learner) -> None:
        """A number that occurs with and without leading zeros is pointed out, never changed."""
        reference = learner.LearnRefNumber
        if reference is None or not (reference.isascii() and reference.isdigit()):
            return
        first = self._references.setdefault(reference.lstrip("0"), reference)
        if first != reference:
            _note(
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
                _note(
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
            _note(
                learner,
                "repair",
                "ILRSYNC_address_split",
                learner,
                name,
                got=old or "",
                value=line or "",
            )
            learner.assign(name, line)


def _note(
    learner: Learner,
    kind: str,
    rule: str,
    record: Record,
    field: str,
    *,
    got: str = "",
    value: str = "",
    wanted: str = "",
    remedy: str = "",
) -> None:
    told = remedy or (CORRECT_EXPORT if kind != "repair" else "")
    text = got or record.text(field) or ""
    note = Note(
        kind, rule, record, field, text, value, wanted, told, record.origin or learner.origin
    )
    learner.notes = [*(learner.notes or ()), note]
