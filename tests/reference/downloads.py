"""Small invented LARS downloads and lists, in the shapes that the published ones come in."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Rows = Sequence[Sequence[str]]

AIMS: Rows = [
    [
        "LearnAimRef",
        "EffectiveFrom",
        "EffectiveTo",
        "LearnAimRefTitle",
        "LearnAimRefType",
        "NotionalNVQLevel",
        "NotionalNVQLevelv2",
        "Created_By",
    ],
    ["60358294", "01 Sep 2020", "", "T Level, Café and Kitchen", "1468", "3", "3", "someone"],
    ["5001738x", "2019-08-01", "31 Dec 2600", "Diploma", "0002", "2", "2", "someone"],
]
VALIDITY: Rows = [
    ["LearnAimRef", "ValidityCategory", "StartDate", "EndDate", "LastNewStartDate"],
    ["60358294", "1619_EFA", "01 Sep 2020", "", "31 Jul 2027"],
    ["60358294", "ANY", "01 Sep 2020", "", ""],
]
FRAMEWORKS: Rows = [
    ["FworkCode", "ProgType", "PwayCode", "LearnAimRef", "EffectiveFrom", "EffectiveTo"],
    ["900", "31", "1", "60358294", "01 Sep 2020", ""],
    ["900", "31", "1", "ZTLOS007", "01 Sep 2020", ""],
]
GENERATED: Rows = [
    ["DataGeneratedOn", "Description", "Comment"],
    ["24 Sep 2026", "LARS Data Generated on 24 Sep 2026", "Schema Version : 12"],
]
VERSION: Rows = [["MajorNumber", "MinorNumber", "MaintenanceNumber"], ["012", "0", "41"]]

WHOLE: Mapping[str, Rows] = {
    "LearningDelivery": AIMS,
    "Validity": VALIDITY,
    "FrameworkAims": FRAMEWORKS,
    "DataGeneration": GENERATED,
    "Version": VERSION,
}
OLD_NAME = "LearningDelivery_V011_CSV.Zip"
NEW_NAME = "published_012_LearningDelivery_V012_CSV.Zip"


def lars(
    folder: Path,
    name: str = NEW_NAME,
    parts: Mapping[str, Rows] = WHOLE,
    *,
    inside: str = "",
    encoding: str = "utf-8",
) -> Path:
    """A LARS zip in *folder*; *inside* is the folder that its files lie in."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part, rows in parts.items():
            made.writestr(f"{inside}{part}.csv", text(rows).encode(encoding))
    return path


def generated(day: str) -> dict[str, Rows]:
    """A whole LARS that says it was made on *day*."""
    return {**WHOLE, "DataGeneration": [GENERATED[0], [day, "", ""]]}


def text(rows: Rows) -> str:
    """The rows as the department writes them: every value in double quotes."""
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue()


def listed(folder: Path, name: str, content: str, *, day: str = "2026-11-01") -> Path:
    """A list in *folder*, last changed on *day*."""
    import datetime as dt

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content, "utf-8", newline="")
    moment = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC).timestamp()
    os.utime(path, (moment, moment))
    return path
