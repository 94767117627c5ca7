from __future__ import annotations

import re
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.intake.names import safe_name, safe_suffix


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Learners.csv", "Learners.csv"),
        ("drop/Learners.csv", "Learners.csv"),
        ("..\\..\\Learners.csv", "Learners.csv"),
        ("Größe 2026.csv", "Größe 2026.csv"),
        ('a<b>c:d"e|f?g*h.csv', "a_b_c_d_e_f_g_h.csv"),
        ("CON", "_CON"),
        ("aux.csv", "_aux.csv"),
        ("Learners. ", "Learners"),
        ("..", "_"),
        ("", "_"),
        ("x" * 300 + ".csv", "x" * 96 + ".csv"),
    ],
)
def test_a_name_becomes_one_that_windows_takes(name: str, wanted: str) -> None:
    assert safe_name(name) == wanted


@given(st.text(max_size=150))
def test_no_text_gives_a_name_that_is_refused_or_leads_elsewhere(name: str) -> None:
    safe = safe_name(name)

    assert safe == PureWindowsPath(safe).name
    assert 0 < len(safe) <= 101
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', safe)
    assert safe[-1] not in ". "
    assert safe not in (".", "..")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("a.CSV", ".csv"), ("a", ""), ("a.tar.gz", ".gz"), ("a.b c", ""), ("a.?", ""), (".csv", "")],
)
def test_a_suffix_is_plain_or_none(name: str, wanted: str) -> None:
    assert safe_suffix(name) == wanted
