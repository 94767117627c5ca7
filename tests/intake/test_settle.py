"""A file is taken when it has come to rest, and given up never."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilrsync.config import Source, Watching
from ilrsync.intake.scan import Found, found_file
from ilrsync.intake.settle import (
    HELD,
    JUST_COME,
    STILL_WRITTEN,
    Settling,
    Terms,
    in_one_pass,
    looked_at,
    terms_of,
)

TERMS = Terms(settle=5.0, patience=600.0)
FILE = Found(Path("a.xml"), "a.xml", "100-1-1", 1, 100, 1.0)
GROWN = replace(FILE, mark="200-2-1", size=200)


@dataclass
class Answers:
    """What the disk says of every file, as set by a test."""

    held_now: bool = False
    marker_there: bool = False
    missing: str = ""
    asked: list[str] = field(default_factory=list)

    def held(self, found: Found) -> bool:
        self.asked.append(found.mark)
        return self.held_now

    def marked(self, found: Found, marker: str) -> bool:
        return self.marker_there

    def unfinished(self, found: Found) -> str:
        return self.missing


def test_never_on_the_first_sight() -> None:
    settling = Settling(TERMS, Answers())
    settling.look([FILE], 1000.0)
    assert settling.ready == []
    assert settling.why_wait(FILE) == JUST_COME


def test_two_looks_as_far_apart_as_the_settling_time() -> None:
    settling = Settling(TERMS, Answers())
    settling.look([FILE], 0.0)
    settling.look([FILE], 4.9)
    assert settling.ready == []
    settling.look([FILE], 5.0)
    assert settling.ready == [FILE]
    assert settling.why_wait(FILE) == ""


@pytest.mark.parametrize(
    "change", [{"mark": "100-2-1"}, {"mark": "101-1-1"}, {"mark": "100-1-9"}, {"changed": 2}]
)
def test_any_change_starts_the_time_again(change: dict[str, object]) -> None:
    settling = Settling(TERMS, Answers())
    settling.look([FILE], 0.0)
    other = replace(FILE, **change)  # type: ignore[arg-type]  # each is of its field's type
    settling.look([other], 4.0)
    settling.look([other], 8.0)
    assert settling.ready == []
    settling.look([other], 9.0)
    assert settling.ready == [other]


def test_a_file_that_changed_since_the_look_is_not_taken() -> None:
    settling = Settling(TERMS, Answers())
    settling.look([FILE], 0.0)
    settling.look([FILE], 5.0)
    assert settling.why_wait(GROWN) == STILL_WRITTEN
    assert settling.why_wait(replace(FILE, name="new.xml")) == JUST_COME


def test_a_file_that_was_handed_over_comes_again_only_when_it_changes() -> None:
    settling = Settling(TERMS, Answers())
    for now in (0.0, 5.0):
        settling.look([FILE], now)
    settling.handed(settling.ready)
    settling.look([FILE], 10.0)
    assert settling.ready == []
    assert settling.why_wait(FILE) == ""
    for now in (15.0, 20.0):
        settling.look([GROWN], now)
    assert settling.ready == [GROWN]


def test_a_file_that_is_open_elsewhere_waits_for_as_long_as_it_takes() -> None:
    answers = Answers(held_now=True)
    settling = Settling(TERMS, answers)
    for now in (0.0, 5.0, 700.0, 86_400.0):
        settling.look([FILE], now)
    assert settling.waiting == {"a.xml": HELD}
    answers.held_now = False
    settling.look([FILE], 86_405.0)
    assert settling.ready == [FILE]


def test_half_a_file_is_waited_for_and_then_read_as_it_is() -> None:
    settling = Settling(TERMS, Answers(missing="its end is not there yet"))
    for now in (0.0, 5.0, 599.0):
        settling.look([FILE], now)
    assert settling.waiting == {"a.xml": "its end is not there yet"}
    settling.look([FILE], 600.0)
    assert settling.ready == [FILE]


def test_the_disk_is_asked_only_of_files_that_are_still() -> None:
    answers = Answers()
    settling = Settling(TERMS, answers)
    settling.look([FILE], 0.0)
    settling.look([GROWN], 5.0)
    assert answers.asked == []
    for now in (10.0, 15.0, 20.0):
        settling.look([GROWN], now)
    assert answers.asked == [GROWN.mark]


def test_a_marker_is_waited_for_and_stands_for_rest() -> None:
    answers = Answers()
    settling = Settling(replace(TERMS, marker=".done"), answers)
    for now in (0.0, 3600.0):
        settling.look([FILE], now)
    assert "(.done)" in settling.waiting["a.xml"]
    answers.marker_there = True
    settling.look([GROWN], 3601.0)
    assert settling.ready == [GROWN]


def test_files_that_are_gone_are_forgotten() -> None:
    settling = Settling(TERMS, Answers())
    settling.look([replace(FILE, name=f"{n}.xml") for n in range(1000)], 0.0)
    settling.look([], 5.0)
    assert (settling.ready, settling.waiting) == ([], {})


@given(st.lists(st.tuples(st.floats(0.1, 20), st.booleans()), min_size=1, max_size=40))
def test_whatever_is_taken_was_still_for_the_whole_time(steps: list[tuple[float, bool]]) -> None:
    settling = Settling(TERMS, Answers())
    now, version, since = 0.0, 0, None
    for wait, changes in steps:
        now += wait
        if changes or since is None:
            version, since = version + 1, now
        settling.look([replace(FILE, mark=str(version))], now)
        assert bool(settling.ready) == (now - since >= TERMS.settle)


def lying(folder: Path, name: str, content: bytes) -> Found:
    (folder / name).write_bytes(content)
    return found_file(folder / name, name, (folder / name).stat())


class TestOnePass:
    def test_whole_files_are_taken_without_a_pause(self, tmp_path: Path) -> None:
        def never(seconds: float) -> None:
            raise AssertionError(seconds)

        whole = [lying(tmp_path, f"{n}.xml", b"<a></a>") for n in range(3)]
        assert in_one_pass(whole, TERMS, pause=never) == {}

    def test_half_files_share_one_pause_and_those_that_grow_wait(self, tmp_path: Path) -> None:
        pauses: list[float] = []
        cut = lying(tmp_path, "cut.xml", b"<a><b>")
        grows = lying(tmp_path, "grows.xml", b"<a><b>")

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            grows.path.write_bytes(b"<a><b></b>")

        assert in_one_pass([cut, grows], TERMS, pause=pause) == {"grows.xml": STILL_WRITTEN}
        assert pauses == [5.0]

    def test_a_marker_is_not_waited_for(self, tmp_path: Path) -> None:
        terms = replace(TERMS, marker=".done")
        one, other = (lying(tmp_path, name, b"<a></a>") for name in ("a.xml", "b.xml"))
        (tmp_path / "a.xml.done").touch()
        assert list(in_one_pass([one, other], terms)) == ["b.xml"]


class TestTerms:
    def test_a_source_may_have_its_own(self, tmp_path: Path) -> None:
        own = Source("a", folder=tmp_path, settle=0, marker=".done")
        assert terms_of(own, Watching()) == Terms(0, 600, ".done")
        assert terms_of(Source("a", folder=tmp_path), Watching()) == Terms(5, 600)

    def test_what_has_to_be_polled_is_given_more_time(self, tmp_path: Path) -> None:
        assert terms_of(Source("a", folder=tmp_path, watch="polling"), Watching()).settle == 30


def test_markers_and_what_a_source_ignores_are_no_exports(tmp_path: Path) -> None:
    for name in ("a.csv", "a.csv.done", "export.LOG", "b.csv"):
        (tmp_path / name).touch()
    source = Source("a", folder=tmp_path, marker=".done", ignore=("*.log",))
    assert {one.name for one in looked_at(source).files} == {"a.csv", "b.csv"}
