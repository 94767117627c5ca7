"""The industry placement upload of the Manage T Level results service, and what goes with it."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Output, Result
from ilrsync.durable import translated, whole_file, whole_text, write_text
from ilrsync.errors import ConfigError, ReadError, nearest
from ilrsync.outputs import people_csv
from ilrsync.outputs import placement_reports as reports
from ilrsync.outputs.moments import stamp, uk_time
from ilrsync.outputs.placement_workbook import FILE_NAME, placement_workbook
from ilrsync.outputs.placements.against_service import against_service, send_of
from ilrsync.outputs.placements.decision import decide
from ilrsync.outputs.placements.declaration import by_uln
from ilrsync.outputs.placements.declaration_files import layers
from ilrsync.outputs.placements.downloads import read_downloads
from ilrsync.outputs.placements.earlier import Earlier, earlier_sheets, sheet_names
from ilrsync.outputs.placements.error_lines import traced
from ilrsync.outputs.placements.learner import TLevelLearner, t_level_learner
from ilrsync.outputs.placements.reconcile import differences
from ilrsync.outputs.placements.results import result_findings
from ilrsync.outputs.placements.selection import Kind, Selection, cohorts_of, select
from ilrsync.outputs.placements.sheet import sheets
from ilrsync.outputs.placements.worklists import REGISTER, WITHDRAW, ao_sheet, tasks
from ilrsync.outputs.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ilrsync.model.finding import Finding
    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table
    from ilrsync.outputs.placements.decision import Decision
    from ilrsync.outputs.placements.declaration import Declared
    from ilrsync.outputs.placements.downloads import Downloads
    from ilrsync.outputs.placements.error_lines import Traced
    from ilrsync.outputs.placements.worklists import Task

LEFT_OUT = "placements-left-out.csv"
DIFFERENCES = "t-level-reconciliation.csv"
WORKLIST = "t-level-worklist.csv"
RESULTS = "t-level-results.csv"
ERRORS = "placement-errors.csv"

_OPTIONS = frozenset(
    {
        "cohorts",
        "send",
        "workbook",
        "worklists",
        "awarding_organisation_files",
        "downloads",
        "decisions",
        "earlier",
    }
)
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
_OFFICE_LOCK = "~$"  # what Excel leaves beside a workbook that is open


class PlacementSheet(Output):
    """The placement status of every T Level learner whom the service would take.

    Options: ``cohorts`` ("second-year", "second-year-and-completed" or "all"), ``send`` ("changes"
    or "all"), ``workbook`` and ``worklists`` (true), ``awarding_organisation_files`` (false),
    ``downloads`` and ``decisions`` (a folder, or files: what was downloaded from the service, and
    what people declared in files), ``earlier`` (the folder of earlier runs' folders).
    """

    name = "placement_sheet"

    def keep(
        self, learner: Learner, table: Table, options: Mapping[str, Any]
    ) -> TLevelLearner | None:
        """The learner's T Level; nothing of anybody else."""
        return t_level_learner(learner)

    def findings(
        self, kept: Sequence[tuple[int, object]], table: Table, options: Mapping[str, Any]
    ) -> Iterator[tuple[int | None, Finding]]:
        """What the service's overall results say beside the ILR, where they were downloaded.

        Raises:
            ConfigError: there is no such option.
            ReadError: a download is another file or damaged.
        """
        _refuse_unknown(options)
        learners = [(at, learner) for at, learner in kept if isinstance(learner, TLevelLearner)]
        results = _downloads(options).results
        if learners and results is not None:
            yield from result_findings(learners, results, table)

    def write(
        self, result: Result, kept: Sequence[object], folder: Path, options: Mapping[str, Any]
    ) -> list[Path]:
        """The upload in files of at most 1,000 records, who is not on it, and the other lists.

        Raises:
            ConfigError: an option is not one of those above.
            ReadError: a download is another file or damaged; nothing is written then.
        """
        learners = [learner for learner in kept if isinstance(learner, TLevelLearner)]
        if not learners:
            return []
        declared = _declared(result, options)
        downloads = _downloads(options)
        today = uk_time(result.started).date()
        cohorts = cohorts_of(options.get("cohorts"))
        decided = [decide(one, declared.get(str(one.ULN)), today) for one in learners]
        chosen = select(learners, declared, result.table, today, cohorts, decided)
        with translated("[outputs.placement_sheet] earlier sheets cannot be read"):
            earlier = _earlier(result, options)
            send = send_of(options.get("send"))
            selection = against_service(chosen, downloads, send, earlier)
            errors = list(traced(downloads.errors, earlier))
        decisions = {
            learner.ULN: decision
            for learner, decision in zip(learners, decided, strict=True)
            if learner.ULN is not None
        }
        uploads = _uploads(selection, result)
        for name, text in uploads.items():
            write_text(folder / name, text)
        paths = [
            *(folder / name for name in uploads),
            *_lists(selection, learners, decisions, downloads, result, folder),
            *_errors(learners, errors, folder),
        ]
        if options.get("worklists", True):
            found = tasks(learners, decisions, downloads)
            paths += _table(folder / WORKLIST, reports.task_rows(found))
            if options.get("awarding_organisation_files", False):
                paths += _ao_files(found, result, folder)
        if options.get("workbook", True):
            paths.append(folder / FILE_NAME)
            with whole_file(paths[-1]) as file:
                records = {name: text.count("\n") - 1 for name, text in uploads.items()}
                book = placement_workbook(selection, declared, result, records)
                write_workbook(file, book, uk_time(result.started))
        return paths


def _refuse_unknown(options: Mapping[str, Any]) -> None:
    for name in sorted(options.keys() - _OPTIONS):
        raise ConfigError(
            f'[outputs.placement_sheet] has no option "{name}"; {nearest(name, _OPTIONS)}'
        )


def sheet_name(result: Result, number: int) -> str:
    """The name of the *number*-th file of the upload, from 1."""
    begin = sheet_names(result.ukprn, result.table.year)
    return f"{begin}{stamp(result.started)}-{number:02}.csv"


def _uploads(selection: Selection, result: Result) -> dict[str, str]:
    """The files of the upload by name."""
    texts = sheets([found.entry for found in selection.selected])
    return {sheet_name(result, number): text for number, text in enumerate(texts, 1)}


def _lists(
    selection: Selection,
    learners: Sequence[TLevelLearner],
    decisions: Mapping[int, Decision],
    downloads: Downloads,
    result: Result,
    folder: Path,
) -> Iterator[Path]:
    yield from _table(folder / LEFT_OUT, reports.left_out_rows(selection, result))
    if downloads.registrations is not None:
        not_due = {left.learner.ULN for left in selection.left_out if left.kind is Kind.NOT_DUE}
        found = differences(learners, decisions, downloads, result.table, not_due)
        yield from _table(folder / DIFFERENCES, reports.difference_rows(found), empty=True)
    if downloads.results is not None:
        told = result_findings([*enumerate(learners)], downloads.results, result.table)
        findings = [finding for _, finding in told]
        rows = reports.result_rows(learners, downloads.results, findings)
        yield from _table(folder / RESULTS, rows, empty=True)


def _errors(
    learners: Sequence[TLevelLearner], errors: Sequence[Traced], folder: Path
) -> Iterator[Path]:
    if errors:
        yield from _table(folder / ERRORS, reports.error_rows(learners, errors))


def _table(path: Path, rows: Iterable[Sequence[str]], *, empty: bool = False) -> Iterator[Path]:
    """*rows* at *path*, and the path; nothing when there is only a heading row, unless *empty*."""
    rows = iter(rows)
    first = list(islice(rows, 2))
    if len(first) > 1 or empty:
        with whole_text(path, encoding=people_csv.ENCODING) as file:
            people_csv.write_rows(file, chain(first, rows))
        yield path


def _ao_files(found: Sequence[Task], result: Result, folder: Path) -> Iterator[Path]:
    for purpose, name in ((WITHDRAW, "withdrawals"), (REGISTER, "registrations")):
        mine = [task for task in found if task.purpose == purpose and task.awarding_organisation]
        for awarding in sorted({task.awarding_organisation for task in mine}):
            of_theirs = [task for task in mine if task.awarding_organisation == awarding]
            text, refused = ao_sheet(of_theirs, result.ukprn)
            if len(refused) < len(of_theirs):
                path = folder / f"{name}-{_plain(awarding)}-{stamp(result.started)}.csv"
                write_text(path, text)
                yield path


def _plain(name: str) -> str:
    """*name* for a file name: lower-case letters and hyphens."""
    words = "".join(letter if letter.isalnum() else " " for letter in name.lower()).split()
    return "-".join(words)


def _declared(result: Result, options: Mapping[str, Any]) -> Mapping[str, Declared]:
    """What the sources say, and above that what the files of people say, the newest last."""
    with translated("[outputs.placement_sheet] decisions cannot be read"):
        files = _files(options.get("decisions", ()), ".csv", ".xlsx")
        return by_uln(result.placements, *layers(files))


def _downloads(options: Mapping[str, Any]) -> Downloads:
    given = options.get("downloads", ())
    with translated("[outputs.placement_sheet] downloads cannot be read"):
        for path in _files(given, *_SPREADSHEETS):
            if not path.name.startswith(_OFFICE_LOCK):
                raise ReadError(
                    "this is a spreadsheet",
                    file=path.name,
                    wanted="the CSV as it was downloaded",
                    remedy="put that in its place",
                )
        return read_downloads(_files(given, ".csv"))


def _earlier(result: Result, options: Mapping[str, Any]) -> Earlier:
    home = options.get("earlier")
    if home is None:
        return Earlier()
    return Earlier(earlier_sheets(Path(home), result.ukprn, result.table.year))


def _files(given: str | Path | Sequence[Path], *suffixes: str) -> list[Path]:
    """The files with one of *suffixes* among those given, or in the folder that is given."""
    found = sorted(Path(given).iterdir()) if isinstance(given, (str, Path)) else given
    return [path for path in found if path.suffix.lower() in suffixes]
