from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ilrsync.errors import ConfigError, ReadError
from ilrsync.formats.mapped import DictTable, MappedFormat, learners
from ilrsync.formats.mapping import Mapping
from tests.fixtures.reading import Read, local

if TYPE_CHECKING:
    from pathlib import Path

ACME = """
[format]
name = "acme-aims"
group_by = "Student Ref"
ignore = ["Row no."]

[Learner]
LearnRefNumber = "Student Ref"
DateOfBirth = { column = "DOB", date = "%m/%d/%Y" }

[LearningDelivery]
LearnAimRef = "Aim Code"
AimType = { column = "Role", codes = { Programme = 1, Component = 3, Core = 5 } }
FundModel = { const = 25 }
OutGrade = { column = "Grade", optional = true }

[[LearningDeliveryFAM]]
LearnDelFAMType = { const = "SOF" }
LearnDelFAMCode = "Funding Source"

[[LearningDeliveryFAM]]
LearnDelFAMType = { const = "LDM" }
LearnDelFAMCode = { const = "034" }
"""
EXPORT = """Row no.,student ref,DOB,AIM CODE,Role,Funding Source
1,A1,12/31/2008,ZPROG001,Programme,107
2,B2,1/2/2009,60000003,core,105
3,A1,12/31/2008,60000001,Component,
"""


def acme(tmp_path: Path, text: str = ACME) -> MappedFormat:
    (tmp_path / "acme").mkdir(exist_ok=True)
    (tmp_path / "acme" / "mapping.toml").write_text(text, encoding="utf-8")
    return MappedFormat(tmp_path / "acme")


def export(tmp_path: Path, text: str = EXPORT) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return path


class TestAlone:
    def test_folder_with_a_mapping_is_a_format(self, tmp_path: Path) -> None:
        known, path = acme(tmp_path), export(tmp_path)
        assert (known.name, known.version) == ("acme-aims", "1")
        assert known.matches(local(path))
        done = Read().file(known, path)
        assert done.rules == []
        first, second = done.learners
        assert (first.LearnRefNumber, first.DateOfBirth) == ("A1", dt.date(2008, 12, 31))
        assert [
            (a.AimSeqNumber, a.LearnAimRef, a.AimType, a.FundModel) for a in first.LearningDelivery
        ] == [
            (1, "ZPROG001", 1, 25),
            (2, "60000001", 3, 25),
        ]
        fams = [
            [(f.LearnDelFAMType, f.LearnDelFAMCode) for f in a.LearningDeliveryFAM]
            for a in first.LearningDelivery
        ]
        assert fams == [[("SOF", "107"), ("LDM", "034")], [("LDM", "034")]]
        assert second.LearningDelivery[0].AimType == 5

    def test_records_say_line_and_vendors_heading(self, tmp_path: Path) -> None:
        done = Read().file(acme(tmp_path), export(tmp_path))
        origin = done.learners[0].LearningDelivery[1].origin
        assert origin is not None
        assert (origin.line, origin.heading("LearnAimRef")) == (4, "AIM CODE")

    def test_word_that_is_not_listed_is_refused_with_the_choices(self, tmp_path: Path) -> None:
        done = Read().file(acme(tmp_path), export(tmp_path, EXPORT.replace("core", "Kore")))
        (note,) = done.notes
        assert (note.kind, note.got, note.wanted) == (
            "refusal",
            "Kore",
            "Component, Core or Programme",
        )

    def test_date_of_another_form_is_refused(self, tmp_path: Path) -> None:
        done = Read().file(
            acme(tmp_path), export(tmp_path, EXPORT.replace("1/2/2009", "2009-01-02"))
        )
        assert [(n.rule, n.wanted) for n in done.notes] == [
            ("ILRSYNC_not_a_date", "a date written %m/%d/%Y")
        ]

    def test_file_without_a_needed_heading_is_not_claimed(self, tmp_path: Path) -> None:
        path = export(tmp_path, EXPORT.replace("Role", "Kind"))
        assert not acme(tmp_path).matches(local(path))

    def test_missing_heading_is_refused_with_near_ones(self, tmp_path: Path) -> None:
        path = export(tmp_path, EXPORT.replace("AIM CODE", "Aim Codes"))
        with pytest.raises(
            ReadError, match=r'"Aim Code": the heading for LearnAimRef.*"Aim Codes"'
        ):
            Read().file(acme(tmp_path), path)

    def test_site_alias_stands_in_for_a_heading(self, tmp_path: Path) -> None:
        path = export(tmp_path, EXPORT.replace("AIM CODE", "Qualification"))
        done = Read(aliases={"LearnAimRef": ["Qualification"]}).file(acme(tmp_path), path)
        assert done.learners[0].LearningDelivery[0].LearnAimRef == "ZPROG001"

    def test_row_of_nobody_is_refused_by_line(self, tmp_path: Path) -> None:
        path = export(tmp_path, EXPORT.replace("2,B2,", "2,,"))
        with pytest.raises(ReadError, match=r'export\.csv line 3, "student ref"'):
            Read().file(acme(tmp_path), path)

    def test_numbered_headings_make_aims(self, tmp_path: Path) -> None:
        text = """
            [format]
            name = "acme-wide"
            [Learner]
            LearnRefNumber = "Ref"
            [LearningDelivery]
            LearnAimRef = "Aim {n} Code"
            [[LearningDeliveryFAM]]
            LearnDelFAMType = { const = "SOF" }
            LearnDelFAMCode = "Aim {n} Funding"
            [[LearnerEmploymentStatus]]
            EmpStat = "Job {n}"
        """
        head = "Ref,Aim 1 Code,Aim 1 Funding,Aim 2 Code,Aim 2 Funding,Job 1,Job 2"
        rows = f"{head}\nA1,Z1,105,Z2,107,10,11\n"
        (learner,) = Read().file(acme(tmp_path, text), export(tmp_path, rows)).learners
        assert [
            (a.LearnAimRef, a.LearningDeliveryFAM[0].LearnDelFAMCode)
            for a in learner.LearningDelivery
        ] == [
            ("Z1", "105"),
            ("Z2", "107"),
        ]
        assert [s.EmpStat for s in learner.LearnerEmploymentStatus] == [10, 11]


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("group_by", "groupby", '"groupby" is no key; did you mean "group_by"?'),
            ("LearnAimRef", "LearningAimRef", 'ILR element; did you mean "LearnAimRef"'),
            (
                "[LearningDelivery]",
                "[LearningDelivry]",
                'ILR entity; did you mean "LearningDelivery"',
            ),
            ("column", "colum", '"colum" is no key; did you mean "column"?'),
            ('name = "acme-aims"', "", "a mapping needs name"),
            ("[Learner]", "[[Learner]]", "there is one table for the learner"),
            ("{ const = 25 }", '{ const = 25, column = "x" }', "either column or const"),
            ("{ const = 25 }", "25", "want a heading in quotes"),
            (
                "codes = { Programme = 1, Component = 3, Core = 5 }",
                'date = "%Y"',
                "only a date can",
            ),
            ("[format]", "[format", "the mapping cannot be read"),
            ('name = "acme-aims"', "name = 3", "[format] name: want a text in quotes"),
            ('ignore = ["Row no."]', "ignore = 3", "want a list of headings"),
            ("codes = { Programme = 1, Component = 3, Core = 5 }", "codes = 1", "want codes = {"),
        ],
    )
    def test_what_is_wrong_is_named_with_what_is_near(
        self, tmp_path: Path, old: str, new: str, message: str
    ) -> None:
        with pytest.raises(ConfigError) as caught:
            acme(tmp_path, ACME.replace(old, new, 1))
        assert message in str(caught.value)
        assert "mapping.toml" in str(caught.value)

    def test_site_alias_of_nothing_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match='did you mean "Postcode"'):
            Read(aliases={"Postcodes": ["x"]}).file(acme(tmp_path), export(tmp_path))

    def test_site_words_for_nothing_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match='did you mean "CompStatus"'):
            Read(words={"CompStat": {"x": "1"}}).file(acme(tmp_path), export(tmp_path))


def test_rows_of_any_origin_can_be_mapped() -> None:
    rows = [(3, {"Ref": "A1", "Aim": "Z1"}), (9, {"Ref": "B2", "Aim": "Z2", "Sex": "F"})]
    mapping = Mapping.of(
        {
            "format": {"name": "flat"},
            "Learner": {"LearnRefNumber": "Ref", "Sex": "Sex"},
            "LearningDelivery": {"LearnAimRef": "Aim"},
        }
    )
    made = list(learners(DictTable("flat.xml", lambda: rows), mapping, Read().reading))
    assert [(one.LearnRefNumber, one.Sex, one.origin and one.origin.line) for one in made] == [
        ("A1", None, 3),
        ("B2", "F", 9),
    ]
