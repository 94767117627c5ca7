"""What a run says about the data: findings, changes and what was not checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from enum import StrEnum

from ilrsync.model.record import Origin


class Severity(StrEnum):
    """How the DfE's service treats a finding.

    An error leaves the whole learner out of what is funded; a warning drops nothing; a failure
    refuses the whole file.
    """

    FAIL = "fail"
    ERROR = "error"
    WARNING = "warning"


class Grade(StrEnum):
    """How much a correction may do by itself.

    SAFE keeps the meaning; OPT_IN changes what is returned, so the provider agrees rule by rule;
    SUGGEST is reported only.
    """

    SAFE = "safe"
    OPT_IN = "opt-in"
    SUGGEST = "suggest"


class Mode(StrEnum):
    """What the provider lets a correction do (``[corrections]`` in the configuration)."""

    OFF = "off"
    SUGGEST = "suggest"
    APPLY = "apply"


class Outcome(StrEnum):
    """What became of a change: made, offered, or taken back because it made things worse."""

    APPLIED = "applied"
    SUGGESTED = "suggested"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the DfE's violation report shows of the learner and aim that a finding is about.

    Taken from the record itself, never looked up by reference, because two records may share one.
    ``learner_monitoring`` maps occurrence A, B and ``aim_monitoring`` A to D to their text.
    """

    ULN: str = slot(default="", repr=False)
    FamilyName: str = slot(default="", repr=False)
    GivenNames: str = slot(default="", repr=False)
    LearnAimRef: str = ""
    SWSupAimId: str = ""
    FundModel: str = ""
    PartnerUKPRN: str = ""
    learner_monitoring: Mapping[str, str] = slot(default_factory=dict, repr=False)
    aim_monitoring: Mapping[str, str] = slot(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's complaint about one place of the return.

    ``path`` names the record by position from 0 (``Learner[3]/LearningDelivery[1]``; empty for the
    file as a whole). ``fields`` are the values that made the rule fire, as text, by ILR name.
    ``correction`` is the grade of the correction that ilrsync knows for it, if any.
    """

    rule: str
    severity: Severity
    message: str
    path: str = ""
    LearnRefNumber: str | None = None
    AimSeqNumber: int | None = None
    fields: Mapping[str, str] = slot(default_factory=dict, repr=False)
    origin: Origin | None = slot(default=None, repr=False)
    correction: Grade | None = None
    subject: Subject | None = slot(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One correction of one field, or of one whole record, with everything needed to reverse it.

    ``old`` and ``new`` are texts; None is an absent value. For a whole record ``field`` is empty
    and the texts are the record as JSON. ``why`` says in words what was decided and, for a
    conflict, which source lost. Changes that one correction makes or offers together share a
    ``group``, which stays the same from run to run as long as the data they are about does; a
    person's answer names it. A change that stands alone and that nobody can answer has none.
    """

    rule: str
    grade: Grade
    outcome: Outcome
    LearnRefNumber: str | None
    path: str
    field: str
    old: str | None = slot(repr=False)
    new: str | None = slot(repr=False)
    why: str = slot(default="", repr=False)
    origin: Origin | None = slot(default=None, repr=False)
    group: str = ""


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that could not be answered in this run, and why."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A learner left out of the written file, because the file would be refused with them in it."""

    LearnRefNumber: str | None
    path: str
    reason: str
    origin: Origin | None = slot(default=None, repr=False)
