from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.errors import IlrsyncError, ReadError
from ilrsync.outputs.learner_xml import writer
from plugins.aptem.single import AptemWide
from tests.fixtures import ten_learners as ten
from tests.fixtures.reading import Read
from tests.formats.table_garbage import ODD_CELLS, damaged, formats, read_all

if TYPE_CHECKING:
    from pathlib import Path

TYPED = {
    "DateOfBirth": "DateOfBirth",
    "Ethnicity": "Ethnicity",
    "ULN": "ULN",
    "PlanLearnHours": "PlanLearnHours",
    "Sex": "Sex",
    "LLDDHealthProb": "LLDDHealthProb",
}
BLANK = {"", "null", "-", "n/a", "#n/a", "empty_string"}
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_tables_give_learners_or_our_own_errors(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - repeatable
    path = tmp_path / "export.dat"
    path.write_bytes(damaged(random))
    for known in formats():
        try:
            read = read_all(known, path, random.choice(["2526", "2627"]))
        except IlrsyncError:
            continue
        for learner in read.learners if read else ():
            assert read is not None
            writer(read.reading.table)(learner)


@settings(max_examples=120, deadline=None)
@given(heading=st.sampled_from(sorted(TYPED)), text=st.sampled_from(ODD_CELLS) | TEXTS)
def test_filled_cell_gives_a_value_or_is_told(
    tmp_path_factory: pytest.TempPathFactory, heading: str, text: str
) -> None:
    row = ten.wide("2627")[0] | {heading: text}
    path = ten.write_csv(tmp_path_factory.mktemp("cells") / "w.csv", [row])
    try:
        read = Read().file(AptemWide(), path)
    except ReadError as error:  # the whole file is refused for a month before a day, and says where
        if error.got != text:
            raise
        return
    learner = read.learners[0]
    if getattr(learner, TYPED[heading]) is None and text.strip().casefold() not in BLANK:
        assert read.rules
        for note in read.notes:
            assert note.got == text
            assert learner.text(TYPED[heading]) == text
