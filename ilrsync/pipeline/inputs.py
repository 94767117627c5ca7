"""One export of one source as the build sees it: which files, which format, and its learners."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ilrsync import durable
from ilrsync.contracts import Delivery, FileRemark, Format, IntakeFile, Reading, SetFormat
from ilrsync.errors import IlrsyncError, ReadError, TransientError
from ilrsync.pipeline.migration import may_migrate, migrated

if TYPE_CHECKING:
    from ilrsync.model.records import Learner
    from ilrsync.model.table import Table

ONLY_STATUS = "only_status"
"""The option of a source by which learners are kept back until their record is ready."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Input:
    """One recognised export, ready to be read as often as needed.

    ``files`` are the parts of a set by part name, or one file under its own name. ``sha256`` is
    the hash of the whole export; lower ``precedence`` wins where sources disagree. ``export`` is
    its number in the ledger; ``says_year`` and ``says_ukprn`` tell whether it names its own.
    ``migrate_year`` lets an export of last year into this year's return.
    """

    source: str
    precedence: int
    name: str
    format: Format
    files: Mapping[str, Sequence[IntakeFile]]
    sha256: str
    size: int
    export: int | None = None
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    says_year: bool = False
    says_ukprn: bool = False
    migrate_year: bool = False


class RefusedInputError(IlrsyncError):
    """One input of a build cannot be used; the build starts again without it."""

    def __init__(self, refused: Input, reason: ReadError) -> None:
        super().__init__(str(reason))
        self.input = refused
        self.reason = reason


def opened(
    given: Input, table: Table, remark: Callable[[FileRemark], None] = lambda remark: None
) -> Delivery:
    """What the format makes of *given*, its learners still to be taken.

    Raises:
        RefusedInputError: the format refuses the export, or fails on it.
    """
    _goes_by_status(given)
    reading = Reading(table, given.aliases, given.words, given.options, remark)
    with _Refusing(given):
        if isinstance(given.format, SetFormat):
            return given.format.read_set(given.files, reading)
        return given.format.read(only_file(given), reading)


def learners(given: Input, delivery: Delivery, table: Table) -> Iterator[Learner]:
    """The learners of *delivery*, in the order of the export and the terms of *table*.

    Raises:
        RefusedInputError: the export turns out to be unreadable on the way.
    """
    with _Refusing(given):
        found = delivery.learners
        if given.migrate_year and may_migrate(delivery.year, table.year):
            found = migrated(found, table)
        empty = True
        for learner in found:
            empty = False
            yield learner
        if empty and not delivery.placements:
            # Taken as it stands, it would empty the return of everybody the source had before.
            raise ReadError(
                "the export holds no learners",
                file=given.name,
                remedy="export it again; the last good export of the source stays in use",
            )


def same_return(given: Input, delivery: Delivery, year: str, ukprn: int | None) -> None:
    """*delivery* belongs to the return of *ukprn* and *year*, or does not say otherwise.

    Raises:
        RefusedInputError: it is of another year or another provider.
    """
    migrates = given.migrate_year and may_migrate(delivery.year, year)
    if delivery.year not in (None, year) and not migrates:
        reason = ReadError(
            "the file is of another collection year",
            file=given.name,
            heading="Year",
            got=delivery.year or "",
            wanted=year,
            remedy="export it again for the year of the return, set the year of the return, or let"
            " last year's exports in with migrate_year = true",
        )
        raise RefusedInputError(given, reason)
    if ukprn is not None and delivery.ukprn not in (None, ukprn):
        reason = ReadError(
            "the file is of another provider",
            file=given.name,
            heading="UKPRN",
            got=str(delivery.ukprn),
            wanted=str(ukprn),
            remedy="a file of another provider is never relabelled: check which export it is",
        )
        raise RefusedInputError(given, reason)


def _goes_by_status(given: Input) -> None:
    """Refuses an export that cannot tell which learners the site wants: all would be returned."""
    if given.options.get(ONLY_STATUS) and not given.format.has_status:
        reason = ReadError(
            f'the format "{given.format.name}" does not say what status a record has',
            file=given.name,
            remedy=f"deliver a format that does, or take {ONLY_STATUS} out of the source's options",
        )
        raise RefusedInputError(given, reason)


class _Refusing:
    """Turns whatever a format raises into `RefusedInputError`: other sources carry on.

    Trouble of the disk is not the export's fault: that is a `TransientError`.
    """

    def __init__(self, given: Input) -> None:
        self._given = given

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: Any
    ) -> None:
        ours = isinstance(error, ReadError | OSError)
        if error is not None and ours and (trouble := durable.trouble(error)) is not None:
            raise TransientError(
                f"{self._given.name}: the archived copy cannot be read: {durable.reason(trouble)}"
            ) from error
        if ours:
            self._still_there()
        if isinstance(error, ReadError):
            raise RefusedInputError(self._given, error) from error
        if isinstance(error, Exception) and not isinstance(error, IlrsyncError):
            log.error("format %s failed on a file: %s", self._given.format.name, kind)
            reason = ReadError(
                f'the format "{self._given.format.name}" failed on it ({type(error).__name__})',
                file=self._given.name,
                remedy="tell the author of the format plugin; the file is kept",
            )
            raise RefusedInputError(self._given, reason) from error

    def _still_there(self) -> None:
        """Nothing happened to the copy itself, which would not be the export's fault."""
        for files in self._given.files.values():
            for file in files:
                if not durable.FILES.exists(file.path):
                    raise TransientError(
                        f"{self._given.name}: its copy {file.path} is gone; check that its drive"
                        " is connected, or put back a copy of the archive"
                    )


def only_file(given: Input) -> IntakeFile:
    """The file of an input that is no set."""
    (files,) = given.files.values()
    (file,) = files
    return file
