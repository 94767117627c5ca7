"""The year tables are whole, and the records are what they generate."""

import datetime as dt
from dataclasses import fields
from pathlib import Path

import pytest

from ilrsync.model import generate, records
from ilrsync.model.table import YEARS, table, year_of_namespace, year_on

TYPES = {"restricted", "string", "int", "long", "decimal", "date", "dateTime"}


def test_records_are_what_the_generator_gives() -> None:
    text = Path(records.__file__).read_text("utf-8")
    assert text == generate.source(), "run: python -m ilrsync.model.generate"


@pytest.mark.parametrize("year", YEARS)
def test_every_field_of_the_table_is_a_field_of_its_record(year: str) -> None:
    for entity in table(year).entities.values():
        names = {field.name for field in fields(records.RECORDS[entity.name])}
        assert set(entity.fields) <= names


@pytest.mark.parametrize("year", YEARS)
def test_every_field_is_an_entity_of_the_table_or_of_a_known_type(year: str) -> None:
    that = table(year)
    for entity in that.entities.values():
        for field in entity.fields.values():
            if field.entity:
                assert field.entity in that.entities
            else:
                assert field.type in TYPES, field.name
                assert not field.repeats, "a simple field occurs once"


@pytest.mark.parametrize("year", YEARS)
def test_codes_rules_and_calendar_load(year: str) -> None:
    that = table(year)
    assert {"AimType", "FundModel", "LearnDelFAM.SOF"} <= set(that.codes)
    assert {"R_06", "R_59", "FD_ULN_MA"} <= set(that.rules)
    assert that.rules_version
    assert [entry.name for entry in that.calendar] == [f"R{number:02}" for number in range(1, 15)]
    closing = [entry.closes for entry in that.calendar]
    assert closing == sorted(closing)


def test_an_unknown_year_is_refused_with_the_years_there_are() -> None:
    with pytest.raises(KeyError, match="2526, 2627"):
        table("1920")


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2020, 1, 1), "2526"),
        (dt.date(2026, 7, 31), "2526"),
        (dt.date(2026, 8, 1), "2627"),
        (dt.date(2040, 1, 1), "2627"),
    ],
)
def test_a_day_belongs_to_its_collection_year_or_the_nearest(day: dt.date, year: str) -> None:
    assert year_on(day) == year


def test_a_namespace_names_its_year() -> None:
    assert [year_of_namespace(table(year).namespace) for year in YEARS] == list(YEARS)
    assert year_of_namespace("ILR/1999-00") is None
