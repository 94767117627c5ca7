"""Files in, corrected ILR XML and sheets out, without a configuration."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync import durable
from ilrsync.errors import ConfigError
from ilrsync.ledger import Ledger
from ilrsync.model.rule_ids import known_as
from ilrsync.model.table import table, year_on
from ilrsync.pipeline.adhoc import Named, named
from ilrsync.pipeline.attempt import build_with_what_can_be_read
from ilrsync.pipeline.check import noting, stated
from ilrsync.pipeline.plan import Plan, Progress, Workers, no_progress, uk_now
from ilrsync.pipeline.publish import exit_code, summary, write_outputs

if TYPE_CHECKING:
    import datetime as dt

    from ilrsync.errors import ReadError
    from ilrsync.host.manager import Host
    from ilrsync.model.finding import Mode


@dataclass(frozen=True)
class Converted:
    """What came of it: the summary, the files written, what could not be done, the exit code."""

    summary: str
    paths: Sequence[Path]
    problems: Sequence[str]
    exit_code: int


def convert_files(
    paths: Sequence[Path],
    out: Path,
    host: Host,
    *,
    ukprn: int | None = None,
    year: str | None = None,
    modes: Mapping[str, Mode] | None = None,
    progress: Progress = no_progress,
    started: dt.datetime | None = None,
    workers: Workers = Workers(),  # noqa: B008 - frozen
) -> Converted:
    """The files at *paths* are one corrected return in the folder *out*.

    Without *year* it is the year that the first file names, else today's; without *ukprn* the
    provider that the files name. *modes* says what corrections may do, by rule id; *workers* read
    a large ILR file.

    Raises:
        ConfigError: no file can be read, nothing says whose return it is, or *out* is a file.
    """
    if out.exists() and not out.is_dir():
        raise ConfigError(f"{out}: is a file, want a folder to write into; name another")
    started = started or uk_now()
    with (
        tempfile.TemporaryDirectory(prefix="ilrsync-", ignore_cleanup_errors=True) as folder,
        Ledger.temporary() as ledger,
    ):
        given = named(paths, host, Path(folder))
        refused = list(given.refused)
        plan = _plan(given, host, started, ukprn, year, modes or {})
        plan = replace(plan, workers=workers)
        built = build_with_what_can_be_read(
            plan, host, ledger, Path(folder), instead=noting(refused), progress=progress
        )
        try:
            if not built.inputs:
                raise _nothing_read(refused)
            durable.make_folders(out)
            written = write_outputs(built, plan, host, out)
            problems = [*map(str, refused), *written.problems]
            return Converted(
                summary(built, written), written.paths, problems, exit_code(built, problems)
            )
        finally:
            built.spool.close()


def _plan(
    given: Named,
    host: Host,
    started: dt.datetime,
    ukprn: int | None,
    year: str | None,
    modes: Mapping[str, Mode],
) -> Plan:
    says = stated(given.inputs, year or year_on(started.date()))
    whose = ukprn or says.ukprn
    if not given.inputs:
        raise _nothing_read(given.refused)
    if whose is None:
        raise ConfigError(
            "the files do not say whose return this is; give the provider's UKPRN with --ukprn"
        )
    return Plan(
        ukprn=whose,
        table=table(year or says.year or year_on(started.date())),
        started=started,
        inputs=given.inputs,
        modes=modes,
        outputs=[(output, {}) for output in host.outputs() if output.default],
    )


def _nothing_read(refused: Sequence[ReadError]) -> ConfigError:
    return ConfigError("\n  ".join(["none of the files can be read", *map(str, refused)]))


def modes_for(rules: Sequence[str], host: Host, year: str, mode: Mode) -> dict[str, Mode]:
    """*mode* for each of *rules*, however their ids are spelt.

    Raises:
        ConfigError: no correction answers one of them.
    """
    known = frozenset(one.id for one in host.corrections(year))
    found: dict[str, Mode] = {}
    for rule in rules:
        spelt = known_as(rule, known)
        if spelt is None:
            raise ConfigError(
                f'no correction for "{rule}" in {year}; see `ilrsync rules --year {year}`'
            )
        found[spelt] = mode
    return found
