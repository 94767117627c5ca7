"""Every condition of the three stages, each with a file that passes and one that does not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ilrsync.outputs.placements.downloads import Registration
from ilrsync.outputs.placements.precheck import Verdict, check, check_file
from ilrsync.outputs.placements.service import BYTES_A_FILE, HEADER

if TYPE_CHECKING:
    from pathlib import Path

HEADING = ",".join(HEADER)
ONE = "1234567899,60369115,Placement completed,,"
SPECIAL = "Placement completed with special consideration"


def verdict(
    *rows: str,
    header: str = HEADING,
    name: str = "placements.csv",
    learners: dict[str, Registration] | None = None,
) -> Verdict:
    return check(name, "\r\n".join([header, *rows, ""]).encode(), learners)


def reasons(found: Verdict) -> list[tuple[int, int | None, str]]:
    return [(refusal.stage, refusal.line, refusal.reason) for refusal in found.refusals]


def cells(
    uln: str = "1234567899",
    core: str = "60369115",
    status: str = "Placement completed",
    hours: str = "",
    why: str = "",
) -> str:
    return f"{uln},{core},{status},{hours},{why}"


def special(hours: str = "120", why: str = "ML") -> str:
    return cells(status=SPECIAL, hours=hours, why=why)


def registered(uln: str = "1234567899", core: str = "60369115") -> dict[str, Registration]:
    born = dt.date(2008, 2, 5)
    found = Registration(uln, False, "Osei", "Kofi", born, "T Level", 2024, core, (), None)
    return {uln: found}


class TestFirstStage:
    @pytest.mark.parametrize("name", ["a.csv", "a.CSV", "a.b.Csv", f"{'x' * 150}.csv"])
    def test_accepted_names(self, name: str) -> None:
        assert verdict(ONE, name=name).accepted

    @pytest.mark.parametrize(
        ("name", "reason"),
        [("a.xlsx", "extension"), ("csv", "extension"), (f"{'x' * 151}.csv", "name")],
    )
    def test_refused_names(self, name: str, reason: str) -> None:
        assert reasons(verdict(ONE, name=name)) == [(1, None, reason)]

    def test_an_empty_file_is_refused(self) -> None:
        assert reasons(check("a.csv", b"")) == [(1, None, "empty")]

    def test_exactly_two_mebibytes_pass_and_one_more_does_not(self) -> None:
        start = f"{HEADING}\r\n{special(why='')}".encode()
        padded = start + b" " * (BYTES_A_FILE - len(start))
        assert all(refusal.stage > 1 for refusal in check("a.csv", padded).refusals)
        assert reasons(check("a.csv", padded + b" ")) == [(1, None, "size")]

    def test_a_huge_file_is_refused_without_reading_it(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        with path.open("wb") as file:
            file.truncate(50 * 1024**3)
        assert reasons(check_file(path)) == [(1, None, "size")]

    def test_a_thousand_records_pass_and_one_more_does_not(self) -> None:
        rows = [cells(uln=str(1_000_000_000 + number)) for number in range(1001)]
        assert verdict(*rows[:1000]).accepted
        assert reasons(verdict(*rows)) == [(1, None, "too-many-lines")]

    def test_a_thousand_records_and_an_empty_line_are_too_many_lines(self) -> None:
        rows = [cells(uln=str(1_000_000_000 + number)) for number in range(1000)]
        assert reasons(verdict(*rows, "")) == [(1, None, "too-many-lines")]

    def test_only_the_first_failure_is_told(self) -> None:
        assert reasons(check("a.txt", b"")) == [(1, None, "extension")]


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_accepted_encodings(self, encoding: str) -> None:
        assert check("a.csv", f"{HEADING}\n{ONE}\n".encode(encoding)).accepted

    @pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
    def test_accepted_line_ends(self, end: str) -> None:
        assert check("a.csv", f"{HEADING}{end}{ONE}".encode()).accepted

    def test_empty_lines_are_passed_over_also_before_the_header(self) -> None:
        found = check("a.csv", f"\n\n{HEADING}\n\n{ONE}\n\n{cells(uln='x')}\n".encode())
        assert reasons(found) == [(2, 3, "uln")]

    @pytest.mark.parametrize(
        "header",
        [
            HEADING.upper(),
            HEADING.replace(",", " , "),
            f'"{HEADING.replace(",", chr(34) + "," + chr(34))}"',
        ],
    )
    def test_accepted_headers(self, header: str) -> None:
        assert verdict(ONE, header=header).accepted

    def test_the_order_of_columns_is_free(self) -> None:
        header = ",".join(reversed(HEADER))
        assert verdict(",".join(reversed(ONE.split(","))), header=header).accepted

    @pytest.mark.parametrize(
        "header",
        [
            "ULN,Core code,Industry placement status,Industry placement hours",
            f"{HEADING},Name",
            HEADING.replace("Reason for special consideration", "Special consideration reason"),
            HEADING.replace("Core code", "ULN"),
            HEADING.replace(",", ";"),
            " ",
        ],
    )
    def test_refused_headers(self, header: str) -> None:
        assert reasons(verdict(ONE, header=header)) == [(2, None, "header")]

    @pytest.mark.parametrize(
        ("header", "said"),
        [
            (HEADING.replace(",", ";"), "semicolons"),
            (HEADING.replace(",Core code", ""), 'without "Core code"'),
            (f"{HEADING},Name", 'with another column, "Name"'),
            ("PK\x03\x04", "a workbook"),
        ],
    )
    def test_a_refused_header_says_what_is_there_instead(self, header: str, said: str) -> None:
        (refusal,) = verdict(ONE, header=header).refusals
        assert said in refusal.message

    @pytest.mark.parametrize("data", [b"\xef\xbb\xbf", b"\r\n\r\n"])
    def test_a_file_of_nothing_has_no_header(self, data: bytes) -> None:
        assert reasons(check("a.csv", data)) == [(2, None, "header")]

    def test_nothing_under_the_header_is_refused(self) -> None:
        assert reasons(verdict()) == [(2, None, "no-records")]

    @pytest.mark.parametrize("row", [f"{ONE},", ONE[:-1], " ", special(why="ML,B")])
    def test_a_wrong_number_of_cells_is_refused(self, row: str) -> None:
        assert reasons(verdict(row)) == [(2, 2, "cells")]

    def test_a_line_of_commas_only_is_a_record_and_fails(self) -> None:
        assert [reason for _, _, reason in reasons(verdict(ONE, ",,,,"))] == [
            "uln-missing",
            "core-code-missing",
            "status-missing",
        ]

    def test_a_badly_quoted_record_has_a_line_number_one_too_high(self) -> None:
        found = verdict(ONE, '1234567898,60369115,"Placement" completed,,')
        assert reasons(found) == [(2, 4, "quotes")]
        assert not found.no_report

    def test_a_whole_record_after_a_badly_quoted_one_gives_no_report(self) -> None:
        found = verdict('12"34567898,60369115,Placement completed,,', ONE)
        assert reasons(found) == [(2, 3, "quotes")]
        assert found.no_report

    def test_a_broken_record_after_a_badly_quoted_one_still_gives_a_report(self) -> None:
        assert not verdict('12"34567898,60369115,Placement completed,,', "a,b").no_report


class TestSecondStage:
    @pytest.mark.parametrize("uln", ["1234567899", "0000000001", "+123456789", " 123456789"])
    def test_accepted_ulns(self, uln: str) -> None:
        assert (2, 2, "uln") not in reasons(verdict(cells(uln=uln)))

    @pytest.mark.parametrize(
        ("uln", "reason"),
        [
            ("", "uln-missing"),
            ("          ", "uln-missing"),
            ("123456789", "uln"),
            ("12345678990", "uln"),
            ("1234567899 ", "uln"),
            ("12345 7899", "uln"),
            ("1.2345E+09", "uln"),
            ("123456789O", "uln"),
            ("١٢٣٤٥٦٧٨٩٩", "uln"),
        ],
    )
    def test_refused_ulns(self, uln: str, reason: str) -> None:
        assert reasons(verdict(cells(uln=uln))) == [(2, 2, reason)]

    @pytest.mark.parametrize("core", ["60369115", "6037066X", "6037066x", "ab cd ef"])
    def test_accepted_core_codes(self, core: str) -> None:
        assert all(stage == 3 for stage, _, _ in reasons(verdict(cells(core=core))))

    @pytest.mark.parametrize(
        ("core", "reason"),
        [
            ("", "core-code-missing"),
            ("6036911", "core-code"),
            ("603691150", "core-code"),
            ("60369115 ", "core-code"),
        ],
    )
    def test_refused_core_codes(self, core: str, reason: str) -> None:
        assert reasons(verdict(cells(core=core))) == [(2, 2, reason)]

    @pytest.mark.parametrize(
        "status",
        [
            "Placement completed",
            "PLACEMENT STILL TO BE COMPLETED",
            "placement will not be completed",
        ],
    )
    def test_accepted_statuses(self, status: str) -> None:
        assert verdict(cells(status=status)).accepted

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            ("", "status-missing"),
            ("Completed", "status"),
            ("Not completed", "status"),
            ("Placement completed ", "status"),
            ("Placement  completed", "status"),
            ("Placement\u00a0completed", "status"),
            ("Placement completed with consideration", "status"),
        ],
    )
    def test_refused_statuses(self, status: str, reason: str) -> None:
        assert reasons(verdict(cells(status=status))) == [(2, 2, reason)]

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (cells(uln="1.23E+09"), '"1.23E+09" is not ten digits: a spreadsheet has rounded it'),
            (cells(uln="123456789 0"), '"123456789 0" is not ten digits'),
            (cells(uln="1234567899 "), "a space counts as a character"),
            (cells(status="Completed"), 'has to be spelt "Placement completed"'),
            (cells(status="Placement completed "), 'has to be spelt "Placement completed"'),
            (cells(status="Done"), '"Done" is not one of Placement completed'),
            (special(why='"ML,flu"'), 'the reason "flu" is not one of ML'),
            (special(hours="1000"), 'the hours "1000" are not'),
        ],
    )
    def test_what_is_refused_is_shown_with_what_is_wanted(self, row: str, said: str) -> None:
        (refusal,) = verdict(row).refusals
        assert said in refusal.message
        assert said not in repr(refusal)

    def test_a_cell_is_shown_without_control_characters_and_not_without_end(self) -> None:
        uln, status = verdict(cells(uln="\x1b[31m", status="x" * 5000)).refusals
        assert '"\ufffd[31m"' in uln.message
        assert f'"{"x" * 60}…"' in status.message

    def test_an_empty_status_leaves_hours_and_reasons_unread(self) -> None:
        found = verdict(cells(status="", hours="x", why='"ML,ML"'))
        assert reasons(found) == [(2, 2, "status-missing")]

    @pytest.mark.parametrize("hours", ["1", "999", "007", "+12", " 12 "])
    def test_accepted_hours(self, hours: str) -> None:
        assert verdict(special(hours=hours)).accepted

    @pytest.mark.parametrize(
        ("hours", "reason"),
        [
            ("", "hours-missing"),
            (" ", "hours-missing"),
            ("0", "hours"),
            ("1000", "hours"),
            ("-5", "hours"),
            ("12.0", "hours"),
            ("twelve", "hours"),
            ("99999999999999999999", "hours"),
        ],
    )
    def test_refused_hours(self, hours: str, reason: str) -> None:
        assert reasons(verdict(special(hours=hours))) == [(2, 2, reason)]

    @pytest.mark.parametrize(
        "status", ["Placement completed", "Placement still to be completed", "Finished"]
    )
    def test_hours_and_reasons_go_only_with_special_consideration(self, status: str) -> None:
        found = reasons(verdict(cells(status=status, hours="315", why="B")))
        assert [one for one in found if one[2] != "status"] == [
            (2, 2, "hours-unwanted"),
            (2, 2, "reasons-unwanted"),
        ]

    @pytest.mark.parametrize(
        "why",
        ["ML", "ml", " B ", '"ML,B"', '"ML, B  "', '"""ML,B"""', '"ML,ml"', "C", '"A,U,W,T,D,MF"'],
    )
    def test_accepted_reasons(self, why: str) -> None:
        assert verdict(special(why=why)).accepted

    @pytest.mark.parametrize(
        ("why", "expected"),
        [
            ("", ["reasons-missing"]),
            ('""', ["reasons-missing"]),
            ("Bereavement", ["reasons"]),
            ('"ML;B"', ["reasons"]),
            ('"ML,"', ["reasons-missing", "reasons"]),
            ('"ML,X"', ["reasons"]),
            ('"ML,ML"', ["reasons-repeated"]),
            ('"ML, ML"', ["reasons-repeated"]),
        ],
    )
    def test_refused_reasons(self, why: str, expected: list[str]) -> None:
        assert reasons(verdict(special(why=why))) == [(2, 2, reason) for reason in expected]

    def test_repeated_reasons_are_refused_with_any_status(self) -> None:
        assert reasons(verdict(cells(why='"B,B"'))) == [
            (2, 2, "reasons-unwanted"),
            (2, 2, "reasons-repeated"),
        ]

    def test_a_uln_may_stand_once(self) -> None:
        assert verdict(ONE, cells(uln="1234567898")).accepted
        assert reasons(verdict(ONE, ONE)) == [(2, 2, "duplicate"), (2, 3, "duplicate")]

    def test_ulns_are_compared_as_numbers_and_count_in_refused_records(self) -> None:
        found = reasons(verdict(cells(uln="0123456789"), cells(uln="123456789")))
        assert found == [(2, 2, "duplicate"), (2, 3, "uln"), (2, 3, "duplicate")]

    def test_zero_and_what_is_no_number_are_no_duplicates(self) -> None:
        rows = [cells(uln="0000000000")] * 2 + [cells(uln="ABCDEFGHIJ")] * 2
        assert all(reason != "duplicate" for _, _, reason in reasons(verdict(*rows)))

    def test_the_report_has_the_uln_without_leading_zeros_or_none(self) -> None:
        found = verdict(cells(uln="000123"), cells(uln="x"))
        assert [refusal.uln for refusal in found.refusals] == ["123", ""]

    def test_a_record_may_be_refused_for_several_reasons(self) -> None:
        assert len(verdict(cells(uln="1", core="2", status="3", hours="4", why="5")).refusals) == 5


class TestThirdStage:
    def test_a_registered_learner_with_that_core_code_is_accepted(self) -> None:
        found = verdict(ONE, learners=registered())
        assert found.accepted
        assert not found.not_checked

    def test_letter_case_of_the_core_code_is_ignored(self) -> None:
        row = cells(core="6037066x")
        assert verdict(row, learners=registered(core="6037066X")).accepted

    def test_an_unregistered_learner_is_refused(self) -> None:
        found = verdict(ONE, learners=registered(uln="9876543210"))
        assert reasons(found) == [(3, 2, "uln-unknown")]
        assert "withdrawn" in found.refusals[0].message

    def test_another_core_code_is_refused(self) -> None:
        found = verdict(ONE, learners=registered(core="60369176"))
        assert reasons(found) == [(3, 2, "core-code-differs")]

    @pytest.mark.parametrize(
        ("given", "registered_core", "named"),
        [("60369115", "61057800", "second generation"), ("61057800", "60369115", "first gener")],
    )
    def test_the_other_generation_is_named(
        self, given: str, registered_core: str, named: str
    ) -> None:
        found = verdict(cells(core=given), learners=registered(core=registered_core))
        assert named in found.refusals[0].message

    def test_a_uln_with_a_sign_matches_nobody(self) -> None:
        assert reasons(verdict(cells(uln="+123456789"))) == [(3, 2, "uln-unknown")]

    def test_without_the_learner_list_it_is_said_that_nobody_was_looked_up(self) -> None:
        found = verdict(ONE)
        assert found.accepted
        assert "registrations_data.csv" in found.not_checked[0]

    def test_without_the_learner_list_a_code_of_no_t_level_is_refused(self) -> None:
        assert reasons(verdict(cells(core="60000000"))) == [(3, 2, "core-code-unknown")]

    def test_records_refused_before_are_not_looked_up(self) -> None:
        found = verdict(cells(uln="1"), ONE, learners=registered(uln="9876543210"))
        assert reasons(found) == [(2, 2, "uln"), (3, 3, "uln-unknown")]
