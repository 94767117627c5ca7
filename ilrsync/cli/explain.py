"""``ilrsync explain``: one rule as a page: what it wants, why, its cases, what can be corrected."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, TypeVar

from ilrsync.cli.options import add_config, config_if_any
from ilrsync.cli.terminal import say
from ilrsync.errors import ConfigError, nearest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from ilrsync.contracts import Correction, Rule
    from ilrsync.host.manager import Host
    from ilrsync.model.own_rules import OwnRule

T = TypeVar("T", "Rule", "Correction")

NAME = "explain"
SUMMARY = "explain a rule: what it wants, why, its cases and what ilrsync can correct"
EXAMPLES = """\
  ilrsync explain R_59
  ilrsync explain r59
"""

_WIDTH = 88
_GRADES = {
    "safe": "keeps the meaning; made unless the configuration says otherwise",
    "opt-in": "changes what is returned; made once you agree, offered until then",
    "suggest": "only offered; a person decides",
}
_DOES = {
    "repair": "the value was read as its field needs it, and that is on record",
    "refuse": "what stands there was not read; its text is kept and shown",
    "remark": "it was read, and a person should look at it",
    "fault": "something failed that is not the data's fault",
    "choose": "refused where the return would be wrong, else only pointed out",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rule."""
    parser.add_argument("rule", metavar="RULE", help="the rule's id; R59 and r_59 mean R_59")
    add_config(parser, absent="the one in this folder, or installed plugins only")


def run(args: argparse.Namespace) -> int:
    """The rule's page stands on standard output.

    Raises:
        ConfigError: There is no such rule; names the nearest.
    """
    from ilrsync.model.own_rules import own_rules
    from ilrsync.model.rule_ids import known_as
    from ilrsync.model.table import YEARS, table
    from ilrsync.pipeline.plugins import host_of, load_host

    config = config_if_any(args)
    host = host_of(config) if config else load_host()
    known = set(own_rules())
    for year in YEARS:
        known.update(table(year).rules)
        known.update(each.id for each in host.rules(year))
        known.update(each.id for each in host.corrections(year))
    rule = known_as(args.rule, known)
    if rule is None:
        raise ConfigError(f'there is no rule "{args.rule}"; {nearest(args.rule, known)}')
    for line in page(rule, host):
        say(line)
    return 0


def page(rule_id: str, host: Host) -> Iterator[str]:
    """Everything that is known of a rule."""
    from ilrsync.model.own_rules import own_rules
    from ilrsync.model.table import YEARS

    if rule_id in own_rules():
        yield from _own_lines(own_rules()[rule_id])
        return
    built = _by_text([rule for year in YEARS for rule in host.rules(year) if rule.id == rule_id])
    yield rule_id
    yield "=" * len(rule_id)
    for year in YEARS:
        yield _year_line(rule_id, year, host)
    if not built:
        yield ""
        yield from _unbuilt(rule_id)
    for rule in built:
        yield ""
        yield from _rule_lines(rule)
    corrections = _by_text(
        [each for year in YEARS for each in host.corrections(year) if each.id == rule_id]
    )
    yield ""
    yield "What ilrsync can do about it"
    if not corrections:
        yield "  Nothing by itself: correct it in the MIS and export again."
    for correction in corrections:
        yield from _correction_lines(correction)


def _own_lines(own: OwnRule) -> Iterator[str]:
    """What is said while reading, validating or correcting, rather than by a rule."""
    yield own.id
    yield "=" * len(own.id)
    yield f"{own.severity}, ilrsync's own: {_DOES[own.does]}"
    yield ""
    yield from _wrapped(own.summary)
    yield ""
    yield "What to do"
    yield from _wrapped(own.remedy, "  ")


def _year_line(rule_id: str, year: str, host: Host) -> str:
    from ilrsync.cli.catalogue import better_with, tables
    from ilrsync.model.facts import answered
    from ilrsync.model.file_rules import ANSWERED, NOT_BUILT, reason
    from ilrsync.model.table import table

    terms = table(year)
    published = terms.rules.get(rule_id)
    rule = next((each for each in host.rules(year) if each.id == rule_id), None)
    if published is None and rule is None:
        return f"{terms.label}: there is no such rule"
    severity = rule.severity if rule else published.severity if published else ""
    origin = "published by the DfE" if published else "ilrsync's own or a plugin's"
    if rule is not None and rule.needs:
        checked = f"checked when the site supplies {' and '.join(tables(rule.needs))}"
    elif rule is not None and better_with(rule):
        checked = f"checked; in part until the site supplies {' and '.join(better_with(rule))}"
    elif rule is not None or rule_id in answered(terms) | ANSWERED:
        checked = "checked"
    else:
        checked = "not checked" if reason(rule_id) else f"not checked: {NOT_BUILT}"
    return f"{terms.label}: {severity}, {origin}, {checked}"


def _unbuilt(rule_id: str) -> Iterator[str]:
    """What can be said of a rule that no plugin supplies."""
    from ilrsync.model.facts import answered
    from ilrsync.model.file_rules import FILE_RULES, reason
    from ilrsync.model.table import YEARS, table

    for year in reversed(YEARS):
        published = table(year).rules.get(rule_id)
        if published is None:
            continue
        yield f"About: {published.about}"
        if rule_id in answered(table(year)):
            yield from _wrapped(
                "A field definition: the field must be there where it is required, and must have "
                "the type, length, range and characters that the year's specification gives it."
            )
        elif rule_id in FILE_RULES:
            one = FILE_RULES[rule_id]
            yield from _wrapped(one.summary)
            yield from _wrapped(
                f"Not checked: {one.why_not}."
                if one.why_not
                else "Checked while an ILR file is read."
            )
        elif reason(rule_id):
            yield from _wrapped(f"Not checked: {reason(rule_id)}.")
        elif published.needs != "none":
            yield f"Needs reference data: {published.needs}"
        return


def _rule_lines(rule: Rule) -> Iterator[str]:
    yield from _wrapped(rule.summary)
    if rule.explanation:
        yield ""
        yield from _wrapped(rule.explanation)
    yield ""
    whole = rule.over.__name__ == "Message"
    fields = f": {', '.join(rule.fields)}" if rule.fields else ""
    looks = f"Looks at: {'all learners together' if whole else rule.over.__name__}{fields}"
    yield from _wrapped(looks, hanging="  ")
    yield from _wrapped(f"Source: {rule.source}", hanging="  ")
    cases = getattr(rule, "cases", ())
    if cases:
        yield ""
        yield "Cases"
    for case in cases:
        years = f" ({case.year} only)" if case.year else ""
        answer = "speaks" if case.expected else "silent"
        places = f": {', '.join(case.expected)}" if case.expected else ""
        yield from _wrapped(f"{answer}  {case.title}{years}{places}", "  ", hanging=" " * 8)


def _correction_lines(correction: Correction) -> Iterator[str]:
    yield from _wrapped(correction.summary, "  ")
    if correction.explanation:
        yield from _wrapped(correction.explanation, "    ")
    yield f"    {correction.grade.value}: {_GRADES[correction.grade.value]}"


def _wrapped(text: str, indent: str = "", hanging: str = "") -> Iterator[str]:
    """*text* in lines that fit a terminal; after the first, lines stand in by *hanging*."""
    for paragraph in text.split("\n\n"):
        yield from textwrap.wrap(
            paragraph.replace("\n", " "),
            _WIDTH,
            initial_indent=indent,
            subsequent_indent=indent + hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _by_text(things: Sequence[T]) -> list[T]:
    """One thing for each text, since most rules say the same in every year."""
    return list({(each.summary, each.explanation): each for each in things}.values())
