"""On what terms a return is built, and what stands for all that decides its files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import ilrsync
from ilrsync.model.table import YEARS, table
from ilrsync.pipeline.plan import Plan, Workers
from ilrsync.pipeline.reference import reference_prints, references_of
from ilrsync.pipeline.site import calendar_of, options_of, site_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from ilrsync.config import Config
    from ilrsync.host.manager import Host
    from ilrsync.ledger import Ledger
    from ilrsync.model.decision import Decision
    from ilrsync.pipeline.choosing import Choice
    from ilrsync.pipeline.inputs import Input


def plan_of(
    choice: Choice, config: Config, host: Host, ledger: Ledger, started: dt.datetime
) -> Plan:
    """The return of *choice*, on the terms of the configuration."""
    year = choice.year
    rules = frozenset(rule.id for rule in host.rules(year))
    corrected = frozenset(one.id for each in YEARS for one in host.corrections(each))
    return Plan(
        ukprn=config.provider.ukprn,
        provider=config.provider.name,
        table=table(year),
        started=started,
        inputs=choice.inputs,
        modes=config.modes(rules, corrected),
        rules_off=config.rules_off(rules | table(year).rules.keys()),
        outputs=[
            (output, options_of(config, output.name, year))
            for output in host.outputs()
            if config.wants(output.name, default=output.default)
        ],
        on_invalid=config.on_invalid,
        official_xsd=config.schema.xsd,
        workers=Workers(config.build.workers),
        calendar=calendar_of(config, year),
        templates=config.template,
        compare=config.compare,
        before=_before(config.provider.ukprn, year, ledger),
    )


def fingerprint(
    year: str,
    inputs: Sequence[Input],
    decisions: Mapping[str, Decision],
    config: Config,
    host: Host,
    ledger: Ledger,
) -> str:
    """Stands for everything that decides the files, the clock excepted."""
    parts = [
        ilrsync.__version__,
        config.digest,
        *(f"{one.name} {one.version} {one.problem}" for one in host.plugins()),
        *(f"{one.source} {one.sha256}" for one in inputs),
        *sorted(f"{name} {decision.accepted}" for name, decision in decisions.items()),
        *(f"{name} {sha256}" for name, sha256 in site_files(config, ledger, year)),
        *reference_prints(references_of(host, year)),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _before(ukprn: int, year: str, ledger: Ledger) -> int | None:
    """The run to compare with, or, in a new year, the last one to take references from."""
    for each in reversed([one for one in YEARS if one <= year]):
        last = ledger.last_run(ukprn, each)
        if last is not None:
            return last.number
    return None
