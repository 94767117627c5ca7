from __future__ import annotations

import json
from pathlib import Path

import pytest

from ilrsync.model.t_levels import components, generations, placement_hours, t_levels

REFERENCE = Path(__file__).parents[2] / "../shared/reference/t-levels.json"


def test_core_codes_have_eight_characters_and_some_end_in_x() -> None:
    assert {len(code) for code in t_levels()} == {8}
    assert "6037066X" in t_levels()


def test_only_the_early_years_educator_needs_750_hours() -> None:
    long = {
        code
        for t_level in t_levels().values()
        for code, specialism in t_level.specialisms.items()
        if specialism.placement_hours == 750
    }
    assert long == {"ZTLOS006", "ZTLOS079"}
    assert placement_hours(["ZTLOS001", "ZTLOS006"]) == 750
    assert placement_hours(["ZTLOS001"]) == placement_hours([]) == 315


def test_a_dual_specialism_is_registered_as_its_two_components() -> None:
    assert components(["ZTLOS030"]) == {"10202101", "10202102"}
    assert components(["ZTLOS001"]) == {"ZTLOS001"}


def test_components_of_a_dual_specialism_are_never_taken_alone() -> None:
    for t_level in t_levels().values():
        paired = {code for dual in t_level.dual_specialisms.values() for code in dual.components}
        alone = {code for code, one in t_level.specialisms.items() if one.pair_only}
        assert paired == alone


def test_generations_name_each_other() -> None:
    assert generations()["61057800"] == "60369115"
    assert all(generations()[other] == code for code, other in generations().items())
    assert set(generations()) <= set(t_levels())


def test_a_t_level_offers_its_specialisms_dual_and_former_ones() -> None:
    building = t_levels()["60369115"]
    assert building.offers("ZTLOS029")
    assert building.offers("ZTLOS030")
    assert not building.offers("ZTLOS001")
    assert t_levels()["60358294"].offers("ZTLOS008")


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the service's seed data is not here")
def test_the_facts_agree_with_the_services_seed_data() -> None:
    seed = json.loads(REFERENCE.read_text("utf-8"))["tlevels"]
    assert [one["core_code"] for one in seed] == list(t_levels())
    for one in seed:
        mine = t_levels()[one["core_code"]]
        assert mine.title == one["tlevel_title"]
        assert mine.awarding_organisation.name == one["awarding_organisation"]["name"]
        assert mine.awarding_organisation.ukprn == one["awarding_organisation"]["ukprn"]
        assert mine.first_start_year == one["start_year"]
        assert list(mine.specialisms) == [row["code"] for row in one["occupational_specialisms"]]
        assert {code: list(dual.components) for code, dual in mine.dual_specialisms.items()} == {
            row["code"]: row["component_codes"] for row in one["dual_specialisms"]
        }
