"""``ilrsync rules``: every rule known for a year, built or not, and why not."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from ilrsync.cli.options import add_config, add_format, add_year, config_if_any, year_or_now
from ilrsync.cli.terminal import say, say_json, table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Sequence

    from ilrsync.cli.catalogue import Entry

NAME = "rules"
SUMMARY = "list every rule of a collection year, whether ilrsync checks it, and why not"
EXAMPLES = """\
  ilrsync rules --year 2627
  ilrsync rules --year 2627 --format json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The year, and the configuration whose plugins may add rules."""
    add_year(parser)
    add_format(parser)
    add_config(parser, absent="the one in this folder, or installed plugins only")


def run(args: argparse.Namespace) -> int:
    """Every rule is listed."""
    from ilrsync.cli.catalogue import entries
    from ilrsync.model import table as tables
    from ilrsync.outputs.rule_counts import rules_of_form
    from ilrsync.pipeline.plugins import host_of, load_host

    config = config_if_any(args)
    year = year_or_now(args.year)
    found = entries(year, host_of(config) if config else load_host())
    if args.format == "json":
        say_json([dataclasses.asdict(entry) for entry in found])
        return 0
    terms = tables.table(year)
    say(f"Rules of {terms.label} (published list: {terms.rules_version})")
    for line in lines(found, rules_of_form(terms)):
        say(line)
    return 0


def lines(found: Sequence[Entry], of_form: Collection[str]) -> list[str]:
    """How many there are, then a line each; *of_form* are ids that reports count by themselves."""
    published = [entry for entry in found if entry.published]
    missing = Counter(entry.why_not for entry in published if not entry.implemented)
    told = [
        f"{len(published)} published rules, of which ilrsync checks "
        f"{sum(entry.implemented for entry in published)}, "
        f"{sum(entry.id in of_form for entry in published)} of them about the form of fields and "
        "files; "
        f"{len(found) - len(published)} rules of its own or of plugins",
        *(f"  {number} not checked: {why}" for why, number in missing.most_common()),
        "",
    ]
    rows = [
        (
            entry.id,
            entry.severity,
            "yes" if entry.implemented else "no",
            entry.why_not or condition(entry),
            entry.correction or "",
            entry.about,
        )
        for entry in found
    ]
    return told + table(("Rule", "Severity", "Built", "Reason", "Correction", "About"), rows)


def condition(entry: Entry) -> str:
    """What a rule that is implemented still needs of the site."""
    if entry.needs:
        return f"needs {', '.join(entry.needs)}"
    return f"in part without {', '.join(entry.better_with)}" if entry.better_with else ""
