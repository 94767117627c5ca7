"""People whom one source has and another has not, or has no longer: told of one by one.

What is missing altogether is counted in `comparing`; where more is missing than the site allows,
one error says so, and nobody is told of singly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ilrsync.ledger import WHOLE_FILE
from ilrsync.model.finding import Finding, Severity
from ilrsync.model.returned import GOING_ON, aims_lost
from ilrsync.pipeline.notes import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ilrsync.config import CompareSettings
    from ilrsync.contracts import FileRemark
    from ilrsync.ledger import Ledger
    from ilrsync.model.finding import HeldOut
    from ilrsync.pipeline.comparing import LastReturn

LEARNER_GONE = "ILRSYNC_learner_gone"
AIMS_GONE = "ILRSYNC_aims_gone"
WITHHELD_ELSEWHERE = "ILRSYNC_withheld_elsewhere"
HALF_RETURNED = "ILRSYNC_half_returned"


class Said(NamedTuple):
    """A finding, and the position of the learner that it is about; `WHOLE_FILE` for one gone."""

    position: int
    finding: Finding


def gone_since(
    last: LastReturn, ledger: Ledger, settings: CompareSettings, remarks: Iterable[FileRemark]
) -> Iterator[Said]:
    """Whoever was returned while learning, or had an aim going on, and has not now.

    *remarks* say who is kept back.
    """
    if last.within(settings):
        before = _Run(last, ledger, now=False)
        kept_back = {_key(one.LearnRefNumber): one.file for one in remarks if one.rule == WITHHELD}
        yield from _learners_gone(last, ledger, before, kept_back)
        yield from _aims_gone(last, ledger, before)


def split_between_files(
    remarks: Iterable[FileRemark], held_out: Mapping[int, HeldOut], ledger: Ledger, run: int
) -> Iterator[Said]:
    """Whoever is left out with one record while another record of theirs is returned."""
    withheld = [one for one in remarks if one.rule == WITHHELD and one.LearnRefNumber]
    names = [one.LearnRefNumber for one in withheld]
    names += [one.LearnRefNumber for one in held_out.values()]
    returned = ledger.returned_as(run, (name for name in names if name))
    for one in withheld:
        for position in returned.get(one.LearnRefNumber or "", ()):
            if position not in held_out:
                yield _said(
                    WITHHELD_ELSEWHERE,
                    position,
                    one.LearnRefNumber,
                    f"{one.file} keeps this learner back ({one.message}), and another file returns"
                    " them, without what the one that is kept back knows",
                )
    for held in held_out.values():
        for position in returned.get(held.LearnRefNumber or "", ()):
            if position not in held_out:
                yield _said(
                    HALF_RETURNED,
                    position,
                    held.LearnRefNumber,
                    f"another record of this learner{_at(held)} is held out, so what it says is not"
                    f" returned: {held.reason}",
                )


class _Run:
    """Which sources had the people of a run, their gathered records among them."""

    def __init__(self, last: LastReturn, ledger: Ledger, *, now: bool) -> None:
        self._last = last
        self._now = now
        self._gathered = ledger.gathered(last.now if now else last.run)

    def sources(self, position: int) -> list[str]:
        """The sources of the person whose record stands at *position*, by name."""
        places = [position, *self._gathered.get(position, ())]
        return sorted({self._last.source(place, now=self._now) for place in places} - {""})


def _learners_gone(
    last: LastReturn, ledger: Ledger, before: _Run, kept_back: Mapping[str, str]
) -> Iterator[Said]:
    for place, one in ledger.lost(last.run, last.now):
        if one.going_on:
            sources = " and ".join(before.sources(place)) or "a source"
            aims = "an aim" if one.going_on == 1 else f"{one.going_on} aims"
            file = kept_back.get(_key(one.LearnRefNumber))
            now = f"{file} keeps them back now" if file else "no source has them now"
            yield _said(
                LEARNER_GONE,
                WHOLE_FILE,
                one.LearnRefNumber,
                f"{sources} had this learner with {aims} going on in run {last.run}; {now}, and no"
                " end was returned",
                aims=one.aims,
            )


def _aims_gone(last: LastReturn, ledger: Ledger, before: _Run) -> Iterator[Said]:
    if not last.counts["continuing aims lost"]:
        return
    now = _Run(last, ledger, now=True)
    for place, was, is_ in ledger.changed(last.run, last.now):
        gone = [line for line in aims_lost(was, is_) if line.endswith(GOING_ON)]
        if not gone:
            continue
        (position, *_) = ledger.returned_as(last.now, [is_.LearnRefNumber or ""]).get(
            is_.LearnRefNumber or "", (WHOLE_FILE,)
        )
        missing = set(before.sources(place)) - set(now.sources(position))
        why = f"; {' and '.join(sorted(missing))} had this learner then and has not now"
        aims = "an aim" if len(gone) == 1 else f"{len(gone)} aims"
        yield _said(
            AIMS_GONE,
            position,
            is_.LearnRefNumber,
            f"{aims} that went on in run {last.run} {'is' if len(gone) == 1 else 'are'} not in"
            f" this return, and no end was returned{why if missing else ''}",
            aims="\n".join(gone),
        )


def _said(rule: str, position: int, reference: str | None, message: str, **fields: str) -> Said:
    path = "" if position == WHOLE_FILE else f"Learner[{position}]"
    return Said(position, Finding(rule, Severity.WARNING, message, path, reference, fields=fields))


def _at(held: HeldOut) -> str:
    if held.origin is None:
        return ""
    line = f" line {held.origin.line}" if held.origin.line is not None else ""
    return f" ({held.origin.file}{line})"


def _key(reference: str | None) -> str:
    """A reference as the DfE compares it."""
    return (reference or "").strip().casefold()
