"""What a site's folders and calendar add to the outputs of a return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync import durable
from ilrsync.model.results_calendar import SERVICE
from ilrsync.outputs.placements.declaration_files import SHEET as DECLARATIONS
from ilrsync.outputs.workbook_reading import has_sheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.ledger import Ledger

RESULTS_SERVICE = "results-service"
"""The folder below that of reference data where downloads of the results service lie."""

ANSWERS = ".xlsx"
"""How the name of a workbook of answers ends."""

_PLACEMENTS = "placement_sheet"
_NOBODY_PUT_THERE = ("~$", ".", "thumbs.db", "desktop.ini")
"""How names begin that Excel, LibreOffice (``.~lock.``), macOS and Windows use for themselves."""


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

    What Excel and LibreOffice put beside a workbook that is open is not among them, nor what a
    system puts into a folder for itself.
    """
    folder = config.folders.decisions
    with durable.translated("the decisions folder cannot be read"):
        files = [path for path in _files(folder) if path.is_file()] if folder.is_dir() else []
        return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def site_files(config: Config, ledger: Ledger, year: str) -> Iterator[tuple[str, str]]:
    """Name and hash of each file beside the exports that the return of *year* goes by, in order.

    A workbook of answers counts in the returns that its answers are about, which *ledger* knows.
    Declarations of placements and downloads name learners and no return: they count in every one.

    Raises:
        TransientError: one of them cannot be read.
    """
    with durable.translated("what lies beside the exports cannot be read"):
        for folder in _folders(config).values():
            if folder is not None and folder.is_dir():
                for path in sorted(path for path in _files(folder) if path.is_file()):
                    sha256 = durable.sha256(path)
                    about = ledger.answered_by(sha256)
                    if (config.provider.ukprn, year) in about or not _only_answers(path):
                        yield path.name, sha256


def _only_answers(path: Path) -> bool:
    """Whether the outputs pass over the file, as its answers are taken before a build."""
    return path.suffix.lower() == ANSWERS and not has_sheet(path.read_bytes(), DECLARATIONS)


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
    return (
        path for path in folder.iterdir() if not path.name.casefold().startswith(_NOBODY_PUT_THERE)
    )


def _there(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None
