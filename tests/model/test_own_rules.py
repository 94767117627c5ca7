"""Every id of ilrsync's own that a report may show can be explained, and no other is listed."""

from __future__ import annotations

import re
from pathlib import Path

from ilrsync.model.own_rules import SEVERITIES, own_rules
from ilrsync.model.table import YEARS
from ilrsync.pipeline.plugins import load_host

ROOT = Path(__file__).parents[2]
ID = re.compile(r'"(ILRSYNC_[A-Za-z0-9_]+)"')


def said() -> dict[str, str]:
    """Every id in the code, with a file that says it."""
    return {
        found: str(path.relative_to(ROOT))
        for folder in ("ilrsync", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        for found in ID.findall(path.read_text("utf-8"))
    }


def supplied() -> set[str]:
    """The ids that explain themselves, as rules or as advice."""
    host = load_host()
    rules = {rule.id for year in YEARS for rule in host.rules(year)}
    return rules | {each.id for year in YEARS for each in host.corrections(year)}


def test_every_id_that_is_said_is_explained() -> None:
    unexplained = {
        name: path for name, path in said().items() if name not in own_rules().keys() | supplied()
    }
    assert not unexplained, "add them to ilrsync/model/own_rules.toml"


def test_nothing_is_explained_that_is_never_said() -> None:
    assert own_rules().keys() - said().keys() == set()


def test_nothing_is_explained_twice() -> None:
    rules = {rule.id for year in YEARS for rule in load_host().rules(year)}
    assert own_rules().keys() & rules == set()


def test_every_entry_is_a_sentence_and_says_what_to_do() -> None:
    for rule in own_rules().values():
        assert rule.does in SEVERITIES, rule.id
        for text in (rule.summary, rule.remedy):
            assert text[0].isupper(), rule.id
            assert text.endswith("."), rule.id
