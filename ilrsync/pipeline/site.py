"""What a site's folders and calendar add to the outputs of a return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync import durable
from ilrsync.model.results_calendar import SERVICE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ilrsync.config import Config

RESULTS_SERVICE = "results-service"
"""The folder below that of reference data where downloads of the results service lie."""

_PLACEMENTS = "placement_sheet"
_OF_AN_OPEN_FILE = ("~$", ".~lock.")


def options_of(config: Config, output: str, year: str) -> Mapping[str, Any]:
    """What *output* is handed for a return of *year*; for placements with the folders it reads."""
    options = config.options(output)
    if output != _PLACEMENTS:
        return options
    folders = {**_folders(config), "earlier": _there(home_of(config, year))}
    return {**options, **{name: folder for name, folder in folders.items() if folder}}


def home_of(config: Config, year: str) -> Path:
    """The folder in the outbox where the runs of a return stand."""
    return config.folders.outbox / f"{config.provider.ukprn}-{year}"


def calendar_of(config: Config, year: str) -> dict[str, dt.datetime]:
    """The dates that the site has set for the returns of *year* and for the results service."""
    return {**config.calendar.get(year, {}), **config.calendar.get(SERVICE, {})}


def decision_files(config: Config) -> list[Path]:
    """The files that people have put into the decisions folder, oldest first.

    What Excel and LibreOffice put beside a workbook that is open is not among them.
    """
    folder = config.folders.decisions
    with durable.translated("the decisions folder cannot be read"):
        files = [path for path in _files(folder) if path.is_file()] if folder.is_dir() else []
        return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def site_files(config: Config) -> Iterator[tuple[str, str]]:
    """Name and hash of each file beside the exports that the outputs read, in one order.

    Raises:
        TransientError: one of them cannot be read.
    """
    with durable.translated("what lies beside the exports cannot be read"):
        for folder in _folders(config).values():
            if folder is not None and folder.is_dir():
                files = sorted(path for path in _files(folder) if path.is_file())
                yield from ((path.name, durable.sha256(path)) for path in files)


def _folders(config: Config) -> dict[str, Path | None]:
    """The folders of decisions and of downloads; None for one that is not there.

    A folder that the configuration names is given in any case: that it is not there is an error.
    """
    named = config.options(_PLACEMENTS).get("downloads")
    if named is not None:
        downloads: Path | None = config.path.parent / str(named)
    else:
        downloads = _there(config.folders.reference / RESULTS_SERVICE)
    return {"decisions": _there(config.folders.decisions), "downloads": downloads}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if not path.name.startswith(_OF_AN_OPEN_FILE))


def _there(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None
