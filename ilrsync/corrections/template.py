"""Values of a programme, filled in where a learner of that programme has none.

A template says what the provider says of all its learners of a programme: standard code, funding
model, prices, and which aims belong to it. It fills blanks and nothing else: no value that is
there is written over, also not one that cannot be read, and no aim is added. Every filling is a
change in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from typing import TYPE_CHECKING

from ilrsync.corrections.correction import advice
from ilrsync.corrections.edits import Add, AnyEdit, Edit, make
from ilrsync.corrections.suggestion import accepted_by, name_of_trial
from ilrsync.corrections.tree import copied, learner_path, origin_at
from ilrsync.model.codes import AimType
from ilrsync.model.finding import Change, Finding, Grade, Mode, Outcome, Severity
from ilrsync.model.records import AppFinRecord, Learner, LearningDelivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.corrections.replay import Step
    from ilrsync.model.decision import Decision
    from ilrsync.model.record import Record

FILLED = "ILRSYNC_template"
MISSING_AIM = "ILRSYNC_template_aim"

Values = Mapping[str, object]

FILLING = advice(
    FILLED,
    """
    Blanks of a learner are filled with what the provider says of the whole programme.

    The values come from a [[template]] of the configuration. Nothing that is there is written
    over, and no aim is added.
    """,
    grade=Grade.OPT_IN,
)

EXPECTED_AIM = advice(
    MISSING_AIM,
    """
    Enter the aim that the programme's template expects, or take it out of the template.

    An aim is never added without a source that holds it.
    """,
)


@dataclass(frozen=True)
class Template:
    """What a provider says of a programme.

    ``when`` are fields of an aim; a learner with an aim that has all of them is on the programme,
    which is that aim and all others of its ProgType and StdCode. ``learner``, ``programme`` (the
    programme aim), ``every_aim`` and ``aims`` (by LearnAimRef) say what fills blanks. ``finance``
    are financial records of the programme aim; one without a date is dated from its start.
    ``expects`` are aim references that a learner of the programme should have.
    """

    name: str
    when: Values
    learner: Values = slot(default_factory=dict)
    programme: Values = slot(default_factory=dict)
    every_aim: Values = slot(default_factory=dict)
    aims: Mapping[str, Values] = slot(default_factory=dict)
    finance: Sequence[Values] = ()
    expects: Sequence[str] = ()


@dataclass(frozen=True)
class Filled:
    """A learner with blanks filled, what was filled, and which expected aims are missing."""

    learner: Learner
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()


def fill(
    learner: Learner,
    position: int,
    templates: Sequence[Template],
    mode: Mode = Mode.APPLY,
    decisions: Mapping[str, Decision] | None = None,
) -> Filled:
    """The learner as the templates of their programmes complete them; the one given stays as it is.

    Where two templates could fill one blank, the first does. With *mode* SUGGEST every filling is
    offered, and made where *decisions*, by the name of the suggestion, have a person's yes.
    """
    made = learner
    changes: list[Change] = []
    for template in templates if mode is not Mode.OFF else ():
        if not _programme(template, made):
            continue
        copy = copied(made)
        steps = make(
            copy, learner_path(position), _edits(template, copy, _programme(template, copy))
        )
        if not steps:
            continue
        name = name_of_trial(FILLED, made, made, steps, template.name)
        decision = (decisions or {}).get(name)
        agreed = decision if decision is not None and decision.accepted else None
        applied = mode is Mode.APPLY or agreed is not None
        changes += _changes(steps, made, name, agreed, applied=applied)
        made = copy if applied else made
    return Filled(made, tuple(changes), tuple(missing_aims(made, position, templates)))


def missing_aims(
    learner: Learner, position: int, templates: Sequence[Template]
) -> Iterator[Finding]:
    """A finding for every aim that the template of the learner's programme expects in vain."""
    for template in templates:
        programme = _programme(template, learner)
        if programme:
            yield from _missing(template, learner, position, programme)


def _changes(
    steps: Sequence[Step], learner: Learner, name: str, agreed: Decision | None, *, applied: bool
) -> list[Change]:
    return [
        Change(
            FILLED,
            Grade.OPT_IN,
            Outcome.APPLIED if applied else Outcome.SUGGESTED,
            learner.LearnRefNumber,
            *step[:4],
            f"{step.why}; {accepted_by(agreed)}" if agreed else step.why,
            origin=step.origin or origin_at(learner, step.path),
            group=name,
        )
        for step in steps
    ]


def _programme(template: Template, learner: Learner) -> list[LearningDelivery]:
    """The aims of the learner's programme, if the template is for it."""
    first = next((aim for aim in learner.LearningDelivery if _has(aim, template.when)), None)
    if first is None:
        return []
    if first.ProgType is None:
        return [first]
    return [
        aim
        for aim in learner.LearningDelivery
        if aim.ProgType == first.ProgType and aim.StdCode in {first.StdCode, None}
    ]


def _has(aim: LearningDelivery, values: Values) -> bool:
    return all(getattr(aim, name) == value for name, value in values.items())


def _edits(
    template: Template, learner: Learner, programme: Sequence[LearningDelivery]
) -> Iterator[AnyEdit]:
    why = f'filled from the template "{template.name}"'
    yield from _blanks(learner, [template.learner], why)
    for aim in programme:
        leads = aim.AimType == AimType.PROGRAMME
        values = [
            template.aims.get(aim.LearnAimRef or "", {}),
            template.programme if leads else {},
            template.every_aim,
        ]
        yield from _blanks(aim, values, why)
        if leads:
            yield from _finance(template, aim, why)


def _blanks(record: Record, sayings: Sequence[Values], why: str) -> Iterator[Edit]:
    """Fills each field that says nothing with what the first of *sayings* says."""
    wanted: dict[str, object] = {}
    for values in sayings:
        for name, value in values.items():
            wanted.setdefault(name, value)
    for name, value in wanted.items():
        if record.text(name) is None:
            yield Edit(record, name, value, why)


def _finance(template: Template, aim: LearningDelivery, why: str) -> Iterator[Add]:
    """Adds the financial records of which the aim has none of that type and code."""
    there = {(one.AFinType, one.AFinCode) for one in aim.AppFinRecord}
    for values in template.finance:
        record = AppFinRecord()
        for name, value in values.items():
            record.assign(name, value)
        if record.AFinDate is None:
            record.AFinDate = aim.LearnStartDate
        if (record.AFinType, record.AFinCode) not in there:
            there.add((record.AFinType, record.AFinCode))
            yield Add(aim, record, why)


def _missing(
    template: Template, learner: Learner, position: int, programme: Sequence[LearningDelivery]
) -> Iterator[Finding]:
    there = {aim.LearnAimRef for aim in programme}
    for reference in template.expects:
        if reference not in there:
            yield Finding(
                rule=MISSING_AIM,
                severity=Severity.WARNING,
                message=(
                    f'the template "{template.name}" expects aim {reference}; enter it, or take it '
                    "out of the template if learners may do without"
                ),
                path=learner_path(position),
                LearnRefNumber=learner.LearnRefNumber,
                fields={"LearnAimRef": reference},
                origin=learner.origin,
            )
