"""The plugin author's kit: a plugin's samples are its tests.

``cases/`` of a plugin's folder holds samples, each a file or a folder of files that are one export.
``accept`` writes beside each what was made of it, as ``<sample>.expected.json``; ``run_cases``
says where that has changed. ``TestAcme = plugin_tests("plugins/acme")`` is all that a test needs.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ilrsync.contracts import FileRemark, Format, Reading, SetFormat
from ilrsync.errors import IlrsyncError, PluginError, ReadError
from ilrsync.formats.mapped import MappedFormat
from ilrsync.formats.tables import headings
from ilrsync.host.discovery import CODE, MAPPING, load_folder
from ilrsync.intake.files import LocalFile
from ilrsync.model.record import Record
from ilrsync.model.table import YEARS, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilrsync.contracts import Delivery
    from ilrsync.model.records import Learner

EXPECTED = ".expected.json"

NASTY: dict[str, bytes] = {
    "empty.csv": b"",
    "blank.csv": b"\r\n \r\n\t\r\n",
    "headings-only.csv": b"LearnRefNumber,ULN,LearnAimRef\r\n",
    "unclosed-quote.csv": b'LearnRefNumber,ULN\r\n"A1,1\r\nB2,2\r\n',
    "nul.csv": b"LearnRefNumber,ULN\r\nA\x00,1\r\n",
    "bytes.csv": bytes(range(256)) * 8,
    "cut-short.xlsx": b"PK\x03\x04" + b"\x00" * 60,
    "cut-short.xml": b"<?xml version='1.0'?><Message xmlns='ILR/2026-27'><Header>",
    "entities.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "one-line.csv": b"LearnRefNumber," * 20_000,
}
"""Files that no plugin may stumble over, by name."""


@dataclass(frozen=True)
class Failure:
    """One thing that a plugin should do and does not."""

    sample: str
    problem: str

    def __str__(self) -> str:
        return f"{self.sample}: {self.problem}"


def accept(folder: Path) -> list[Path]:
    """What the plugin in *folder* makes of its samples now stands beside them; gives those files.

    Raises:
        PluginError: There is no plugin in *folder*, it has no samples, or it claims none of them.
    """
    formats = _formats(folder)
    samples = _samples(folder)
    if not samples:
        raise PluginError(
            f"{folder / 'cases'} holds no sample; put an export of invented people there"
        )
    written: list[Path] = []
    for sample in samples:
        answer = _answer(formats, sample)
        path = _expected(sample)
        path.write_text(answer, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def run_cases(folder: Path) -> list[Failure]:
    """Every sample of the plugin in *folder* that is not read as accepted; empty when all are.

    Raises:
        PluginError: There is no plugin in *folder*.
    """
    formats = _formats(folder)
    failures: list[Failure] = []
    for sample in _samples(folder):
        path = _expected(sample)
        if not path.exists():
            failures.append(
                Failure(sample.name, f"{path.name} is missing; accept the sample first")
            )
            continue
        try:
            answer = _answer(formats, sample)
        except PluginError as error:
            failures.append(Failure(sample.name, str(error)))
            continue
        difference = _difference(path.read_text("utf-8"), answer)
        if difference:
            failures.append(Failure(sample.name, difference))
    return failures


def plugin_tests(folder: str | Path) -> type:
    """A test class for the plugin in *folder*; pytest runs its methods.

    Its samples are read as accepted, it claims none of the samples of the plugins beside it, and
    only ilrsync's own errors come out when it is given files that are broken.
    """
    place = Path(folder)

    class PluginTests:
        def test_has_samples(self) -> None:
            _insist(bool(_samples(place)), f"{place / 'cases'} holds no sample")

        def test_samples_are_read_as_accepted(self) -> None:
            failures = run_cases(place)
            _insist(not failures, "\n".join(map(str, failures)))

        def test_claims_no_sample_of_another_plugin(self) -> None:
            claimed = _claimed_from_others(place)
            _insist(not claimed, f"claims samples of other plugins: {', '.join(claimed)}")

        def test_broken_files_give_only_errors_of_ilrsync(self) -> None:
            for name, content in NASTY.items():
                _survive(_formats(place), name, content)

    return PluginTests


def _formats(folder: Path) -> list[Format]:
    """The formats of the plugin in *folder*."""
    plugin = load_folder(folder, MappedFormat)
    supply = getattr(plugin, "ilrsync_formats", None)
    if supply is None:
        raise PluginError(f"{folder} supplies no formats; it needs ilrsync_formats")
    return list(supply())


def _samples(folder: Path) -> list[Path]:
    cases = folder / "cases"
    if not cases.is_dir():
        return []
    return sorted(
        path
        for path in cases.iterdir()
        if not path.name.endswith(EXPECTED) and not path.name.startswith((".", "~"))
    )


def _expected(sample: Path) -> Path:
    return sample.with_name(sample.name + EXPECTED)


def _files(sample: Path) -> list[LocalFile]:
    paths = sorted(sample.iterdir()) if sample.is_dir() else [sample]
    return [LocalFile(path.name, path, headings) for path in paths]


def _year(sample: Path) -> str:
    """The year that stands in the sample's name, as in ``learners.2526.csv``; else the newest."""
    return next((year for year in YEARS if re.search(rf"\b{year}\b", sample.name)), YEARS[-1])


def _answer(formats: Sequence[Format], sample: Path) -> str:
    """What the plugin makes of *sample*, as JSON.

    Raises:
        PluginError: None of its formats claims the sample, or two do.
    """
    files = _files(sample)
    claims = [known for known in formats if files and known.matches(files[0])]
    if len(claims) != 1:
        wanted = ", ".join(known.name for known in formats)
        said = " and ".join(known.name for known in claims) or "none"
        raise PluginError(f"{sample.name} is claimed by {said} of {wanted}, and must be by one")
    remarks: list[FileRemark] = []
    reading = Reading(table(_year(sample)), remark=remarks.append)
    answer: dict[str, Any] = {"format": claims[0].name, "year": reading.table.year}
    try:
        delivery = _read(claims[0], files, reading)
        answer["learners"] = [_learner(learner) for learner in delivery.learners]
        if delivery.placements:
            answer["placements"] = [_plain(row) for row in delivery.placements]
    except ReadError as error:
        answer["refused"] = str(error)
    answer["remarks"] = [
        {"rule": r.rule, "file": r.file, "line": r.line, "heading": r.heading, "message": r.message}
        for r in remarks
    ]
    return json.dumps(answer, indent=1, ensure_ascii=False, default=str) + "\n"


def _read(known: Format, files: Sequence[LocalFile], reading: Reading) -> Delivery:
    if not isinstance(known, SetFormat):
        if len(files) > 1:
            raise PluginError(f"{known.name} reads one file and the sample has {len(files)}")
        return known.read(files[0], reading)
    parts: dict[str, list[LocalFile]] = {}
    for file in files:
        part = known.part(file)
        if part is None:
            raise PluginError(f"{file.name} is no part of {known.name}")
        parts.setdefault(part, []).append(file)
    return known.read_set(parts, reading)


def _learner(learner: Learner) -> dict[str, Any]:
    told = _record(learner)
    told["notes"] = [
        {
            "kind": note.kind,
            "rule": note.rule,
            "line": note.origin.line if note.origin else None,
            "heading": note.origin.heading(note.field) if note.origin else note.field,
            "got": note.got,
            "value": note.value,
            "wanted": note.wanted,
        }
        for note in learner.notes or ()
    ]
    return told


def _record(record: Record) -> dict[str, Any]:
    """The filled fields of a record, those below it nested."""
    told: dict[str, Any] = {}
    for slot in fields(record):
        value = getattr(record, slot.name)
        if slot.name in {"origin", "notes"} or value is None or value == []:
            continue
        if isinstance(value, list):
            told[slot.name] = [_record(child) for child in value]
        else:
            told[slot.name] = _record(value) if isinstance(value, Record) else value
    if record.origin is not None and record.origin.line is not None:
        told["line"] = record.origin.line
    return told


def _plain(row: Any) -> dict[str, str]:
    return {slot.name: getattr(row, slot.name) for slot in fields(row) if slot.name != "origin"}


def _difference(wanted: str, got: str) -> str:
    """The first line in which two answers differ, in words; empty when none does."""
    old, new = wanted.splitlines(), got.splitlines()
    if old == new:
        return ""
    pairs = enumerate(zip(old, new, strict=False), 1)
    at, (was, now) = next(
        ((at, pair) for at, pair in pairs if pair[0] != pair[1]),
        (min(len(old), len(new)) + 1, ("the end", "more")),
    )
    return f"line {at} of the expected answer: want {was.strip()}, got {now.strip()}"


def _claimed_from_others(folder: Path) -> list[str]:
    """Samples of the plugins beside this one that it claims too."""
    formats = _formats(folder)
    place = folder.resolve()
    others = [
        other
        for other in sorted(place.parent.iterdir())
        if other.is_dir()
        and other != place
        and ((other / CODE).exists() or (other / MAPPING).exists())
    ]
    return [
        f"{other.name}/{file.name}"
        for other in others
        for sample in _samples(other)
        for file in _files(sample)
        if any(known.matches(file) for known in formats)
    ]


def _survive(formats: Sequence[Format], name: str, content: bytes) -> None:
    """The formats refuse or read the file; whatever else they raise is the plugin's fault."""
    with tempfile.TemporaryDirectory(prefix="ilrsync-") as scratch:
        path = Path(scratch) / name
        path.write_bytes(content)
        file = LocalFile(name, path, headings)
        for known in formats:
            try:
                if known.matches(file) and not isinstance(known, SetFormat):
                    for _ in known.read(file, Reading(table(YEARS[-1]))).learners:
                        pass
            except IlrsyncError:
                continue


def _insist(holds: bool, problem: str) -> None:  # noqa: FBT001 - a claim and what to say otherwise
    if not holds:
        raise AssertionError(problem)
