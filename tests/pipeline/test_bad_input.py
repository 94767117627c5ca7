"""Whatever is dropped into one inbox, it is named, set aside whole, and stops no other source."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from ilrsync.ledger import Ledger
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import (
    NOW,
    deliver,
    host,
    ilr,
    ilr_file,
    learners,
    references,
    site,
    tree,
)

WIDE = b"LearnRefNumber,ULN,FamilyName,Postcode,Aim 1 LearnAimRef,Aim 1 LearnStartDate"
LATIN_ONE = b"A1,1000000013,Example,QX1 1AB,60148955,"


def bomb() -> bytes:
    """A workbook of some kilobytes that would unpack to gigabytes."""
    made = io.BytesIO()
    Workbook().save(made)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/picture.bin", bytes(300_000_000))
    return made.getvalue()


def long_line() -> bytes:
    return WIDE + b"\r\nA1," + b"9" * 20_000_000


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an empty file": ("export.csv", lambda: b""),
    "nothing but spaces": ("export.csv", lambda: b"  \r\n \r\n"),
    "truncated XML": ("export.xml", lambda: ilr(learners(50))[:-2000]),
    "XML with a DTD": (
        "export.xml",
        lambda: b'<!DOCTYPE Message SYSTEM "file:///etc/passwd"><Message/>',
    ),
    "XML with entities": (
        "export.xml",
        lambda: b'<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Message>&b;</Message>',
    ),
    "a workbook that is a bomb": ("export.xlsx", bomb),
    "another provider's file": ("export.xml", lambda: ilr(learners(5), ukprn=10000099)),
    "another year's file": (
        "export.xml",
        lambda: ilr(learners(5, year="2526"), year="2526"),
    ),
    "an unknown format": ("export.csv", lambda: b"Colour,Shape\r\nred,round\r\n"),
    "a picture": ("export.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500)),
    "headings without rows": ("export.csv", lambda: WIDE + b"\r\n"),
    "two headings of one name": (
        "export.csv",
        lambda: WIDE + b",Postcode\r\n" + LATIN_ONE + b"07/09/2026,QX1 1AC\r\n",
    ),
    "dates that do not agree": (
        "export.csv",
        lambda: WIDE + b"\r\n" + LATIN_ONE + b"25/09/2026\r\n" + LATIN_ONE + b"09/25/2026\r\n",
    ),
    "one endless line": ("export.csv", long_line),
    "NUL bytes": ("export.csv", lambda: WIDE + b"\r\nA1,\x00\x00\r\n"),
    "an encrypted zip": ("export.zip", lambda: b"PK\x03\x04\x14\x00\x01\x00" + bytes(60)),
}


@pytest.mark.parametrize("what", BAD)
def test_it_is_told_and_set_aside_and_the_others_go_on(what: str, tmp_path: Path) -> None:
    name, content = BAD[what][0], BAD[what][1]()
    config = site(tmp_path, sources=("good", "bad"))
    deliver(config.folders.inbox / "good", "good.xml", ilr(learners(4)))
    deliver(config.folders.inbox / "bad", name, content)

    report = sync(config, host(), started=NOW)

    assert report.exit_code == 2
    assert any(name in problem for problem in report.problems), report.problems
    (only,) = report.returns
    assert only.folder is not None
    assert len(references(ilr_file(only.folder))) == 4
    kept = tree(config.folders.quarantine)
    assert content in kept.values()
    assert [path for path in kept if path.endswith(".why.txt")]
    with Ledger.open(config.ledger_place, readonly=True) as ledger:
        assert {one.source for one in ledger.problems()} == {"bad"}


def test_a_folder_in_place_of_a_file_is_told_and_stays(tmp_path: Path) -> None:
    config = site(tmp_path, sources=("good", "bad"))
    deliver(config.folders.inbox / "good", "good.xml", ilr(learners(4)))
    (config.folders.inbox / "bad" / "export.xml").mkdir()

    report = sync(config, host(), started=NOW)

    assert report.exit_code == 2
    assert any("export.xml" in problem for problem in report.problems)
    assert (config.folders.inbox / "bad" / "export.xml").is_dir()
