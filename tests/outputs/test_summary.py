from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ilrsync.model.finding import Finding, HeldOut, NotChecked, Severity
from ilrsync.model.record import Origin
from ilrsync.outputs.rule_counts import counts_of
from ilrsync.outputs.summary import causes, summary_text
from ilrsync.outputs.summary_html import SummaryHtml, page
from tests.outputs.builders import MemoryResult, input_file, t_level
from tests.outputs.test_findings_json import CHANGE

SHARED = "Two learners share a reference."


def shared(position: int, aim: int | None = None) -> Finding:
    path = f"Learner[{position}]" + ("" if aim is None else f"/LearningDelivery[{aim}]")
    return Finding("R_06", Severity.ERROR, SHARED, path, f"TL{position:04}")


RESULT = MemoryResult(
    records=[t_level(1), t_level(2)],
    all_findings=[
        shared(0),
        shared(1),
        Finding("FD_Sex_MA", Severity.ERROR, "Sex is missing.", "Learner[1]", "TL0001"),
        Finding("X_1", Severity.WARNING, "<b>Odd</b>", "Learner[1]", "TL0001"),
    ],
    all_changes=[CHANGE],
    held_out=[HeldOut("TL0009", "Learner[8]", "Sex is missing", Origin("Learners.csv", 10))],
    not_checked=[NotChecked("A_1", "needs LARS"), NotChecked("B_1", "needs LARS")],
    inputs=[input_file()],
)


def test_the_text_says_who_when_and_how_much() -> None:
    text = summary_text(RESULT)
    assert "Anytown College (10000001), ILR 2025 to 2026, run 7 of 20 May 2026 02:00" in text
    assert "3 learner records read: 2 in the ILR file, 1 held out, 0 gathered" in text
    assert "3 errors on 2 learners, 1 warning" in text
    assert "1 correction made, 0 offered, 0 undone" in text


def test_without_a_configuration_the_provider_is_a_number() -> None:
    text = summary_text(replace(RESULT, provider=""))
    assert text.startswith("10000001, ILR 2025 to 2026, run 7 of 20 May 2026 02:00")


def test_the_text_lists_causes_held_out_learners_and_what_was_not_checked() -> None:
    text = summary_text(RESULT, [Path("outbox") / "a.xml"])
    assert f"error R_06: 2 findings, 2 learners (TL0000, TL0001): {SHARED}" in text
    assert "TL0009 (Learners.csv line 10): Sex is missing" in text
    assert counts_of(RESULT).text in text
    assert "2 rules: needs LARS" in text
    assert str(Path("outbox") / "a.xml") in text
    assert "Only the DfE's own service decides" in text


def test_the_text_says_which_return_comes_next() -> None:
    assert "4 June 2026 18:00: R10 of 2025 to 2026 closes" in summary_text(RESULT)


def test_more_than_ten_causes_are_counted_not_listed() -> None:
    many = [Finding(f"X_{n:02}", Severity.ERROR, "m", "Learner[0]") for n in range(13)]
    assert "and 3 more" in summary_text(MemoryResult(all_findings=many))


def test_nothing_found_is_said() -> None:
    text = summary_text(MemoryResult(records=[t_level()]))
    assert "What was found, worst first: none" in text
    assert "Held out of the ILR file: none" in text


def test_causes_count_a_learner_once_and_come_worst_first() -> None:
    warning = Finding("W_1", Severity.WARNING, "w", "Learner[0]")
    found = causes([shared(0, 0), shared(0, 1), shared(2), warning])
    assert [(cause.rule, cause.findings, cause.learners) for cause in found] == [
        ("R_06", 3, 2),
        ("W_1", 1, 1),
    ]


def test_learners_who_are_in_no_export_are_counted_and_named() -> None:
    gone = [
        Finding("G_1", Severity.WARNING, "is gone", "", reference) for reference in ("A1", "A2")
    ]
    (cause,) = causes(gone)
    assert (cause.findings, cause.learners, cause.examples) == (2, 2, ("A1", "A2"))


def test_what_concerns_the_whole_return_comes_before_what_concerns_some() -> None:
    lost = Finding("Z_1", Severity.ERROR, "39 learners are gone")
    of_a_file = Finding("A_1", Severity.ERROR, "a row", origin=Origin("Aims.csv", 3))
    warning = Finding("W_1", Severity.WARNING, "a date")
    found = causes([of_a_file, shared(0), shared(1), warning, lost])
    assert [cause.rule for cause in found] == ["Z_1", "R_06", "A_1", "W_1"]


class Tags(HTMLParser):
    """Checks that every tag is closed, and collects tags and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(result: MemoryResult) -> Tags:
    tags = Tags()
    tags.feed(page(result))
    assert tags.open == []
    return tags


def test_the_page_is_well_formed_and_needs_nothing_else() -> None:
    tags = parsed(RESULT)
    assert tags.tags.isdisjoint({"script", "link", "img", "iframe"})
    assert "http" not in page(RESULT)


def test_the_page_escapes_what_comes_from_the_data() -> None:
    assert "<b>Odd</b>" in parsed(RESULT).text
    assert "<b>Odd" not in page(RESULT)


@pytest.mark.parametrize(
    "text", ["TL0009", "needs LARS", "R10 of 2025 to 2026", "aptem-set", SHARED, "FD_Sex_MA"]
)
def test_the_page_has_what_the_officer_looks_for(text: str) -> None:
    assert text in parsed(RESULT).text


def test_the_page_takes_its_times_from_the_run(tmp_path: Path) -> None:
    (path,) = SummaryHtml().write(RESULT, [], tmp_path, {})
    assert path.name == "summary.html"
    assert "20 May 2026 02:00" in path.read_text("utf-8")
