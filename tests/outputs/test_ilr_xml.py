from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import OutputError
from ilrsync.model.finding import HeldOut
from ilrsync.model.table import table
from ilrsync.outputs.ilr_xml import IlrXml
from ilrsync.outputs.learner_xml import MESSAGE_END, message_start
from tests.outputs.builders import MemoryResult, header, t_level

if TYPE_CHECKING:
    from pathlib import Path

HELD = HeldOut("TL0009", "Learner[8]", "Sex is missing")


def test_the_name_has_provider_year_and_the_start_on_the_uk_clock(tmp_path: Path) -> None:
    (path,) = IlrXml().write(MemoryResult(records=[t_level()]), [], tmp_path, {})
    assert path == tmp_path / "ILR-10000001-2526-20260520-020000-01.XML"


def test_a_winter_start_has_the_winter_hour(tmp_path: Path) -> None:
    started = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)
    result = MemoryResult(records=[t_level()], started=started, table=table("2627"))
    (path,) = IlrXml().write(result, [], tmp_path, {})
    assert path.name == "ILR-10000001-2627-20261121-020000-01.XML"


def test_the_file_is_the_start_the_learners_and_the_end(tmp_path: Path) -> None:
    result = MemoryResult(records=[t_level(1), t_level(2)])
    (path,) = IlrXml().write(result, [], tmp_path, {})
    year = result.table
    learners = b"".join(result.learner_xml())
    start = message_start(year, header(year), (), result.ukprn).encode()
    assert path.read_bytes() == start + learners + MESSAGE_END.encode()


def test_equal_results_give_equal_bytes(tmp_path: Path) -> None:
    files = [
        IlrXml().write(MemoryResult(records=[t_level()]), [], tmp_path / name, {})[0]
        for name in "ab"
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_no_learner_fit_for_the_file_gives_no_file_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="none of the 1 learners"):
        IlrXml().write(MemoryResult(held_out=[HELD]), [], tmp_path, {})
    assert not list(tmp_path.iterdir())


def test_stop_writes_nothing_when_a_learner_is_held_out(tmp_path: Path) -> None:
    result = MemoryResult(records=[t_level()], held_out=[HELD])
    with pytest.raises(OutputError, match='on_invalid is "stop"'):
        IlrXml().write(result, [], tmp_path, {"on_invalid": "stop"})
    assert not list(tmp_path.iterdir())


def test_hold_out_writes_the_others(tmp_path: Path) -> None:
    result = MemoryResult(records=[t_level()], held_out=[HELD])
    assert IlrXml().write(result, [], tmp_path, {"on_invalid": "hold-out"})


def test_a_misspelt_choice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match='got "holdout"'):
        IlrXml().write(MemoryResult(records=[t_level()]), [], tmp_path, {"on_invalid": "holdout"})


def test_files_without_a_learner_give_no_file_and_say_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="hold no learner"):
        IlrXml().write(MemoryResult(), [], tmp_path, {})
    assert not list(tmp_path.iterdir())
