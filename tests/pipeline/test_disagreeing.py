from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.corrections.tree import copied
from ilrsync.ledger import Ledger
from ilrsync.pipeline.sync import sync
from tests.fixtures import ten_learners as ten
from tests.pipeline.returns import NOW, OVERNIGHT, deliver, host, ilr, learners, site

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.model.finding import Finding
    from ilrsync.model.records import Learner

RULES = (
    "ILRSYNC_learner_gone",
    "ILRSYNC_aims_gone",
    "ILRSYNC_withheld_elsewhere",
    "ILRSYNC_half_returned",
)
GATHERING = '[corrections]\nR_06 = "apply"\nR_59 = "apply"\n'
ALLOWING = "[compare]\nmost_learners_lost = 100.0\nmost_continuing_aims_lost = 100.0\n"


def built(config: Config, night: int, **sources: Sequence[Learner]) -> list[Finding]:
    """What is said of single learners in the return of what each source delivered that night."""
    for name, people in sources.items():
        deliver(config.folders.inbox / name, f"{name}-{night}.xml", ilr(people))
    (report,) = sync(config, host(), started=NOW + night * OVERNIGHT).returns
    assert report.run is not None
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        return [one for one in ledger.findings(report.run) if one.rule in RULES]


def going_on(count: int) -> list[Learner]:
    """Learners with two aims that go on."""
    people = [one for one in learners(count * 6) if len(one.LearningDelivery) > 1]
    return [
        one for one in people if all(aim.LearnActEndDate is None for aim in one.LearningDelivery)
    ][:count]


def halves(one: Learner) -> tuple[Learner, Learner]:
    """One learner as two systems have them: the first aim in one, the others in the other."""
    first, second = copied(one), copied(one)
    first.LearningDelivery = first.LearningDelivery[:1]
    second.LearningDelivery = second.LearningDelivery[1:]
    return first, second


def test_whoever_was_learning_and_is_in_no_source_now_is_named_with_the_source(
    tmp_path: Path,
) -> None:
    config = site(tmp_path, ALLOWING, sources=("main", "work"))
    people = going_on(5)
    built(config, 0, main=people[:3], work=people[3:])

    (said,) = built(config, 1, work=people[4:])

    gone = people[3]
    assert (said.rule, said.LearnRefNumber, said.path) == (RULES[0], gone.LearnRefNumber, "")
    assert said.message.startswith("work had this learner with")
    assert "no source has them now" in said.message


def test_whoever_had_ended_may_be_gone_without_a_word(tmp_path: Path) -> None:
    config = site(tmp_path, ALLOWING)
    people = going_on(3)
    ended = learners(60)
    done = next(one for one in ended if all(aim.LearnActEndDate for aim in one.LearningDelivery))
    built(config, 0, main=[*people, done])

    assert built(config, 1, main=people) == []


def test_more_gone_than_is_allowed_is_one_error_and_nobody_is_named_singly(tmp_path: Path) -> None:
    config = site(tmp_path)
    people = going_on(5)
    built(config, 0, main=people)

    assert built(config, 1, main=people[:2]) == []


def test_aims_that_went_with_a_source_name_the_source_that_has_the_learner_no_longer(
    tmp_path: Path,
) -> None:
    config = site(tmp_path, GATHERING + ALLOWING, sources=("main", "work"))
    people = going_on(4)
    split, *others = people
    here, there = halves(split)
    assert built(config, 0, main=[here, *others[:1]], work=[there, *others[1:]]) == []

    (said,) = built(config, 1, work=others[1:])

    assert (said.rule, said.LearnRefNumber) == (RULES[1], split.LearnRefNumber)
    assert said.message.endswith("; work had this learner then and has not now")
    assert len(said.fields["aims"].splitlines()) == len(there.LearningDelivery)


def test_aims_that_the_only_source_dropped_blame_no_source(tmp_path: Path) -> None:
    config = site(tmp_path, ALLOWING)
    people = going_on(3)
    built(config, 0, main=people)
    fewer = copied(people[1])
    fewer.LearningDelivery = fewer.LearningDelivery[:1]

    (said,) = built(config, 1, main=[people[0], fewer, people[2]])

    assert (said.rule, said.path) == (RULES[1], "Learner[1]")
    assert said.message.endswith("no end was returned")


def test_a_record_held_out_beside_another_of_the_learner_is_told_with_the_one_returned(
    tmp_path: Path,
) -> None:
    config = site(tmp_path, sources=("main", "work"))
    people = going_on(3)
    here, there = halves(people[0])
    there.LearningDelivery[0].LearnAimRef = None

    (said,) = built(config, 0, main=[here, *people[1:]], work=[there])

    assert (said.rule, said.path) == (RULES[3], "Learner[0]")
    assert "work-0.xml" in said.message


def test_what_one_source_keeps_back_and_another_returns_is_told(tmp_path: Path) -> None:
    config = site(
        tmp_path,
        '[source.options]\nonly_status = ["QA verified"]\n',  # of the last source
        sources=("main", "aptem"),
    )
    (one, other) = going_on(2)
    rows = ten.wide("2627")
    for row in rows:
        row["IlrStatus"] = "Signed" if row["LearnRefNumber"] == "TEN002" else "QA verified"
    ten.write_csv(config.folders.inbox / "aptem" / "learners.csv", rows)
    one.LearnRefNumber = "ten002"

    (said,) = built(config, 0, main=[one, other])

    assert (said.rule, said.LearnRefNumber, said.path) == (RULES[2], "TEN002", "Learner[0]")
    assert said.message.startswith("learners.csv keeps this learner back")
