"""``ilrsync check``: what is wrong with files, without writing or changing anything."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.cli.options import (
    add_config,
    add_format,
    add_quiet,
    add_reference,
    add_year,
    host_for,
)
from ilrsync.cli.terminal import Progress, complain, say, say_json, stdout_for_csv, table
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ilrsync.host.manager import Host
    from ilrsync.model.finding import Finding
    from ilrsync.pipeline.check import Checked

NAME = "check"
SUMMARY = "read and check files without writing anything"
EXAMPLES = """\
  ilrsync check ILR-10001234-2627-20261020-120000-01.xml
  ilrsync check Learners.csv Aims.csv --year 2627 --format csv
  ilrsync check --each inbox/one.xml inbox/two.xml
"""

_SHOWN = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files, and how to answer."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="an export; several are checked together as one return",
    )
    add_year(parser, absent="what the first file says, else the current one")
    parser.add_argument(
        "--each",
        action="store_true",
        help="check every file by itself, and print one JSON object a line, in the order given",
    )
    add_format(parser, ("text", "json", "csv"))
    add_config(parser, absent="installed plugins only")
    add_reference(parser)
    add_quiet(parser)


def run(args: argparse.Namespace) -> int:
    """What was found is printed; 1 when there are error findings, 2 when a file is unreadable.

    Raises:
        ConfigError: ``--each`` was asked for as CSV.
    """
    if args.each and args.format == "csv":
        raise ConfigError("--each prints JSON; leave out --format csv, or check the files together")
    with host_for(args) as host:
        return _each(args, host) if args.each else _together(args, host)


def _together(args: argparse.Namespace, host: Host) -> int:
    from ilrsync.pipeline.check import checked

    with (
        Progress(quiet=args.quiet) as progress,
        checked(args.files, host, year=args.year, progress=progress) as result,
    ):
        progress.clear()
        if args.format == "json":
            say_json(result.document())
        elif args.format == "csv":
            _csv(result)
        else:
            for line in lines(result):
                say(line)
            for reason in result.refused:
                complain(str(reason))
        return result.exit_code


def lines(result: Checked) -> Iterator[str]:
    """What was found, for a person: the files, each finding, and the numbers.

    Only the files when none of them could be read.
    """
    from ilrsync.outputs.rule_counts import counts_of
    from ilrsync.outputs.summary import NOTICE, reasons, reference_lines

    rows = [
        (str(row["path"]), str(row["format"] or "not read"), str(row["learners"]))
        for row in result.files
    ]
    yield from table(("File", "Format", "Learners"), rows)
    if result.refused and not result.built.learners:
        return  # no rule had anything to look at
    yield ""
    findings = iter(result.built.findings())
    for finding in islice(findings, _SHOWN):
        yield finding_line(finding)
    more = sum(1 for _ in findings)
    if more:
        yield f"and {more:,} more; --format csv or json gives them all"
    counts = result.built.counts()
    yield (
        f"{result.built.table.label}: {counts['errors']:,} errors on "
        f"{counts['learners_with_errors']:,} of {result.built.learners:,} learners, "
        f"{counts['warnings']:,} warnings"
    )
    yield counts_of(result.built).text
    for reason, number in reasons(result.built.not_checked):
        yield f"  {number} {'rule' if number == 1 else 'rules'}: {reason}"
    for table_used in reference_lines(result.built):
        yield f"Reference data: {table_used}"
    yield NOTICE


def finding_line(finding: Finding) -> str:
    """One finding: how bad, which rule, who, where it stood, what is wrong, with which values."""
    who = finding.LearnRefNumber or ""
    if finding.AimSeqNumber is not None:
        who = f"{who} aim {finding.AimSeqNumber}".strip()
    where = ""
    if finding.origin:
        line = "" if finding.origin.line is None else f" line {finding.origin.line}"
        where = f"{finding.origin.file}{line}"
    place = ", ".join(part for part in (who, where) if part)
    values = ", ".join(f"{name}={value}" for name, value in finding.fields.items())
    told = f"{finding.severity} {finding.rule}{f' ({place})' if place else ''}: {finding.message}"
    return f"{told} [{values}]" if values else told


def _csv(result: Checked) -> None:
    from ilrsync.outputs.people_csv import write_rows
    from ilrsync.outputs.violation_report import rows

    write_rows(stdout_for_csv(), rows(result.findings()))


def _each(args: argparse.Namespace, host: Host) -> int:
    from ilrsync.pipeline.check import check_each

    worst = 0
    for _, document, code in check_each(args.files, host, year=args.year):
        say_json(document, indent=None)
        worst = max(worst, code)
    return worst
