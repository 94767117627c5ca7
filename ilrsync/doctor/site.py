"""What the site has set up: ledger, plugins, schedules, deliveries, reference data, notices."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.daemon.agenda import Agenda
from ilrsync.daemon.health import read
from ilrsync.daemon.timetable import moments
from ilrsync.doctor.check import Check, fine, from_error, warning
from ilrsync.errors import IlrsyncError
from ilrsync.ledger.facts import facts
from ilrsync.model.calendar import LONDON
from ilrsync.model.table import YEARS
from ilrsync.operations.notices.secrets import address_of, password_of
from ilrsync.pipeline.reference import OLDEST, references_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.config import Config, Schedule
    from ilrsync.host.manager import Host
    from ilrsync.ledger import Ledger

LEDGER, PLUGINS, SCHEDULES = "ledger", "plugins", "schedules"
EXPORTS, REFERENCE, NOTICES, SERVICE = "exports", "reference data", "notices", "service"

_LATE = dt.timedelta(days=7)
_TWICE = (dt.time(0, 55), dt.time(2, 5))


def ledger(config: Config) -> Iterator[Check]:
    """The ledger is whole, on this machine, and keeps what it is told."""
    place = config.ledger_place
    if isinstance(place, Path) and not place.exists():
        yield fine(LEDGER, "there is none yet; the first `ilrsync sync` makes it")
        return
    try:
        found = facts(place)
    except IlrsyncError as error:
        yield from_error(LEDGER, error)
        return
    journal = f", journal {found.journal}" if found.journal else ""
    yield fine(LEDGER, f"{found.engine}{journal}, {found.size / 1e6:.1f} MB, whole")


def plugins(config: Config, host: Host) -> Iterator[Check]:
    """Every plugin works, and every rule and format that the configuration names is known."""
    for one in host.plugins():
        if one.problem:
            remedy = "mend it, or name it in [plugins] disabled"
            yield warning(PLUGINS, f"{one} is skipped: {one.problem}", remedy)
    known = {name for one in host.plugins() for name in one.supplies}
    year = config.provider.year_on(dt.datetime.now(LONDON).date())
    ids = {rule.id for rule in host.rules(year)} | {one.id for one in host.corrections(year)}
    try:
        config.modes(ids, (one.id for each in YEARS for one in host.corrections(each)))
        config.rules_off(ids)
        for source in config.source:
            if source.format != "auto":
                host.format(source.format)
    except IlrsyncError as error:
        yield from_error(PLUGINS, error)
        return
    working = sum(1 for one in host.plugins() if one.enabled and not one.problem)
    yield fine(PLUGINS, f"{working} work, with {len(known)} formats and outputs, {len(ids)} rules")


def schedules(config: Config, now: dt.datetime) -> Iterator[Check]:
    """Something builds by itself, at times that there are, outside the hour that comes twice."""
    try:
        Agenda(config)
    except IlrsyncError as error:
        yield from_error(SCHEDULES, error)
        return
    if not any(one.build for one in config.schedule):
        remedy = "add a [[schedule]] with build = true, or call `ilrsync sync` by other means"
        yield warning(SCHEDULES, "no schedule builds a return", remedy)
    for one in config.schedule:
        yield _schedule(one, config, now)


def exports(config: Config, ledger: Ledger | None, now: dt.datetime) -> Iterator[Check]:
    """Every source has delivered something good lately."""
    for source in config.source:
        good = ledger.newest_good_export(source.name) if ledger else None
        if good is None:
            remedy = f"drop an export into {source.place[0]}"
            yield warning(EXPORTS, f"{source.name} has delivered no good export yet", remedy)
        elif now - good.first_seen > _LATE:
            days = (now - good.first_seen).days
            told = f"{source.name} has delivered nothing new and good for {days} days"
            yield warning(EXPORTS, told, "look whether the MIS still exports; see `ilrsync status`")
        else:
            yield fine(EXPORTS, f"{source.name} delivered {good.first_seen:%Y-%m-%d}")


def reference_data(config: Config, host: Host, now: dt.datetime) -> Iterator[Check]:
    """The tables that rules ask are there and not old."""
    year = config.provider.year_on(now.date())
    found = references_of(host, year)
    for one in found:
        for remark in one.remarks:
            told = f"{one.name or remark.file}: {remark.message}"
            yield warning(REFERENCE, told, f"put a good file into {config.folders.reference}")
        if one.dated is not None and (now.date() - one.dated).days > OLDEST:
            told = f"{one.name} is of {one.dated}, {(now.date() - one.dated).days} days ago"
            yield warning(REFERENCE, told, "download the current one")
        elif one.name and not one.remarks:
            yield fine(REFERENCE, f"{one.name}: {one.version}")
    if not found:
        told = 'there is none, so the rules that need it answer "not checked"'
        remedy = f"put LARS and other tables into {config.folders.reference}"
        yield warning(REFERENCE, told, remedy)


def notices(config: Config, ledger: Ledger | None) -> Iterator[Check]:
    """Whoever is to be told can be told, as far as can be seen without telling."""
    for one in config.notify:
        if one.when == "never":
            continue
        try:
            if one.mail_to:
                password_of(config.mail)
            else:
                address_of(one)
        except IlrsyncError as error:
            yield from_error(NOTICES, error)
        else:
            yield fine(NOTICES, f"{one.name} is set up")
    for target, attempts, error_text in ledger.undelivered() if ledger else ():
        told = f"a notice to {target} has not arrived after {attempts} attempts: {error_text}"
        yield warning(NOTICES, told, "look at [mail] and [[notify]]; try `ilrsync doctor --reach`")


def service(config: Config, now: dt.datetime) -> Iterator[Check]:
    """How the service stands, if it ever ran here."""
    found = read(config.folders.state, now)
    if found is None:
        yield fine(SERVICE, "has not run here; `ilrsync run` starts it")
    elif not found["running"]:
        remedy = "start it again, if it was not stopped on purpose"
        yield warning(SERVICE, f"does not run; last seen {found['at']}", remedy)
    elif found.get("trouble"):
        remedy = "it tries again by itself; mend the cause if that does not help"
        yield warning(SERVICE, f"runs, but: {found['trouble']}", remedy)
    else:
        yield fine(SERVICE, f"runs as process {found['process']}")


def _schedule(one: Schedule, config: Config, now: dt.datetime) -> Check:
    after = moments(one, config)
    if after is None:
        return fine(SCHEDULES, f"{one.name}: when an export arrives")
    following = after(now.astimezone(dt.UTC))
    if following is None:
        remedy = "correct it; it names no time in the years to come"
        return warning(SCHEDULES, f"{one.name}: never comes again", remedy)
    local = following.astimezone(LONDON)
    if one.cron and _TWICE[0] <= local.time() < _TWICE[1]:
        told = f"{one.name}: {local:%H:%M} is in the hour that is missing or doubled twice a year"
        return warning(SCHEDULES, told, "choose a time outside 00:55 to 02:05")
    quiet = next((each.name for each in config.quiet if each.covers(following)), "")
    if quiet:
        told = f"{one.name}: next at {local:%Y-%m-%d %H:%M}, in the quiet time {quiet}"
        return warning(SCHEDULES, told, "it is made up for afterwards; move one of the two")
    return fine(SCHEDULES, f"{one.name}: next at {local:%Y-%m-%d %H:%M}")
