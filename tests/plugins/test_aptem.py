from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

from ilrsync.errors import ReadError
from ilrsync.model.finding import Severity
from ilrsync.model.table import table
from ilrsync.outputs.learner_xml import writer
from ilrsync.sdk.testing import plugin_tests
from plugins.aptem import ilrsync_formats
from plugins.aptem.single import AptemAims, AptemWide
from plugins.aptem.tables import AptemSet
from plugins.generic_xml import GenericXml
from plugins.ilr_xml import IlrXml
from tests.fixtures import ten_learners as ten
from tests.fixtures.reading import Read, local
from tests.formats.ilr_files import HEADER, PROVIDER, message

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.contracts import Format

TestAptem = plugin_tests("plugins/aptem")

WIDE, AIMS, SET = AptemWide(), AptemAims(), AptemSet()
YEARS = pytest.mark.parametrize("year", ["2526", "2627"])


def xml_of(read: Read) -> str:
    write = writer(read.reading.table)
    return "".join(map(write, read.learners))


def wanted(year: str) -> str:
    return "".join(map(writer(table(year)), ten.learners(year)))


def set_of(folder: Path, year: str, *, workbooks: bool = False) -> dict[str, Path]:
    paths = {}
    for part, rows in ten.related(year).items():
        if workbooks:
            paths[part] = ten.write_xlsx(folder / f"{part}.xlsx", rows, ["AimSeqNumber"])
        else:
            paths[part] = ten.write_csv(folder / f"{part}.csv", rows)
    return paths


class TestTenLearners:
    @YEARS
    def test_wide_table_gives_the_same_xml(self, tmp_path: Path, year: str) -> None:
        read = Read(year).file(WIDE, ten.write_csv(tmp_path / "w.csv", ten.wide(year)))
        assert xml_of(read) == wanted(year)
        assert read.rules == []

    @YEARS
    def test_wide_workbook_gives_the_same_xml(self, tmp_path: Path, year: str) -> None:
        typed = ["ULN", "Ethnicity", "Aim 1 FundModel", "PlanLearnHours"]
        path = ten.write_xlsx(tmp_path / "w.xlsx", ten.wide(year), typed)
        read = Read(year).file(WIDE, path)
        assert xml_of(read) == wanted(year)
        assert read.rules == []

    @YEARS
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_table_of_aims_gives_the_same_xml(self, tmp_path: Path, year: str, kind: str) -> None:
        rows = ten.aims(year)
        path = tmp_path / f"a.{kind}"
        ten.write_csv(path, rows) if kind == "csv" else ten.write_xlsx(path, rows)
        read = Read(year).file(AIMS, path)
        assert xml_of(read) == wanted(year)
        assert read.rules == []

    @YEARS
    @pytest.mark.parametrize("workbooks", [False, True])
    def test_set_gives_the_same_xml(self, tmp_path: Path, year: str, workbooks: bool) -> None:
        read = Read(year).parts(SET, set_of(tmp_path, year, workbooks=workbooks))
        assert xml_of(read) == wanted(year)
        assert read.rules == []

    @YEARS
    def test_ilr_xml_gives_the_same_xml(self, tmp_path: Path, year: str) -> None:
        front = HEADER.replace("2627", year) + PROVIDER
        text = message(wanted(year), namespace=table(year).namespace, front=front)
        path = tmp_path / "ILR.xml"
        path.write_text(text, encoding="utf-8", newline="")
        assert xml_of(Read(year).file(IlrXml(), path)) == wanted(year)

    @YEARS
    def test_flat_xml_records_give_the_same_xml(self, tmp_path: Path, year: str) -> None:
        records = "".join(
            "<Record>"
            + "".join(
                f"<{name}>{escape(cell)}</{name}>"
                for heading, cell in row.items()
                for name in [heading.replace(" ", ".")]
            )
            + "</Record>"
            for row in ten.wide(year)
        )
        path = tmp_path / "flat.xml"
        path.write_text(f"<Records>{records}</Records>", encoding="utf-8")
        assert xml_of(Read(year).file(GenericXml(), path)) == wanted(year)

    def test_rows_in_any_order_give_the_same_learners(self, tmp_path: Path) -> None:
        rows = ten.aims("2627")
        apart = rows[::2] + rows[1::2]
        read = Read().file(AIMS, ten.write_csv(tmp_path / "a.csv", apart))
        assert sorted(xml_of(read)) == sorted(wanted("2627"))
        assert len(read.learners) == 10


class TestRecognition:
    def test_each_layout_is_claimed_by_one_format(self, tmp_path: Path) -> None:
        paths = {
            "aptem-wide": [ten.write_csv(tmp_path / "export 1.csv", ten.wide("2627"))],
            "aptem-aims": [ten.write_csv(tmp_path / "export 2.csv", ten.aims("2627"))],
            "aptem-set": list(set_of(tmp_path, "2627").values()),
        }
        for name, files in paths.items():
            for path in files:
                claims = [known.name for known in formats() if known.matches(local(path))]
                assert claims == [name], path.name

    def test_parts_are_told_by_headings_and_not_by_file_name(self, tmp_path: Path) -> None:
        paths = set_of(tmp_path, "2627")
        renamed = {
            part: path.rename(path.with_name(f"{at}.csv"))
            for at, (part, path) in enumerate(paths.items())
        }
        assert {part: SET.part(local(path)) for part, path in renamed.items()} == {
            p: p for p in paths
        }

    def test_another_vendors_headings_are_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "acme.csv"
        path.write_text("Student Ref,DOB,Aim Code,Start Date\nA1,01/02/2008,60144444,01/09/2026\n")
        assert not any(known.matches(local(path)) for known in formats())


class TestWide:
    def test_two_rows_with_one_reference_stay_two_records(self, tmp_path: Path) -> None:
        rows = ten.wide("2627")[:1] * 2
        read = Read().file(WIDE, ten.write_csv(tmp_path / "w.csv", rows))
        assert [learner.LearnRefNumber for learner in read.learners] == ["TEN000", "TEN000"]

    def test_gaps_between_aims_are_closed(self, tmp_path: Path) -> None:
        row = {
            "LearnRefNumber": "A1",
            "Aim 1 LearnAimRef": "",
            "Aim 2 LearnAimRef": "60000001",
            "Aim 3 LearnAimRef": "",
            "Aim 12 LearnAimRef": "60000002",
        }
        (learner,) = Read().file(WIDE, ten.write_csv(tmp_path / "w.csv", [row])).learners
        assert [(a.AimSeqNumber, a.LearnAimRef) for a in learner.LearningDelivery] == [
            (1, "60000001"),
            (2, "60000002"),
        ]

    def test_aim_without_reference_is_left_out_and_told(self, tmp_path: Path) -> None:
        row = {
            "LearnRefNumber": "A1",
            "Aim 1 LearnAimRef": "60000001",
            "Aim 2 LearnAimRef": "",
            "Aim 2 SOF": "105",
        }
        read = Read().file(WIDE, ten.write_csv(tmp_path / "w.csv", [row]))
        assert len(read.learners[0].LearningDelivery) == 1
        assert read.rules == ["ILRSYNC_aim_left_out"]

    @pytest.mark.parametrize(
        "heading",
        [
            "AIM 1 Start Date",
            "Start date (aim 1)",
            "LearnStartDate_1",
            "Aim1.LearnStartDate",
            "AIMSTART_1",
            " aim 1  learnstartdate ",
        ],
    )
    def test_spellings_of_a_heading_reach_the_same_element(
        self, tmp_path: Path, heading: str
    ) -> None:
        row = {"LearnRefNumber": "A1", "Aim 1 LearnAimRef": "60000001", heading: "01/09/2026"}
        (learner,) = Read().file(WIDE, ten.write_csv(tmp_path / "w.csv", [row])).learners
        aim = learner.LearningDelivery[0]
        assert str(aim.LearnStartDate) == "2026-09-01"
        assert aim.origin is not None
        assert aim.origin.heading("LearnStartDate") == heading

    def test_every_record_says_where_it_stood(self, tmp_path: Path) -> None:
        (learner, *_) = (
            Read().file(WIDE, ten.write_csv(tmp_path / "w.csv", ten.wide("2627"))).learners
        )
        fam = learner.LearningDelivery[1].LearningDeliveryFAM[2]
        assert fam.origin is not None
        assert fam.origin[:2] == ("w.csv", 2)
        assert fam.origin.heading("LearnDelFAMCode") == "Aim 2 LDM 2"


def aim_row(**cells: str) -> dict[str, str]:
    return {
        "LearnRefNumber": "A1",
        "ULN": "",
        "LearnerId": "",
        "LastName": "Evans",
        "UserProgram_Status": "Active",
        "AimSeqNumber": "1",
        "LearnAimRef": "60000001",
        "LearnStartDate": "2026-09-01",
        "LDM": "",
        "UpdatedDate": "2026-09-01T08:00:00Z",
    } | cells


class TestAims:
    def read(self, tmp_path: Path, *rows: dict[str, str]) -> Read:
        return Read().file(AIMS, ten.write_csv(tmp_path / "a.csv", list(rows)))

    def test_newest_row_is_believed_and_the_other_value_told(self, tmp_path: Path) -> None:
        read = self.read(
            tmp_path,
            aim_row(),
            aim_row(AimSeqNumber="2", LastName="Evans-Hughes", UpdatedDate="03/10/2026 10:00"),
        )
        assert [learner.FamilyName for learner in read.learners] == ["Evans-Hughes"]
        (note,) = read.notes
        assert (note.rule, note.got, note.origin and note.origin.line) == (
            "ILRSYNC_rows_disagree",
            "Evans",
            2,
        )

    def test_cells_blank_in_different_ways_do_not_disagree(self, tmp_path: Path) -> None:
        read = self.read(tmp_path, aim_row(ULN=" "), aim_row(AimSeqNumber="2"))
        assert read.rules == []

    def test_blank_cell_of_the_newest_row_takes_nothing_away(self, tmp_path: Path) -> None:
        newest = aim_row(AimSeqNumber="2", LastName="", UpdatedDate="2026-10-03T10:00:00Z")
        read = self.read(tmp_path, aim_row(), newest)
        assert read.learners[0].FamilyName == "Evans"

    def test_repeated_aim_numbers_are_renumbered_by_start_date(self, tmp_path: Path) -> None:
        read = self.read(
            tmp_path,
            aim_row(LearnAimRef="60000002", LearnStartDate="2026-11-01"),
            aim_row(LearnAimRef="60000001"),
        )
        aims = read.learners[0].LearningDelivery
        assert [(a.AimSeqNumber, a.LearnAimRef) for a in aims] == [(1, "60000001"), (2, "60000002")]
        assert [n.rule for n in read.notes] == ["ILRSYNC_aim_renumbered"]

    def test_several_codes_of_one_cell_become_records(self, tmp_path: Path) -> None:
        read = self.read(tmp_path, aim_row(LDM="034;363"))
        fams = read.learners[0].LearningDelivery[0].LearningDeliveryFAM
        assert [(f.LearnDelFAMType, f.LearnDelFAMCode) for f in fams] == [
            ("LDM", "034"),
            ("LDM", "363"),
        ]

    @pytest.mark.parametrize("state", ["NonStarter", "ReadyToEnrol", "Ready to enrol"])
    def test_people_not_enrolled_are_withheld_and_told(self, tmp_path: Path, state: str) -> None:
        read = self.read(
            tmp_path, aim_row(), aim_row(LearnRefNumber="B2", UserProgram_Status=state)
        )
        assert [learner.LearnRefNumber for learner in read.learners] == ["A1"]
        (remark,) = read.remarks
        assert (remark.rule, remark.line) == ("ILRSYNC_not_enrolled", 3)

    @pytest.mark.parametrize("state", ["Withdrawn", "OnBreak", "EnteredEpa"])
    def test_programme_states_say_nothing_of_completion(self, tmp_path: Path, state: str) -> None:
        read = self.read(tmp_path, aim_row(UserProgram_Status=state))
        assert read.learners[0].LearningDelivery[0].CompStatus is None

    def test_rows_without_reference_are_grouped_otherwise_and_told(self, tmp_path: Path) -> None:
        read = self.read(
            tmp_path,
            aim_row(LearnRefNumber="", LearnerId="7"),
            aim_row(LearnRefNumber="", LearnerId="7", AimSeqNumber="2"),
            aim_row(LearnRefNumber="", LearnerId="8"),
        )
        assert [len(learner.LearningDelivery) for learner in read.learners] == [2, 1]
        assert [r.rule for r in read.remarks] == ["ILRSYNC_grouped_by"]

    def test_row_of_nobody_is_refused_by_line(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError, match=r"a\.csv line 2: the row does not say whose aim it is"):
            self.read(tmp_path, aim_row(LearnRefNumber=""))


class TestSet:
    def test_row_of_an_unknown_learner_is_an_error_with_file_and_line(self, tmp_path: Path) -> None:
        paths = set_of(tmp_path, "2627")
        width = len(ten.headings(ten.related("2627")["Aims"]))
        with paths["Aims"].open("a", encoding="utf-8") as file:
            file.write("GHOST" + "," * (width - 1) + "\n")
        read = Read().parts(SET, paths)
        assert xml_of(read) == wanted("2627")
        (remark,) = read.remarks
        lines = len(paths["Aims"].read_text("utf-8").splitlines())
        assert (remark.rule, remark.file, remark.line, remark.severity) == (
            "ILRSYNC_row_without_learner",
            "Aims.csv",
            lines,
            Severity.ERROR,
        )

    def test_row_of_an_unknown_aim_is_an_error_with_file_and_line(self, tmp_path: Path) -> None:
        paths = set_of(tmp_path, "2627")
        text = paths["Hours"].read_text("utf-8").replace("TEN000,1,", "TEN000,9,")
        paths["Hours"].write_text(text, encoding="utf-8")
        (note,) = Read().parts(SET, paths).notes
        assert (note.kind, note.rule, note.got) == ("refusal", "ILRSYNC_row_without_aim", "9")
        assert note.origin is not None
        assert note.origin[:2] == ("Hours.csv", 2)

    @pytest.mark.parametrize("part", ["Learners", "Aims"])
    def test_incomplete_set_is_refused(self, tmp_path: Path, part: str) -> None:
        paths = set_of(tmp_path, "2627")
        del paths[part]
        with pytest.raises(ReadError, match=f"the set has no {part} table"):
            Read().parts(SET, paths)

    def test_people_not_enrolled_take_their_rows_with_them(self, tmp_path: Path) -> None:
        tables = ten.related("2627")
        for row in tables["Learners"]:
            gone = row["LearnRefNumber"] == "TEN002"
            row["UserProgram_Status"] = "NonStarter" if gone else "Active"
        paths = {p: ten.write_csv(tmp_path / f"{p}.csv", rows) for p, rows in tables.items()}
        read = Read().parts(SET, paths)
        assert len(read.learners) == 9
        assert read.rules == ["ILRSYNC_not_enrolled"]

    def test_aims_not_enrolled_on_take_their_rows_with_them(self, tmp_path: Path) -> None:
        tables = ten.related("2627")
        for row in tables["Aims"]:
            row["UserProgram_Status"] = (
                "ReadyToEnrol"
                if row["LearnRefNumber"] in ("TEN000", "TEN003") and row["AimSeqNumber"] == "1"
                else ""
            )
        paths = {p: ten.write_csv(tmp_path / f"{p}.csv", rows) for p, rows in tables.items()}
        read = Read().parts(SET, paths)
        references = [learner.LearnRefNumber for learner in read.learners]
        assert "TEN003" not in references
        assert len(read.learners[0].LearningDelivery) == 3
        assert read.rules == ["ILRSYNC_not_enrolled"]

    def test_row_that_two_aims_claim_goes_to_neither(self, tmp_path: Path) -> None:
        tables = ten.related("2627")
        for row in tables["Aims"]:
            row["AimSeqNumber"] = "1"
        tables = {part: tables[part] for part in ("Learners", "Aims", "Hours")}
        paths = {p: ten.write_csv(tmp_path / f"{p}.csv", rows) for p, rows in tables.items()}
        read = Read().parts(SET, paths)
        assert not any(aim.HRSRecord for aim in read.learners[0].LearningDelivery)
        assert "ILRSYNC_ambiguous_aim" in read.rules

    def test_codes_lose_no_zero_when_their_type_has_a_column(self, tmp_path: Path) -> None:
        paths = set_of(tmp_path, "2627")
        text = paths["AimFAMs"].read_text("utf-8").replace("LDM,034", "LDM,34")
        paths["AimFAMs"].write_text(text, encoding="utf-8")
        read = Read().parts(SET, paths)
        assert xml_of(read) == wanted("2627")
        assert set(read.rules) == {"ILRSYNC_code_padded"}

    def test_hours_need_no_type(self, tmp_path: Path) -> None:
        tables = ten.related("2627")
        for row in tables["Hours"]:
            del row["HRSType"]
        paths = {p: ten.write_csv(tmp_path / f"{p}.csv", rows) for p, rows in tables.items()}
        assert xml_of(Read().parts(SET, paths)) == wanted("2627")

    def test_placements_are_passed_on_for_the_results_sheet(self, tmp_path: Path) -> None:
        paths = set_of(tmp_path, "2627")
        paths["Placements"] = tmp_path / "Placements.csv"
        paths["Placements"].write_text(
            "ULN,CoreCode,IPStatus,IPHours,SpecialConsiderationReason\n"
            "2400000013,60358294,Completed,320,\n"
        )
        (row,) = Read().parts(SET, paths).delivery.placements
        assert (row.ULN, row.CoreCode, row.IPStatus, row.IPHours) == (
            "2400000013",
            "60358294",
            "Completed",
            "320",
        )
        assert row.origin is not None
        assert row.origin.line == 2

    def test_destinations_are_told_not_to_be_returned(self, tmp_path: Path) -> None:
        paths = set_of(tmp_path, "2627")
        paths["Destinations"] = tmp_path / "Destinations.csv"
        paths["Destinations"].write_text("LearnRefNumber,OutType,OutCode\nTEN000,EMP,1\n")
        assert Read().parts(SET, paths).rules == ["ILRSYNC_not_returned"]


def formats() -> list[Format]:
    return ilrsync_formats()
