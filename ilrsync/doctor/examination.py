"""Everything that is looked at, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.doctor import folders, machine, reach, site
from ilrsync.doctor.check import Check, fine, from_error, problem
from ilrsync.errors import IlrsyncError
from ilrsync.ledger import Ledger
from ilrsync.pipeline.plugins import host_of

if TYPE_CHECKING:
    import datetime as dt

    from ilrsync.config import Config

Look = Callable[[], Iterable[Check]]


def examine(config: Config, now: dt.datetime, *, reach_out: bool = False) -> list[Check]:
    """What was looked at, problems and all; nothing is changed by looking.

    With *reach_out* the mail server and the web addresses of notices are connected to, without a
    message being sent. A look that fails by itself is a problem like any other.
    """
    found: list[Check] = []

    def look(area: str, at: Look) -> None:
        try:
            found.extend(at())
        except IlrsyncError as error:
            found.append(from_error(area, error))
        except Exception as error:  # noqa: BLE001 - one look that fails must not hide the others
            told = f"could not be looked at ({type(error).__name__})"
            found.append(problem(area, told, "report this line"))

    with ExitStack() as stack:
        ledger = _ledger(config, stack)
        look("version", machine.version)
        found.append(fine("configuration", f"{config.path} is read without a complaint"))
        look(folders.AREA, lambda: folders.folders(config))
        look(folders.SPACE, lambda: folders.space(config))
        look(folders.SOURCES, lambda: folders.sources(config))
        look(site.LEDGER, lambda: site.ledger(config))
        look(machine.CLOCK, lambda: machine.time_zone(now))
        look(machine.CLOCK, lambda: machine.clock(now, ledger))
        look(machine.LOGS, lambda: machine.log_file(config))
        look(machine.WATCHING, lambda: machine.watching(config))
        look(site.SCHEDULES, lambda: site.schedules(config, now))
        look(site.SERVICE, lambda: site.service(config, now))
        look(site.EXPORTS, lambda: site.exports(config, ledger, now))
        look(site.PLUGINS, lambda: _with_plugins(config, now))
        look(site.NOTICES, lambda: site.notices(config, ledger))
        if reach_out:
            look(site.NOTICES, lambda: reach.notices(config))
    return found


def _with_plugins(config: Config, now: dt.datetime) -> Iterable[Check]:
    host = host_of(config)
    yield from site.plugins(config, host)
    yield from site.reference_data(config, host, now)


def _ledger(config: Config, stack: ExitStack) -> Ledger | None:
    """The ledger, to be read; None when there is none that can be."""
    place = config.ledger_place
    if isinstance(place, Path) and not place.exists():
        return None
    try:
        return stack.enter_context(Ledger.open(place, readonly=True))
    except IlrsyncError:  # which is told by the look at it
        return None
