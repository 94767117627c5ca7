from __future__ import annotations

import csv as standard
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilrsync.errors import ReadError
from ilrsync.formats import csv
from ilrsync.formats.tables import headings, open_table

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.contracts import FileRemark

HEAD = "LearnRefNumber,ULN,FamilyName,Postcode,LearnAimRef"
ROW = "A1,2400000013,Evans,CV1 1AA,60000001"


def table(
    tmp_path: Path, content: str | bytes
) -> tuple[list[tuple[int, list[str]]], list[FileRemark]]:
    """Rows and remarks of a CSV file with that content."""
    path = tmp_path / "export.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    remarks: list[FileRemark] = []
    found = open_table(path, "export.csv", remarks.append)
    return list(found.rows(remarks.append)), remarks


def refused(tmp_path: Path, content: str | bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        table(tmp_path, content)
    assert caught.value.file == "export.csv"
    return caught.value


class TestEncoding:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
    def test_unicode_is_read_without_a_word(self, tmp_path: Path, encoding: str) -> None:
        content = f"{HEAD}\n{ROW.replace('Evans', 'Núñez')}\n"
        if encoding == "utf-16-be":
            content = "\ufeff" + content
        rows, remarks = table(tmp_path, content.encode(encoding))
        assert rows[0][1][2] == "Núñez"
        assert remarks == []

    def test_windows_letters_are_read_and_told(self, tmp_path: Path) -> None:
        curly = "O\u2019Núñez"
        content = f"{HEAD}\n{ROW.replace('Evans', curly)}\n".encode("cp1252")
        assert b"\x92" in content
        rows, remarks = table(tmp_path, content)
        assert rows[0][1][2] == "O\u2019Núñez"
        assert [r.rule for r in remarks] == ["ILRSYNC_encoding"]

    def test_what_is_neither_is_refused(self, tmp_path: Path) -> None:
        error = refused(tmp_path, HEAD.encode() + b"\n\x81\x8d,\xff\n")
        assert error.wanted == "UTF-8 or CP1252"

    def test_byte_order_mark_is_no_part_of_the_first_heading(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_bytes(b"\xef\xbb\xbfLearnRefNumber,ULN\r\nA1,1\r\n")
        assert headings(path, path.name) == ["LearnRefNumber", "ULN"]


class TestLayout:
    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_separator_is_told_by_the_headings(self, tmp_path: Path, mark: str) -> None:
        rows, remarks = table(tmp_path, f"{HEAD}\n{ROW}\n".replace(",", mark))
        assert rows == [(2, ROW.split(","))]
        assert remarks == []

    def test_quoted_headings_with_semicolons_are_read(self, tmp_path: Path) -> None:
        head = ";".join(f'"{name}"' for name in HEAD.split(","))
        assert table(tmp_path, f"{head}\n{ROW.replace(',', ';')}\n")[0] == [(2, ROW.split(","))]

    def test_banner_rows_are_left_out_and_told(self, tmp_path: Path) -> None:
        rows, remarks = table(tmp_path, f"ILR export\nRun on,01/10/2026\n\n{HEAD}\n{ROW}\n")
        assert rows == [(5, ROW.split(","))]
        assert [r.rule for r in remarks] == ["ILRSYNC_banner_rows"]

    @pytest.mark.parametrize(
        "total",
        [
            "Total,,,,1",
            ",,,,1",
            "Grand total,1",
            "Totals:,,,,",
            "subtotal,,,,1",
            "SUM,,,,2",
            "count,,,,3",
            "\u017fum,,,,4",
        ],
    )
    def test_totals_row_is_left_out_and_told(self, tmp_path: Path, total: str) -> None:
        if total.startswith(",,"):  # only a wide row can be told from a poor one
            head, row = HEAD + ",x" * 15, ROW + "," * 15
            rows, remarks = table(tmp_path, f"{head}\n{row}\n{total}{',' * 15}\n")
        else:
            rows, remarks = table(tmp_path, f"{HEAD}\n{ROW}\n{total}\n")
        assert len(rows) == 1
        assert [(r.rule, r.line) for r in remarks] == [("ILRSYNC_totals_row", 3)]

    def test_learner_called_total_is_no_total(self, tmp_path: Path) -> None:
        row = ROW.replace("A1", "Total1")
        assert len(table(tmp_path, f"{HEAD}\n{row}\n")[0]) == 1

    def test_blank_rows_are_nothing(self, tmp_path: Path) -> None:
        rows, _ = table(tmp_path, f"{HEAD}\n\n,,,,\n{ROW}\n  ,,,,\n")
        assert [line for line, _ in rows] == [4]


class TestRows:
    def test_lines_are_true_after_a_cell_with_line_breaks(self, tmp_path: Path) -> None:
        wrapped = ROW.replace("Evans", '"Ev\r\n\r\nans"')
        rows, _ = table(tmp_path, f"{HEAD}\r\n{wrapped}\r\n{ROW}\r\n")
        assert [line for line, _ in rows] == [2, 5]
        assert rows[0][1][2] == "Ev\r\n\r\nans"

    def test_short_row_is_refused_by_line(self, tmp_path: Path) -> None:
        error = refused(tmp_path, f"{HEAD}\n{ROW}\nB2,2400000013,Li\n")
        assert (error.line, error.got) == (3, "3 cells")

    def test_long_row_is_refused_by_line(self, tmp_path: Path) -> None:
        error = refused(tmp_path, f"{HEAD}\n{ROW},more\n")
        assert (error.line, error.got) == (2, "6 cells")

    def test_blank_cells_beyond_the_headings_do_no_harm(self, tmp_path: Path) -> None:
        assert table(tmp_path, f"{HEAD}\n{ROW},,\n")[0] == [(2, ROW.split(","))]

    def test_unclosed_quote_is_refused_where_it_opens(self, tmp_path: Path) -> None:
        error = refused(tmp_path, f'{HEAD}\n{ROW}\nB2,"1,x\n{ROW}\n{ROW}\n')
        assert error.line == 3

    def test_text_after_a_quote_is_refused(self, tmp_path: Path) -> None:
        assert refused(tmp_path, f'{HEAD}\nA1,"1"x,Evans,CV1 1AA,6\n').line == 2

    def test_nul_is_refused_by_line(self, tmp_path: Path) -> None:
        assert refused(tmp_path, f"{HEAD}\n{ROW}\nA\0,1,x,y,z\n").line == 3

    def test_endless_field_is_refused(self, tmp_path: Path) -> None:
        assert refused(tmp_path, f"{HEAD}\nA1,{'x' * 140_000},a,b,c\n").line == 2

    def test_endless_line_is_refused_before_it_is_held(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv, "LONGEST_LINE", 50_000)
        error = refused(tmp_path, HEAD + "\n" + "x," * 60_000)
        assert "longer than 50,000" in error.problem

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
    def test_empty_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        assert refused(tmp_path, content).problem in {"the file is empty", "the file has no rows"}

    def test_headings_alone_are_a_table_without_rows(self, tmp_path: Path) -> None:
        assert table(tmp_path, f"{HEAD}\n") == ([], [])

    def test_rows_may_be_taken_twice(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text(f"{HEAD}\n{ROW}\n")
        found = open_table(path, path.name, lambda remark: None)
        assert list(found.rows(lambda remark: None)) == list(found.rows(lambda remark: None))


CELLS = st.lists(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6), min_size=5, max_size=5
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(cells=CELLS, mark=st.sampled_from(",;\t|"), ends=st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], mark: str, ends: str
) -> None:
    text = StringIO(newline="")
    writer = standard.writer(text, delimiter=mark, lineterminator=ends, quoting=standard.QUOTE_ALL)
    writer.writerow(HEAD.split(","))
    wanted = [[f"K{at}", *row[1:]] for at, row in enumerate(cells)]
    writer.writerows(wanted)
    path = tmp_path_factory.mktemp("csv") / "export.csv"
    path.write_bytes(text.getvalue().encode())
    rows = open_table(path, path.name, lambda remark: None).rows(lambda remark: None)
    assert [row for _, row in rows] == wanted


def read_by_the_reader(text: str, mark: str) -> tuple[list[tuple[int, list[str]]], int | None]:
    """What ``csv.reader`` makes of *text*: rows with their lines, and the line it refuses."""
    reader = standard.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
    found: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            if row:
                found.append((line, row))
            line = reader.line_num + 1
    except standard.Error:
        return found, line
    return found, None


PIECES = [*'ab ,;"é\u2028\x0b\x1c\x85\r\n', '"', "\n", "a,b\n", ',"a"\r\n', "x" * 140_000]


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES)), mark=st.sampled_from(",;"))
def test_rows_are_those_of_the_standard_reader(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], mark: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "export.csv"
    text = "heading\n" + "".join(pieces)
    path.write_bytes(text.encode())
    found: list[tuple[int, list[str]]] = [(1, ["heading"])]
    refused: int | None = None
    try:
        found.extend(csv.rows(path, path.name, csv.CsvLayout("utf-8", mark, (), 0, 1)))
    except ReadError as error:
        refused = error.line
    assert (found, refused) == read_by_the_reader(text, mark)
