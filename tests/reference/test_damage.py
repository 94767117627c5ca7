"""Whatever lies in the folder, a table answers or the file is named; nothing else happens."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.reference.shelf import Shelf
from tests.reference.downloads import AIMS, lars, text

with tempfile.TemporaryDirectory() as _folder:
    WHOLE = lars(Path(_folder)).read_bytes()
LIST = b"pcds,dointr,doterm\nAB1 1AA,198001,\nAB1 1AB,198001,199606\n"


def looked(name: str, data: bytes) -> None:
    """A folder with one file is looked at, and every answer is asked for."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "reference"
        folder.mkdir()
        (folder / name).write_bytes(data)
        shelf = Shelf(folder, Path(place) / "room")
        try:
            told = shelf.ilrsync_references("2627")
            for one in told:
                table = shelf.ilrsync_lookup(one.name, "2627")
                assert table is not None or not one.name
                if table is not None:
                    table.get("LearningDelivery", "60358294")
                    table.get("Postcode", "AB1 1AA")
            assert any(one.name for one in told) or all(one.remarks for one in told)
            assert told
        finally:
            shelf.close()


def damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    """*whole* with a few bytes changed, or cut short."""
    places = st.integers(0, len(whole) - 1)

    def changed(changes: list[tuple[int, int]]) -> bytes:
        data = bytearray(whole)
        for at, value in changes:
            data[at] = value
        return bytes(data)

    values = st.tuples(places, st.integers(0, 255))
    return st.one_of(
        st.lists(values, min_size=1, max_size=6).map(changed), places.map(lambda end: whole[:end])
    )


@settings(deadline=None, max_examples=60)
@given(damaged(WHOLE))
def test_a_damaged_download_is_named_or_answers(data: bytes) -> None:
    looked("LearningDelivery_V012_CSV.Zip", data)


@settings(deadline=None, max_examples=40)
@given(st.one_of(damaged(LIST), st.binary(max_size=200)))
def test_a_damaged_list_is_named_or_answers(data: bytes) -> None:
    looked("postcodes.csv", data)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", text(AIMS).encode(), b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_zip_is_named(data: bytes) -> None:
    looked("lars.zip", data)
