"""``rules`` and ``explain`` tell the truth about every rule of a year."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.cli import main
from ilrsync.cli.catalogue import entries
from ilrsync.model.facts import answered
from ilrsync.model.file_rules import ANSWERED, reason
from ilrsync.model.own_rules import own_rules
from ilrsync.model.table import YEARS, table
from ilrsync.pipeline.plugins import load_host

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.host.manager import Host

SITE_RULE = '''
from ilrsync.checks.rule import Hit, rule
from ilrsync.host.hookspecs import hookimpl
from ilrsync.model.records import Learner


@rule("SITE_01", over=Learner, fields="Email", needs=["careers"], since="2627")
def no_email(learner):
    """Every learner has an e-mail address.

    Source: the college's own policy.
    """
    if not learner.Email:
        yield Hit(learner)


@hookimpl
def ilrsync_rules(year):
    return [no_email]
'''


@pytest.fixture(scope="module")
def host() -> Host:
    return load_host()


@pytest.fixture
def site(tmp_path: Path) -> str:
    """A configuration with a plugin that has a rule of its own."""
    place = tmp_path / "plugins" / "policy"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text(SITE_RULE, encoding="utf-8")
    path = tmp_path / "ilrsync.toml"
    path.write_text(
        '[provider]\nukprn = 10000001\n[plugins]\nfolders = ["plugins"]\n', encoding="utf-8"
    )
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("year", YEARS)
class TestCatalogue:
    def test_has_every_published_rule_and_every_rule_of_the_plugins_once(
        self, host: Host, year: str
    ) -> None:
        found = [entry.id for entry in entries(year, host)]
        assert len(found) == len(set(found))
        supplied = {rule.id for rule in host.rules(year)}
        assert set(found) == {*table(year).rules, *supplied, *own_rules()}

    def test_a_rule_counts_as_implemented_only_when_something_answers_it(
        self, host: Host, year: str
    ) -> None:
        supplied = {rule.id for rule in host.rules(year)} | answered(table(year)) | {*own_rules()}
        supplied |= ANSWERED
        for entry in entries(year, host):
            assert entry.implemented == (entry.id in supplied), entry.id
            assert bool(entry.why_not) != entry.implemented, entry.id

    def test_a_rule_that_nobody_built_says_what_it_would_need(self, host: Host, year: str) -> None:
        for entry in entries(year, host):
            if reason(entry.id):
                assert entry.why_not == reason(entry.id)
            elif entry.why_not:
                needs = table(year).rules[entry.id].needs
                besides = "" if needs == "none" else f", and would need {needs}"
                assert entry.why_not == f"not part of this version of ilrsync{besides}"

    def test_the_grade_is_that_of_the_safest_correction(self, host: Host, year: str) -> None:
        grades = {entry.id: entry.correction for entry in entries(year, host)}
        assert grades["R_59"] == "opt-in"
        assert grades["R_07"] == "safe"


class TestRules:
    def test_as_json_is_one_list_and_nothing_else(self, capsys: pytest.CaptureFixture[str]) -> None:
        out: list[dict[str, Any]] = json.loads(
            told(capsys, "rules", "--year", "2627", "--format", "json")
        )
        by_id = {row["id"]: row for row in out}
        assert by_id["R_06"]["implemented"] is True
        assert by_id["R_06"]["why_not"] == ""
        assert "HRSType_02" in by_id
        assert "PHours_03" not in by_id, "a rule of 2025 to 2026 only"
        assert {"id", "severity", "about", "needs", "implemented", "why_not", "correction"} <= set(
            out[0]
        )

    def test_as_text_begins_with_the_numbers(self, capsys: pytest.CaptureFixture[str]) -> None:
        out = told(capsys, "rules", "--year", "2526")
        published = len(table("2526").rules)
        assert out.startswith("Rules of 2025 to 2026 (published list: 2025-26 v3)\n")
        assert f"{published} published rules, of which ilrsync checks " in out
        assert re.search(r"checks \d+, \d+ of them about the form of fields and files; \d+", out)
        assert "\nR_06 " in out

    def test_rules_of_a_site_are_among_them(
        self, site: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = json.loads(told(capsys, "rules", "--year=2627", "--format=json", "--config", site))
        mine = next(row for row in out if row["id"] == "SITE_01")
        assert mine["published"] is False
        assert mine["needs"] == ["careers"]
        assert mine["summary"] == "Every learner has an e-mail address."

    def test_an_unknown_year_is_refused(self) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["rules", "--year", "1999"])
        assert caught.value.code == 2


class TestExplain:
    @pytest.mark.parametrize("spelling", ["R_59", "R59", "r_59"])
    def test_takes_older_spellings(self, spelling: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert told(capsys, "explain", spelling).startswith("R_59\n====\n")

    def test_prints_summary_source_cases_and_correction(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = told(capsys, "explain", "R_59")
        assert "must not share a ULN" in out
        assert "Looks at: all learners together: ULN" in out
        assert "Source: validation rules" in out
        assert "silent  ULNs differ" in out
        assert "speaks  one ULN under two references: Learner[0], Learner[2]" in out
        assert "opt-in: changes what is returned" in out

    def test_says_in_which_years_a_rule_exists(self, capsys: pytest.CaptureFixture[str]) -> None:
        out = told(capsys, "explain", "HRSType_02")
        assert "2025 to 2026: there is no such rule" in out
        assert "2026 to 2027: error, published by the DfE, checked" in out

    def test_a_rule_that_is_not_built_says_so(
        self, host: Host, capsys: pytest.CaptureFixture[str]
    ) -> None:
        unbuilt = next(entry for entry in entries("2627", host) if "would need" in entry.why_not)
        out = told(capsys, "explain", unbuilt.id)
        assert "not checked: not part of this version of ilrsync" in out
        assert f"Needs reference data: {unbuilt.needs[0]}" in out

    def test_a_field_definition_says_what_it_wants(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = told(capsys, "explain", "FD_ULN_MA")
        assert "2026 to 2027: error, published by the DfE, checked" in out
        assert "the year's specification" in out

    def test_a_rule_of_a_site_is_explained_with_what_it_needs(
        self, site: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = told(capsys, "explain", "site_01", "--config", site)
        assert "ilrsync's own or a plugin's, checked when the site supplies careers" in out
        assert "Source: the college's own policy." in out

    def test_what_is_said_while_reading_has_a_page_too(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = told(capsys, "explain", "ilrsync_uln_scientific")
        assert out.startswith("ILRSYNC_uln_scientific\n")
        assert "What to do\n  Export again with the column as text." in out

    def test_an_unknown_rule_is_refused_with_the_nearest(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["explain", "RR_59"]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert 'there is no rule "RR_59"; did you mean "R_59"?' in captured.err

    @pytest.mark.parametrize("year", YEARS)
    def test_every_rule_has_a_page(self, host: Host, year: str) -> None:
        from ilrsync.cli.explain import page

        for entry in entries(year, host):
            lines = list(page(entry.id, host))
            assert lines[0] == entry.id
            assert all(len(line) <= 100 for line in lines), entry.id
