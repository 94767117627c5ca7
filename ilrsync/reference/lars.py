"""LARS as the DfE publishes it: a zip of CSV files from "Find a learning aim".

Source: the download page of submit-learner-data.service.gov.uk; published files of schema 7 and 12.
"""

from __future__ import annotations

import datetime as dt
import io
import lzma
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from ilrsync.errors import ReadError
from ilrsync.reference.layout import Layout, Part, iso_day
from ilrsync.reference.rows import records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARS = "LARS"
NEEDED = "LearningDelivery"
"""Without this part a zip is not LARS; the checks that need another are off without it."""

_FROM_TO = frozenset({"EffectiveFrom", "EffectiveTo"})
_VALIDITY = frozenset({"StartDate", "EndDate", "LastNewStartDate"})
_MOST_BYTES = 8 * 1024**3
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,  # a method of packing that Python lacks, or a password
    ValueError,
)

LAYOUT = Layout(
    LARS,
    (
        Part(
            NEEDED,
            "LearnAimRef",
            columns=("LearnAimRefType", "NotionalNVQLevelv2"),
            also=(
                "LearnAimRefTitle",
                "EffectiveFrom",
                "EffectiveTo",
                "EnglPrscID",
                "LearningDeliveryGenre",
                "FrameworkCommonComponent",
                "SectorSubjectAreaTier1",
                "SectorSubjectAreaTier2",
            ),
            dates=_FROM_TO,
        ),
        Part(
            "Validity",
            "LearnAimRef",
            columns=("ValidityCategory", "StartDate", "EndDate", "LastNewStartDate"),
            dates=_VALIDITY,
        ),
        Part(
            "LearningDeliveryCategory",
            "LearnAimRef",
            columns=("CategoryRef", "EffectiveFrom", "EffectiveTo"),
            dates=_FROM_TO,
        ),
        Part(
            "AnnualValue",
            "LearnAimRef",
            columns=("BasicSkillsType", "EffectiveFrom", "EffectiveTo"),
            also=("BasicSkills", "FullLevel2Percent", "FullLevel3Percent"),
            dates=_FROM_TO,
        ),
        Part(
            "FrameworkAims",
            "LearnAimRef",
            columns=("FworkCode", "ProgType", "PwayCode", "EffectiveFrom", "EffectiveTo"),
            also=("FrameworkComponentType",),
            dates=_FROM_TO,
        ),
        Part(
            "Standard",
            "StandardCode",
            columns=("StandardName", "EffectiveFrom", "EffectiveTo"),
            also=(
                "Version",
                "NotionalEndLevel",
                "LastDateStarts",
                "ApprenticeshipStandardTypeCode",
            ),
            dates=_FROM_TO | {"LastDateStarts"},
        ),
        Part(
            "StandardValidity",
            "StandardCode",
            columns=("ValidityCategory", "StartDate", "EndDate", "LastNewStartDate"),
            dates=_VALIDITY,
        ),
        Part(
            "StandardFunding",
            "StandardCode",
            columns=("CoreGovContributionCap", "EffectiveFrom", "EffectiveTo"),
            dates=_FROM_TO,
        ),
    ),
)


class Download:
    """An open LARS zip. Its CSV files may lie in a folder and be written in any case.

    Raises:
        ReadError: the zip is damaged or encrypted, or is no LARS download.
    """

    def __init__(self, path: Path, opened: zipfile.ZipFile) -> None:
        self._file = path.name
        self._zip = opened
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in opened.infolist():
            name = member.filename.replace("\\", "/").rpartition("/")[2].casefold()
            if name.endswith(".csv") and "__MACOSX" not in member.filename:
                self._members.setdefault(name, member)
        if not self.has(NEEDED):
            raise ReadError(
                f"the zip has no {NEEDED}.csv, so it is no LARS download",
                file=path.name,
                wanted="LearningDelivery_VNNN_CSV.Zip",
                remedy='download the CSV form from "Find a learning aim"',
            )
        if any(member.flag_bits & 0x1 for member in self._members.values()):
            raise ReadError(
                "the zip is encrypted", file=path.name, remedy="put it here without a password"
            )
        if sum(member.file_size for member in self._members.values()) > _MOST_BYTES:
            raise ReadError(
                "the zip would unpack to more than 8 GB", file=path.name, remedy="download it again"
            )

    def has(self, name: str) -> bool:
        """Whether the zip has ``name.csv``."""
        return f"{name}.csv".casefold() in self._members

    @contextmanager
    def stream(self, name: str) -> Iterator[BinaryIO]:
        """The bytes of ``name.csv``."""
        with self._zip.open(self._members[f"{name}.csv".casefold()]) as raw:
            # ZipExtFile reads line by line in Python; a buffer above it does that in C.
            yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", raw), 1 << 18))

    def dated(self) -> dt.date | None:
        """The day on which the DfE made the download; None where the zip does not say."""
        for row in self._dicts("DataGeneration"):
            try:
                if day := iso_day(row.get("datageneratedon", "")):
                    return dt.date.fromisoformat(day)
            except ValueError:
                continue
        return None

    def number(self) -> str:
        """The version of the data such as ``012.0.41``; empty when the zip does not say."""
        names = ("majornumber", "minornumber", "maintenancenumber")
        found = [[row.get(name, "").strip() for name in names] for row in self._dicts("Version")]
        numbers = [row for row in found if row[0].isdecimal()]
        latest = max(
            numbers,
            key=lambda row: [int(each) if each.isdecimal() else 0 for each in row],
            default=[],
        )
        return ".".join(each for each in latest if each)

    def _dicts(self, name: str) -> Iterator[dict[str, str]]:
        if not self.has(name):
            return
        with self.stream(name) as stream:
            found = records(stream, f"{self._file}/{name}.csv")
            headings = [one.strip().casefold() for one in next(found, (0, None))[1] or []]
            for _, row in found:
                if row is not None and len(row) == len(headings):
                    yield dict(zip(headings, row, strict=True))


@contextmanager
def download(path: Path) -> Iterator[Download]:
    """The LARS zip at *path*, open; damage that shows later is told in the same words.

    Raises:
        ReadError: it is damaged, encrypted or no LARS download.
        OSError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            yield Download(path, opened)
    except _DAMAGE as error:
        raise ReadError(
            f"the zip is damaged ({type(error).__name__})",
            file=path.name,
            remedy="download it again",
        ) from error
