"""The ten invented learners as XML of every kind give the ILR XML that they give as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import pytest

from ilrsync.model.table import YEARS, table
from ilrsync.outputs.learner_xml import MESSAGE_END, message_start, writer
from plugins.generic_xml import GenericXml
from plugins.ilr_xml import IlrXml
from tests.benchmarks.generator import UKPRN, header
from tests.fixtures import ten_learners
from tests.formats.ilr_files import as_file, reading
from tests.plugins.test_generic_xml import as_attributes, as_elements

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ilrsync.contracts import FileRemark

Rows = list[dict[str, str]]


def nested_attributes(year: str) -> str:
    return f"<x>{''.join(as_attributes(each, year) for each in ten_learners.learners(year))}</x>"


def nested_elements(year: str) -> str:
    return f"<x>{''.join(as_elements(each, year) for each in ten_learners.learners(year))}</x>"


def row_attributes(year: str) -> str:
    rows = [
        "".join(f" {_name(key)}={quoteattr(text)}" for key, text in row.items() if text)
        for row in ten_learners.wide(year)
    ]
    return f"<root>{''.join(f'<row{row}/>' for row in rows)}</root>"


def row_elements(year: str) -> str:
    rows = [
        "".join(f"<{_name(key)}>{escape(text)}</{_name(key)}>" for key, text in row.items() if text)
        for row in ten_learners.aims(year)
    ]
    return f"<dataroot>{''.join(f'<Aims>{row}</Aims>' for row in rows)}</dataroot>"


def _name(heading: str) -> str:
    """A heading as an XML name, as Access and SQL Server write it."""
    return heading.replace(" ", "_x0020_")


def ilr(year: str) -> str:
    learners = "".join(map(writer(table(year)), ten_learners.learners(year)))
    return message_start(table(year), header(year), [], UKPRN) + learners + MESSAGE_END


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    "layout", [nested_attributes, nested_elements, row_attributes, row_elements, ilr]
)
def test_every_layout_gives_the_same_bytes(
    tmp_path: Path, layout: Callable[[str], str], year: str
) -> None:
    file = as_file(tmp_path, layout(year))
    remarks: list[FileRemark] = []
    plugin = IlrXml() if layout is ilr else GenericXml()
    assert plugin.matches(file)
    found = list(plugin.read(file, reading(remarks, year)).learners)
    write = writer(table(year))
    assert "".join(map(write, found)) == "".join(map(write, ten_learners.learners(year)))
