"""``ilrsync status``: how every source and every return stands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ilrsync.cli.options import add_config, add_format, config_here
from ilrsync.cli.service_lines import service_lines
from ilrsync.cli.terminal import say, say_json, table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ilrsync.config import Config
    from ilrsync.ledger import Export, Run, Status

NAME = "status"
SUMMARY = "show the service, the sources with their last exports, the last results and what is next"
EXAMPLES = """\
  ilrsync status
  ilrsync status --config /srv/ilrsync/ilrsync.toml --format json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The working folder's configuration."""
    add_config(parser, absent="ilrsync.toml in this folder")
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """The standing is printed; a folder in which nothing has run yet says so."""
    config = config_here(args)
    now = dt.datetime.now(dt.UTC)
    standing = {**report(config, recorded(config), now), "service": service(config, now)}
    if args.format == "json":
        say_json(standing)
        return 0
    for line in lines(standing):
        say(line)
    return 0


def recorded(config: Config) -> Status | None:
    """What the ledger says; None when there is none yet."""
    from pathlib import Path

    from ilrsync.ledger import Ledger

    place = config.ledger_place
    if isinstance(place, Path) and not place.exists():
        return None
    with Ledger.open(place, readonly=True) as ledger:
        return ledger.status()


def service(config: Config, now: dt.datetime) -> dict[str, Any] | None:
    """How `ilrsync run` stands in this folder; None when it never ran here."""
    from ilrsync.daemon.health import read

    return read(config.folders.state, now)


def report(config: Config, status: Status | None, now: dt.datetime) -> dict[str, Any]:
    """Everything that both formats show, in plain values."""
    by_source = {each.source: each for each in status.sources} if status else {}
    sources = []
    for source in config.source:
        seen = by_source.get(source.name)
        folder, pattern = source.place
        sources.append(
            {
                "name": source.name,
                "folder": str(folder),
                "pattern": pattern,
                "precedence": source.precedence,
                "newest_export": _export(seen.newest) if seen else None,
                "newest_good_export": _export(seen.newest_good) if seen else None,
                "waiting": [each.file.name for each in seen.waiting] if seen else [],
            }
        )
    return {
        "provider": {"ukprn": config.provider.ukprn, "name": config.provider.name},
        "deadline": _deadline(config, now),
        "sources": sources,
        "returns": [run_row(each) for each in status.runs] if status else [],
        "problems": [
            {
                "at": _moment(each.at),
                "source": each.source,
                "file": each.name,
                "reason": each.reason,
                "set_aside": each.set_aside or None,
            }
            for each in (status.problems if status else ())
        ],
    }


def lines(standing: dict[str, Any]) -> Iterator[str]:
    """The standing for a person."""
    provider, deadline = standing["provider"], standing["deadline"]
    yield f"{provider['name'] or 'Provider'} ({provider['ukprn']})"
    if deadline:
        yield f"Next return: {deadline['name']} closes {deadline['closes']} ({deadline['status']})"
    yield from service_lines(standing.get("service"))
    yield ""
    yield from _source_lines(standing["sources"])
    yield ""
    yield "Last results"
    for each in standing["returns"]:
        yield f"  {run_line(each)}"
    if not standing["returns"]:
        yield "  nothing has been built yet: run `ilrsync sync`"
    if standing["problems"]:
        yield ""
        yield "Files that could not be taken"
    for problem in standing["problems"]:
        aside = f"; now in {problem['set_aside']}" if problem["set_aside"] else ""
        told = str(problem["reason"])
        if not told.startswith(problem["file"]):
            told = f"{problem['file']}: {told}"
        yield f"  {problem['source']}, {told}{aside}"


def run_row(found: Run) -> dict[str, Any]:
    """One run in plain values."""
    return {
        "run": found.number,
        "ukprn": found.ukprn,
        "year": found.year,
        "started": _moment(found.started),
        "finished": _moment(found.finished),
        "state": found.state.value,
        "exit_code": found.exit_code,
        "learners": found.learners,
        "written": found.written,
        "reason": found.reason or None,
    }


def run_line(row: dict[str, Any]) -> str:
    """One run as a line."""
    told = f"run {row['run']}, {row['ukprn']} {row['year']}, {row['started']}: {row['state']}"
    if row["written"] is not None:
        told += f", {row['written']} of {row['learners']} learners written"
    if row["exit_code"] == 1:
        told += ", with error findings"
    return f"{told}: {row['reason']}" if row["reason"] else told


def _source_lines(sources: list[dict[str, Any]]) -> Iterator[str]:
    if not sources:
        yield "Sources: none; add a [[source]] to the configuration"
        return
    rows = []
    for source in sources:
        newest, good = source["newest_export"], source["newest_good_export"]
        arrived = newest["first_seen"] if newest else "nothing yet"
        state = newest["state"] if newest else ""
        learners = str(good["learners"]) if good and good["learners"] is not None else ""
        rows.append((source["name"], arrived, state, learners, str(len(source["waiting"]))))
    yield from table(("Source", "Last export", "State", "Learners", "Waiting"), rows)
    for source in sources:
        newest = source["newest_export"]
        if newest and newest["reason"]:
            yield f"  {source['name']}: {newest['reason']}"


def _export(found: Export | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "files": [each.name for each in found.files],
        "sha256": found.sha256,
        "state": found.state.value,
        "format": found.format,
        "year": found.year,
        "learners": found.learners,
        "reason": found.reason or None,
        "first_seen": _moment(found.first_seen),
    }


def _deadline(config: Config, now: dt.datetime) -> dict[str, str] | None:
    from ilrsync.model.calendar import LONDON, closes, next_return
    from ilrsync.model.table import table as terms

    year = config.provider.year_on(now.astimezone(LONDON).date())
    found = next_return(terms(year), now, config.calendar.get(year))
    if found is None:
        return None
    return {"name": found.name, "closes": _moment(closes(found)) or "", "status": found.status}


def _moment(moment: dt.datetime | None) -> str | None:
    """A moment in the time of England, to the minute."""
    from ilrsync.model.calendar import LONDON

    return None if moment is None else f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"
