"""Every quirk of vendors' tables as a one-defect copy of a clean row, and what is made of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from ilrsync.errors import ReadError
from ilrsync.model.check_digits import uln_from
from plugins.aptem.single import AptemWide
from tests.fixtures.reading import Read
from tests.fixtures.ten_learners import csv_text, wide, write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.model.record import Note, Record

WIDE = AptemWide()
ULN = uln_from(240_000_000 + 138)


def read(tmp_path: Path, year: str = "2627", *, encoding: str = "utf-8", **cells: str) -> Read:
    """The first of the ten learners with some cells otherwise; ``_`` in a name is a space."""
    row = wide(year)[0] | {name.replace("_", " "): cell for name, cell in cells.items()}
    path = tmp_path / "export.csv"
    path.write_text(csv_text([row]), encoding=encoding, newline="")
    return Read(year).file(WIDE, path)


def the_note(done: Read) -> Note:
    (note,) = done.notes
    assert done.remarks == []
    return note


def value(done: Read, heading: str) -> Any:
    learner = done.learners[0]
    record: Record = learner
    for part, child in (
        ("Aim 1 ", learner.LearningDelivery),
        ("EmpStat", learner.LearnerEmploymentStatus),
    ):
        if heading.startswith(part):
            record = child[0]
    return getattr(record, heading.rpartition(" ")[2])


class TestDates:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-09-01",
            "01/09/2026",
            "1/9/2026",
            "01-09-2026",
            "01.09.2026",
            "01-Sep-2026",
            "1 September 2026",
            "2026-09-01T00:00:00Z",
            "2026-09-01T00:00:00",
            "01/09/2026 00:00:00",
            "2026-09-01 00:00:00.000",
            "20260901",
            " 2026-09-01 ",
        ],
    )
    def test_ways_to_write_a_date_are_read_without_a_word(self, tmp_path: Path, text: str) -> None:
        done = read(tmp_path, Aim_1_LearnStartDate=text)
        assert value(done, "Aim 1 LearnStartDate") == dt.date(2026, 9, 1)
        assert done.rules == []

    def test_two_digit_years_are_read_by_a_pivot_and_told(self, tmp_path: Path) -> None:
        done = read(tmp_path, DateOfBirth="1/9/08", Aim_1_LearnStartDate="1/9/26")
        assert value(done, "DateOfBirth") == dt.date(2008, 9, 1)
        assert value(done, "Aim 1 LearnStartDate") == dt.date(2026, 9, 1)
        assert done.rules == ["ILRSYNC_two_digit_year"] * 2

    def test_birth_with_two_digits_is_never_in_the_future(self, tmp_path: Path) -> None:
        assert value(read(tmp_path, DateOfBirth="1/9/40"), "DateOfBirth") == dt.date(1940, 9, 1)

    def test_month_before_day_is_refused_for_the_file(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError) as refused:
            read(tmp_path, DateOfBirth="12/31/2008")
        error = refused.value
        assert (error.file, error.line, error.heading, error.got) == (
            "export.csv",
            2,
            "DateOfBirth",
            "12/31/2008",
        )
        assert error.remedy

    def test_mixed_evidence_is_refused_naming_both(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError, match=r'got "09/25/2026".*elsewhere it has "31/12/2008"'):
            read(tmp_path, DateOfBirth="31/12/2008", Aim_1_LearnStartDate="09/25/2026")

    @pytest.mark.parametrize("text", ["31/02/2026", "soon", "2026-13-01", "45901x", "99999", "1/9"])
    def test_what_is_no_date_is_refused_and_kept(self, tmp_path: Path, text: str) -> None:
        done = read(tmp_path, Aim_1_LearnStartDate=text)
        note = the_note(done)
        assert (note.kind, note.rule, note.got) == ("refusal", "ILRSYNC_not_a_date", text)
        assert done.learners[0].LearningDelivery[0].raw == {"LearnStartDate": text}

    def test_moment_that_is_another_day_here_is_refused(self, tmp_path: Path) -> None:
        done = read(tmp_path, Aim_1_LearnStartDate="2026-08-31T23:00:00Z")
        assert the_note(done).rule == "ILRSYNC_date_zone"

    def test_column_of_excel_day_numbers_is_read_and_told(self, tmp_path: Path) -> None:
        done = read(tmp_path, Aim_1_LearnStartDate="46266")
        assert value(done, "Aim 1 LearnStartDate") == dt.date(2026, 9, 1)
        assert done.rules == ["ILRSYNC_serial_date"]

    def test_day_number_among_dates_is_refused(self, tmp_path: Path) -> None:
        rows = wide("2627")
        rows[3]["Aim 1 LearnStartDate"] = "46266"
        path = tmp_path / "export.csv"
        path.write_text(csv_text(rows), encoding="utf-8", newline="")
        assert [n.rule for n in Read().file(WIDE, path).notes] == ["ILRSYNC_not_a_date"]

    @pytest.mark.parametrize(
        "text", ["01/01/1900", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z"]
    )
    def test_placeholder_dates_are_blank_and_told(self, tmp_path: Path, text: str) -> None:
        done = read(tmp_path, Aim_1_LearnActEndDate=text)
        assert value(done, "Aim 1 LearnActEndDate") is None
        assert done.rules == ["ILRSYNC_placeholder_date"]


class TestCodes:
    @pytest.mark.parametrize(
        ("heading", "text", "code"),
        [
            ("Aim 1 FundModel", "36 - Apprenticeships from 1 May 2017", 36),
            ("Aim 1 AimType", "1 \u2013 Programme aim", 1),
            ("Aim 1 ProgType", "(25) Apprenticeship standard", 25),
            ("Aim 1 FundModel", "25: 16-19 excluding apprenticeships", 25),
            ("Aim 1 AimType", "Programme Aim", 1),
            ("Aim 1 AimType", "Component learning aim within a programme", 3),
            ("Aim 1 CompStatus", "Continuing", 1),
            ("Aim 1 OutGrade", "Distinction*", "DS*"),
            ("Aim 1 ProgType", "31.0", 31),
            ("Sex", "Female", "F"),
            ("Sex", "f", "F"),
            ("Ethnicity", "White British", 31),
            ("LLDDHealthProb", "No", 2),
            ("LLDDHealthProb", "Y", 1),
        ],
    )
    def test_labels_and_words_are_read_as_their_code(
        self, tmp_path: Path, heading: str, text: str, code: object
    ) -> None:
        done = read(tmp_path, **{heading.replace(" ", "_"): text})
        assert value(done, heading) == code
        assert done.rules == []

    @pytest.mark.parametrize("yes", ["Yes", "Y", "TRUE", "1", "ticked", "checked"])
    def test_every_yes_is_one_and_blank_is_unknown(self, tmp_path: Path, yes: str) -> None:
        done = read(tmp_path, LLDDCat_1="12", PrimaryLLDD_1=yes, LLDDCat_2="4", PrimaryLLDD_2="")
        problems = done.learners[0].LLDDandHealthProblem
        assert [problem.PrimaryLLDD for problem in problems] == [1, None]
        assert done.rules == []

    @pytest.mark.parametrize(
        ("heading", "text"),
        [("Aim 1 AimType", "Kore"), ("Sex", "Unsure"), ("Aim 1 CompStatus", "Transferred")],
    )
    def test_unknown_words_are_refused_and_never_zero(
        self, tmp_path: Path, heading: str, text: str
    ) -> None:
        done = read(tmp_path, **{heading.replace(" ", "_"): text})
        assert value(done, heading) is None
        note = the_note(done)
        assert (note.kind, note.rule, note.got) == ("refusal", "ILRSYNC_unknown_word", text)
        assert note.remedy

    def test_labelled_code_outside_the_list_is_refused(self, tmp_path: Path) -> None:
        done = read(tmp_path, Aim_1_FundModel="77 - Apprenticeships")
        assert the_note(done).rule == "ILRSYNC_unknown_code"

    def test_code_with_its_label_is_read_where_its_type_has_a_column(self, tmp_path: Path) -> None:
        done = read(
            tmp_path,
            Aim_1_AFinType="TNP",
            Aim_1_AFinCode="1 - Training price",
            Aim_1_AFinAmount="500",
            Aim_1_LearnDelFAMType="LDM",
            Aim_1_LearnDelFAMCode="34 - Low wage",
        )
        aim = done.learners[0].LearningDelivery[0]
        assert aim.AppFinRecord[0].AFinCode == 1
        assert aim.LearningDeliveryFAM[1].LearnDelFAMCode == "034"

    def test_label_of_another_code_is_told(self, tmp_path: Path) -> None:
        done = read(tmp_path, Aim_1_CompStatus="1 - Withdrawn")
        assert value(done, "Aim 1 CompStatus") == 1
        assert (the_note(done).kind, the_note(done).rule) == ("remark", "ILRSYNC_code_label")

    def test_site_words_are_understood(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text(csv_text([wide("2627")[0] | {"Aim 1 CompStatus": "Live"}]), "utf-8")
        done = Read(words={"CompStatus": {"live": "1"}}).file(WIDE, path)
        assert value(done, "Aim 1 CompStatus") == 1

    @pytest.mark.parametrize("heading", ["LDM 1", "DAM"])
    def test_lost_zeros_of_monitoring_codes_are_put_back(
        self, tmp_path: Path, heading: str
    ) -> None:
        done = read(tmp_path, **{f"Aim_1_{heading}".replace(" ", "_"): "34"})
        note = the_note(done)
        assert (note.kind, note.rule, note.got, note.value) == (
            "repair",
            "ILRSYNC_code_padded",
            "34",
            "034",
        )


class TestNumbers:
    @pytest.mark.parametrize("text", ["2.40000E+09", "2.4E9", "2,4E+09"])
    def test_uln_in_scientific_form_is_refused(self, tmp_path: Path, text: str) -> None:
        done = read(tmp_path, ULN=text)
        note = the_note(done)
        assert (note.kind, note.rule) == ("refusal", "ILRSYNC_uln_scientific")
        assert note.remedy == "re-export with the column as text"
        assert done.learners[0].text("ULN") == text

    @pytest.mark.parametrize("form", ["{0}.0", "'{0}", "{0:,}"])
    def test_dressed_uln_is_repaired_when_its_check_digit_holds(
        self, tmp_path: Path, form: str
    ) -> None:
        text = form.format(ULN).replace(",", " ")
        done = read(tmp_path, ULN=text)
        assert value(done, "ULN") == ULN
        assert (the_note(done).kind, the_note(done).rule) == ("repair", "ILRSYNC_uln_padded")

    @pytest.mark.parametrize("text", [f"{(ULN or 0) + 1}.0", "123456789", "ABC"])
    def test_other_ulns_are_refused(self, tmp_path: Path, text: str) -> None:
        assert the_note(read(tmp_path, ULN=text)).rule == "ILRSYNC_uln"

    def test_temporary_ulns_are_counted(self, tmp_path: Path) -> None:
        done = read(tmp_path, ULN="9999999999")
        assert value(done, "ULN") == 9999999999
        assert done.rules == ["ILRSYNC_temporary_uln"]

    @pytest.mark.parametrize("text", ["\u00a312,000.00", "12,000", "12000.00", "\u00a3 12000"])
    def test_money_is_read_as_whole_pounds(self, tmp_path: Path, text: str) -> None:
        done = read(tmp_path, Aim_1_TNP1=text)
        assert done.learners[0].LearningDelivery[0].AppFinRecord[0].AFinAmount == 12000
        assert done.rules == []

    def test_pence_are_refused(self, tmp_path: Path) -> None:
        assert the_note(read(tmp_path, Aim_1_TNP1="12000.50")).rule == "ILRSYNC_pence"

    def test_what_is_no_number_is_refused(self, tmp_path: Path) -> None:
        assert the_note(read(tmp_path, PlanLearnHours="lots")).rule == "ILRSYNC_not_a_number"

    def test_reference_with_and_without_zeros_is_pointed_out_and_kept(self, tmp_path: Path) -> None:
        rows = wide("2627")[:2]
        rows[0]["LearnRefNumber"], rows[1]["LearnRefNumber"] = "00123", "123"
        path = tmp_path / "export.csv"
        path.write_text(csv_text(rows), encoding="utf-8", newline="")
        done = Read().file(WIDE, path)
        assert [learner.LearnRefNumber for learner in done.learners] == ["00123", "123"]
        assert [n.rule for n in done.notes] == ["ILRSYNC_reference_padded"]


class TestTexts:
    @pytest.mark.parametrize(
        ("heading", "text", "repaired", "rule"),
        [
            ("Postcode", "sw1a1aa", "SW1A 1AA", "ILRSYNC_postcode_form"),
            ("Postcode", "SW1A  1AA", "SW1A 1AA", "ILRSYNC_postcode_form"),
            ("NINumber", "AB 12 34 56 C", "AB123456C", "ILRSYNC_ni_spaces"),
            ("FamilyName", "O\u2019Neil", "O'Neil", "ILRSYNC_name_quotes"),
            ("TelNo", "02476 000 123", "02476000123", "ILRSYNC_phone_spaces"),
            ("AddLine1", "Flat 2\r\n1 Spon Street", "Flat 2, 1 Spon Street", "ILRSYNC_line_break"),
        ],
    )
    def test_safe_repairs_are_made_and_told(
        self, tmp_path: Path, heading: str, text: str, repaired: str, rule: str
    ) -> None:
        done = read(tmp_path, **{heading: text})
        assert value(done, heading) == repaired
        note = the_note(done)
        assert (note.kind, note.rule, note.got, note.value) == ("repair", rule, text, repaired)

    def test_letter_for_digit_in_a_postcode_is_only_told(self, tmp_path: Path) -> None:
        done = read(tmp_path, Postcode="CV1 OAA")
        assert value(done, "Postcode") == "CV1 OAA"
        assert (the_note(done).kind, the_note(done).rule) == ("remark", "ILRSYNC_postcode_letters")

    def test_telephone_that_lost_its_zero_is_only_told(self, tmp_path: Path) -> None:
        done = read(tmp_path, TelNo="7700900123")
        assert value(done, "TelNo") == "7700900123"
        assert the_note(done).rule == "ILRSYNC_phone_zero"

    def test_digits_in_a_name_are_refused_and_kept(self, tmp_path: Path) -> None:
        done = read(tmp_path, GivenNames="Am4ra")
        assert the_note(done).rule == "ILRSYNC_name_digits"
        assert done.learners[0].raw == {"GivenNames": "Am4ra"}

    def test_letter_lost_before_is_refused(self, tmp_path: Path) -> None:
        assert the_note(read(tmp_path, AddLine1="Caf\ufffd")).rule == "ILRSYNC_lost_letter"

    def test_long_address_is_split_at_spaces_and_nothing_is_cut(self, tmp_path: Path) -> None:
        text = "Apartment 12, The Old Watch Factory Buildings, 118 Spon Street, Coventry"
        done = read(tmp_path, AddLine1=text)
        learner = done.learners[0]
        assert learner.AddLine1 == "Apartment 12, The Old Watch Factory Buildings, 118"
        assert learner.AddLine2 == "Spon Street, Coventry"
        assert {n.rule for n in done.notes} == {"ILRSYNC_address_split"}

    def test_address_that_four_lines_do_not_hold_is_left_whole(self, tmp_path: Path) -> None:
        text = "x" * 51
        assert value(read(tmp_path, AddLine1=text), "AddLine1") == text

    @pytest.mark.parametrize("text", ["", "NULL", "-", "N/A", "#N/A", "EMPTY_STRING", "  ", "null"])
    def test_texts_for_nothing_are_blank(self, tmp_path: Path, text: str) -> None:
        done = read(tmp_path, Email=text, Aim_1_LearnActEndDate=text)
        assert value(done, "Email") is None
        assert value(done, "Aim 1 LearnActEndDate") is None
        assert done.rules == []

    def test_person_called_null_keeps_the_name(self, tmp_path: Path) -> None:
        assert value(read(tmp_path, FamilyName="Null"), "FamilyName") == "Null"

    def test_formula_that_protects_a_text_is_taken_off(self, tmp_path: Path) -> None:
        done = read(tmp_path, TelNo='="02476000123"')
        assert value(done, "TelNo") == "02476000123"
        assert done.rules == []

    @pytest.mark.parametrize("name", ["Test", "TEST LEARNER", "Dummy"])
    def test_test_people_are_listed(self, tmp_path: Path, name: str) -> None:
        note = the_note(read(tmp_path, FamilyName=name))
        assert (note.kind, note.rule) == ("remark", "ILRSYNC_test_person")


class TestHours:
    def test_planned_hours_become_records_from_2627(self, tmp_path: Path) -> None:
        done = read(tmp_path, **{"Aim_1_HRS2": "", "Aim_1_PHours": "1300"})
        (hours,) = done.learners[0].LearningDelivery[0].HRSRecord
        assert (hours.HRSType, hours.HRSCode, hours.HRSAmount) == ("HRS", 2, 1300)
        assert (the_note(done).kind, the_note(done).rule) == ("repair", "ILRSYNC_hours_to_hrs")

    def test_hours_records_become_fields_in_2526(self, tmp_path: Path) -> None:
        done = read(tmp_path, "2526", **{"Aim_1_HRS2": "1300", "Aim_1_PHours": ""})
        aim = done.learners[0].LearningDelivery[0]
        assert (aim.PHours, aim.HRSRecord) == (1300, [])
        assert (the_note(done).kind, the_note(done).rule) == ("repair", "ILRSYNC_hrs_to_hours")

    def test_two_numbers_for_one_kind_of_hours_are_refused(self, tmp_path: Path) -> None:
        done = read(tmp_path, Aim_1_PHours="1200")
        assert (the_note(done).kind, the_note(done).rule) == ("refusal", "ILRSYNC_hours_to_hrs")

    def test_hours_that_the_year_does_not_take_are_told(self, tmp_path: Path) -> None:
        done = read(tmp_path, Aim_2_PHours="40", Aim_2_ProgType="")
        assert (the_note(done).kind, the_note(done).rule) == ("remark", "ILRSYNC_hours_to_hrs")


class TestColumns:
    def test_unknown_column_is_told(self, tmp_path: Path) -> None:
        done = read(tmp_path, Mood="fine")
        assert [(r.rule, r.heading) for r in done.remarks] == [("ILRSYNC_unknown_column", "Mood")]
        assert done.remarks[0].message == '"Mood" fills no ILR field and was not read'

    def test_unknown_column_that_is_all_but_an_ilr_name_is_told_with_it(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "export.csv"
        path.write_text("LearnRefNumber,Famly Name,Aim 1 LearnAimRef\nA1,Okafor,60000001\n")
        (remark,) = Read().file(WIDE, path).remarks
        assert remark.message.endswith("was not read; did you mean FamilyName?")

    def test_no_name_is_offered_that_another_column_fills(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text(
            "LearnRefNumber,Famly Name,FamilyName,Aim 1 LearnAimRef\nA1,x,Okafor,60000001\n"
        )
        (remark,) = Read().file(WIDE, path).remarks
        assert remark.message == '"Famly Name" fills no ILR field and was not read'

    def test_column_of_another_year_is_told(self, tmp_path: Path) -> None:
        done = read(tmp_path, "2526", AgreemId_1="ABC123", EmpStat_1="10")
        assert done.rules == ["ILRSYNC_column_of_other_year"]

    def test_mapped_heading_given_twice_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text(
            "LearnRefNumber,Postcode,Postcode,Aim 1 LearnAimRef\nA1,CV1 1AA,CV2 2BB,6\n"
        )
        with pytest.raises(ReadError, match=r'line 1, "Postcode": 2 headings fill Postcode'):
            Read().file(WIDE, path)

    def test_configuration_says_which_of_two_headings_is_meant(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text(
            "LearnRefNumber,Postcode,Postcode,Aim 1 LearnAimRef\nA1,CV1 1AA,CV2 2BB,6\n"
        )
        done = Read(options={"duplicate_headings": {"Postcode": 2}}).file(WIDE, path)
        assert value(done, "Postcode") == "CV2 2BB"

    def test_unmapped_heading_given_twice_is_no_matter(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text("LearnRefNumber,Note,Note,Aim 1 LearnAimRef\nA1,x,y,60000001\n")
        assert Read().file(WIDE, path).rules == ["ILRSYNC_unknown_column"] * 2

    def test_cells_without_a_heading_are_told(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text("LearnRefNumber,,,Aim 1 LearnAimRef\nA1,x,,60000001\n")
        (remark,) = Read().file(WIDE, path).remarks
        assert (remark.rule, remark.heading) == ("ILRSYNC_no_heading", "(column 2)")

    def test_column_that_could_be_of_several_records_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text("LearnRefNumber,EII,EmpStat 1,EmpStat 2,Aim 1 LearnAimRef\nA1,8,10,11,6\n")
        done = Read().file(WIDE, path)
        assert [(r.rule, r.heading) for r in done.remarks] == [("ILRSYNC_unknown_column", "EII")]

    def test_site_alias_reaches_its_element(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text("LearnRefNumber,Home code,Aim 1 LearnAimRef\nA1,CV1 1AA,60000001\n")
        done = Read(aliases={"Postcode": ["Home Code"]}).file(WIDE, path)
        assert value(done, "Postcode") == "CV1 1AA"


class TestWorkbooks:
    def test_typed_cells_keep_their_meaning(self, tmp_path: Path) -> None:
        row: dict[str, Any] = wide("2627")[0]
        path = write_xlsx(tmp_path / "export.xlsx", [row])
        import openpyxl

        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet is not None
        at = {cell.value: place for place, cell in enumerate(sheet[1], 1)}
        sheet.cell(2, at["DateOfBirth"], dt.date(2009, 1, 3))
        sheet.cell(2, at["ULN"], float(ULN or 0))
        sheet.cell(2, at["Aim 2 LDM 1"], 34).number_format = "000"
        book.save(path)
        done = Read().file(WIDE, path)
        learner = done.learners[0]
        assert learner.DateOfBirth == dt.date(2009, 1, 3)
        assert learner.ULN == ULN
        assert learner.LearningDelivery[1].LearningDeliveryFAM[1].LearnDelFAMCode == "034"
        assert done.rules == []
