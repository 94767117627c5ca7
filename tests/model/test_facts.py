"""The field definitions: they speak just when the schema refuses, and under the published ids."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.model.facets import is_date
from ilrsync.model.facts import SCHEMA_RULE, answered, field_findings, rule_id
from ilrsync.model.finding import Finding, Severity
from ilrsync.model.record import Origin
from ilrsync.model.records import (
    HRSRecord,
    Learner,
    LearnerFAM,
    LearningDelivery,
    LearningDeliveryFAM,
)
from ilrsync.model.table import YEARS, Field, Table, table
from ilrsync.outputs.learner_xml import message_start, writer
from ilrsync.outputs.schema import Validator
from tests.benchmarks.generator import UKPRN, header, learners
from tests.model.documents import Node, document, fields, record_of
from tests.model.mutations import element_mutations, value_mutations

if TYPE_CHECKING:
    from collections.abc import Iterator

ELEMENTS = {"missing", "too many", "as many as fit"}


def sound(year: str = "2627") -> Learner:
    return next(learners(year, 1))


def found(learner: Learner, year: str = "2627") -> list[tuple[str, str]]:
    return [(one.rule, one.path) for one in field_findings(learner, table(year), "Learner[0]")]


def mutants(that: Table, random: Random) -> Iterator[tuple[str, Field, Node]]:
    """Learners with one fault each, in every field a learner has."""
    for path, entry in fields(that):
        if path[:1] != ("Learner",):
            continue
        made = document(that, random, 0.2, (*path, entry.name))
        if not entry.entity:
            node = made.find((*path, entry.name))
            sound_text = node.text or ""
            for kind, text in value_mutations(entry, sound_text):
                node.text = text
                yield f"{kind} in {entry.name}", entry, made.find(("Learner",))
            node.text = sound_text
        for kind, change in element_mutations(entry, random):
            single = entry.at_most == 1 and kind == "too many"
            if kind in ELEMENTS and not single:
                made = document(that, random, 0.2, (*path, entry.name))
                change(made.find(path))
                yield f"{kind} {entry.name}", entry, made.find(("Learner",))


@pytest.mark.parametrize("year", YEARS)
def test_facts_speak_and_name_the_field_just_when_the_schema_refuses(year: str) -> None:
    that, validator, write = table(year), Validator(table(year)), writer(table(year))
    start = message_start(that, header(year), [], UKPRN).encode()
    seen = {True: 0, False: 0}
    for what, entry, node in mutants(that, Random(year)):  # noqa: S311 - repeatable, not secret
        learner: Any = record_of(node, that)
        findings = field_findings(learner, that, "Learner[0]")
        refused = bool(validator.check([write(learner).encode()], start))
        seen[refused] += 1
        if refused:
            assert any(entry.name in finding.fields for finding in findings), what
        else:
            # A required field of spaces is absent to the department, though not to its schema.
            assert all(finding.rule.endswith("_MA") for finding in findings), what
    assert min(seen.values()) > 500


@pytest.mark.parametrize("year", YEARS)
def test_every_finding_has_a_published_id_or_our_own(year: str) -> None:
    that = table(year)
    rules = set()
    for _, _, node in mutants(that, Random(year)):  # noqa: S311 - repeatable, not secret
        learner: Any = record_of(node, that)
        rules |= {finding.rule for finding in field_findings(learner, that, "Learner[0]")}
    assert rules <= answered(that) | {SCHEMA_RULE}
    never = answered(that) - rules
    # A record holds one LearnerHE and one LearningDeliveryHE, so they cannot occur too often.
    assert never <= {"FD_LearnerHE_EO", "FD_LearningDeliveryHE_EO"}


def test_a_sound_learner_has_no_finding() -> None:
    for year in YEARS:
        assert all(found(learner, year) == [] for learner in learners(year, 200))


def change(learner: Learner, **values: object) -> Learner:
    for name, value in values.items():
        learner.assign(name, value)
    return learner


def told(learner: Learner) -> Finding:
    (one,) = field_findings(learner, table("2627"), "Learner[0]")
    return one


@pytest.mark.parametrize(
    ("name", "value", "rule", "words"),
    [
        ("ULN", None, "FD_ULN_MA", "ULN is required and was not given"),
        ("Sex", " ", "FD_Sex_MA", "Sex is required and was not given"),
        ("Postcode", "XA1 1AA 22", "FD_Postcode_AL", "Postcode has 10 characters; at most 8"),
        ("ULN", 5, "FD_ULN_AR", "ULN is out of range; want 1000000000 to 9999999999"),
        (
            "LearnRefNumber",
            "A/1",
            "FD_LearnRefNumber_AP",
            "LearnRefNumber is not of the right form; want",
        ),
        ("FamilyName", "Bell\x00", "FD_FamilyName_AP", "FamilyName is not of the right form"),
        ("Ethnicity", 100, "FD_Ethnicity_AL", "Ethnicity has 3 digits; at most 2"),
        ("NINumber", "", SCHEMA_RULE, "NINumber is there but empty; give a value or leave"),
    ],
)
def test_what_is_wrong_is_said_in_words_under_the_published_id(
    name: str, value: object, rule: str, words: str
) -> None:
    one = told(change(sound(), **{name: value}))
    assert (one.rule, one.severity, one.path) == (rule, Severity.ERROR, "Learner[0]")
    assert one.message.startswith(words)
    assert one.fields == {name: "" if value is None else str(value)}


def test_a_value_of_the_wrong_type_has_no_published_id() -> None:
    learner = sound()
    learner.DateOfBirth = None
    learner.raw = {"DateOfBirth": "01/02/2009"}
    one = told(learner)
    assert one.rule == SCHEMA_RULE
    assert one.message == "DateOfBirth is not a date; give it as YYYY-MM-DD"
    assert one.fields == {"DateOfBirth": "01/02/2009"}


def test_a_message_never_holds_the_value() -> None:
    one = told(change(sound(), FamilyName="Secret99"))
    assert "Secret" not in one.message
    assert "Secret" not in repr(one)


def test_spaces_that_make_a_value_too_long_are_not_a_published_length_fault() -> None:
    one = told(change(sound(), Postcode="XA1 1AA   "))
    assert one.rule == SCHEMA_RULE
    assert one.message.endswith("without the spaces round it, it fits")


def test_a_number_too_long_and_out_of_range_is_both() -> None:
    rules = [rule for rule, _ in found(change(sound(), ALSCost=1_000_000))]
    assert rules == ["FD_ALSCost_AL", "FD_ALSCost_AR"]


def test_entities_are_counted() -> None:
    learner = sound()
    learner.LearnerFAM = [LearnerFAM("NLM", 21)] * 18
    assert found(learner) == [("FD_LearnerFAM_EO", "Learner[0]")]
    learner = sound()
    learner.LearningDelivery = []
    assert found(learner) == [("FD_LearningDelivery_EO", "Learner[0]")]


def test_an_entity_count_without_a_published_id_is_a_schema_finding() -> None:
    learner = sound()
    aim = learner.LearningDelivery[0]
    aim.HRSRecord = [HRSRecord("HRS", code, 1300) for code in range(1, 5)]
    assert found(learner) == [(SCHEMA_RULE, "Learner[0]/LearningDelivery[0]")]


def test_a_finding_says_which_aim_and_where_it_came_from() -> None:
    learner = sound()
    learner.origin = Origin("export.xml", 10)
    aim: LearningDelivery = learner.LearningDelivery[1]
    aim.LearningDeliveryFAM.append(LearningDeliveryFAM("LONG", "1"))
    aim.origin = Origin("export.xml", 44)
    one = told(learner)
    place = (
        f"Learner[0]/LearningDelivery[1]/LearningDeliveryFAM[{len(aim.LearningDeliveryFAM) - 1}]"
    )
    assert (one.rule, one.path) == ("FD_LearnDelFAMType_AL", place)
    assert (one.LearnRefNumber, one.AimSeqNumber) == (learner.LearnRefNumber, 2)
    assert one.origin == Origin("export.xml", 44)


def test_ids_keep_the_spelling_of_the_published_list() -> None:
    assert rule_id(table("2526"), "TLOut", "AL") == "FD_Tlout_AL"
    assert rule_id(table("2627"), "ConRefNumber", "AP") == SCHEMA_RULE


def test_a_field_of_another_year_is_no_concern() -> None:
    learner = sound()
    learner.LearningDelivery[0].PHours = 99_999
    assert found(learner) == []


def test_nearly_every_published_field_definition_is_answered() -> None:
    for year in YEARS:
        published = {rule for rule in table(year).rules if rule.startswith("FD_")}
        assert published - answered(table(year)) == {"FD_UCASPERID_AR"}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2026-02-28", True),
        ("2026-02-30", False),
        ("2024-02-29", True),
        ("1900-02-29", False),
        ("2026-09-01Z", True),
        ("2026-09-01+14:00", True),
        ("2026-09-01+14:01", False),
        ("12026-09-01", True),
        ("0000-01-01", False),
        ("01/09/2026", False),
        ("2026-9-1", False),
    ],
)
def test_days_are_days_of_the_calendar(text: str, *, is_one: bool) -> None:
    assert is_date(text) == is_one
