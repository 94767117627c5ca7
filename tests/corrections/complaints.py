"""A few published rules stated once more in the shortest way, to try corrections against."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ilrsync.model.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from ilrsync.model.record import Record
    from ilrsync.model.records import Learner

_POSTCODE = re.compile(r"[A-Z]{1,2}([0-9]{1,2}|[0-9][A-Z]) [0-9][ABD-HJLNP-UW-Z]{2}")
_NI_NUMBER = re.compile(r"[A-Z]{2}[0-9]{6}[A-D ]")


def finding(rule: str, path: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule, severity, f"{rule} complains", path)


def complaints(learner: Learner) -> list[Finding]:
    """What the rules restated here say of a learner."""
    return [finding(rule, path) for rule, path in _all(learner)]


def _all(learner: Learner) -> Iterator[tuple[str, str]]:
    whole = "Learner[0]"
    if not _POSTCODE.fullmatch(learner.text("Postcode") or "ZZ99 9ZZ"):
        yield "Postcode_15", whole
    if not _POSTCODE.fullmatch(learner.text("PostcodePrior") or "ZZ99 9ZZ"):
        yield "PostcodePrior_02", whole
    if not _NI_NUMBER.fullmatch(learner.text("NINumber") or "AB123456C"):
        yield "NINumber_01", whole
    numbers = [aim.text("AimSeqNumber") for aim in learner.LearningDelivery]
    if len(set(numbers)) < len(numbers):
        yield "R_07", whole
    for place, aim in enumerate(learner.LearningDelivery):
        path = f"{whole}/LearningDelivery[{place}]"
        if (aim.AimSeqNumber or 0) > len(numbers):
            yield "AimSeqNumber_02", path
        yield from _repeated("R_52", path, _fam_keys(aim.LearningDeliveryFAM))
    yield from _repeated("R_51", whole, [
        ((fam.text("LearnFAMType") or "").upper(), fam.text("LearnFAMCode"))
        for fam in learner.LearnerFAM
    ])  # fmt: skip
    yield from _repeated("R_43", whole, _texts(learner.LearnerEmploymentStatus, "DateEmpStatApp"))
    yield from _repeated("R_45", whole, _texts(learner.LLDDandHealthProblem, "LLDDCat"))
    yield from _repeated("PriorAttain_10", whole, _texts(learner.PriorAttain, "DateLevelApp"))


def _fam_keys(fams: Iterable[Record]) -> list[Hashable]:
    return [
        ((fam.text("LearnDelFAMType") or "").upper(), fam.text("LearnDelFAMCode"))
        for fam in fams
        if fam.text("LearnDelFAMType") not in {"LSF", "ACT", "ALB"}
    ]


def _texts(records: Iterable[Record], name: str) -> list[Hashable]:
    return [record.text(name) for record in records]


def _repeated(rule: str, path: str, keys: list[Hashable]) -> Iterator[tuple[str, str]]:
    for _, times in Counter(keys).items():
        for _ in range(times - 1):
            yield rule, path
