"""A file that is cut between learners is the same learners, on the same lines."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ilrsync.errors import ReadError
from ilrsync.formats.ilr_message import iter_message
from ilrsync.formats.ilr_shards import NoCutError, Shard, shards
from ilrsync.model.table import table
from tests.formats.ilr_files import learner, message
from tests.formats.test_ilr_plain import changed, written

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.contracts import FileRemark
    from ilrsync.model.records import Learner

FILE = "export.xml"


def learners(path: Path) -> list[Learner]:
    return list(iter_message(path, FILE, table("2627")))


def cut(path: Path, content: str | bytes, size: int, block: int = 1 << 20) -> list[Shard]:
    (path / FILE).write_bytes(content.encode() if isinstance(content, str) else content)
    return list(shards(path / FILE, size, block))


def agree(path: Path, found: list[Shard]) -> bool:
    """Whether every shard can be read and has as many learners as it says."""
    part = path / "part.xml"
    for shard in found:
        shard.write(path / FILE, part)
        try:
            if len(learners(part)) != shard.learners:
                return False
        except ReadError:
            return False
    return True


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_shards_together_are_the_file(tmp_path: Path, size: int, end: str) -> None:
    text = message(*(learner(f"A{number}", aims="\n" * number) for number in range(7)))
    found = cut(tmp_path, text.replace("\n", end), size)
    whole = learners(tmp_path / FILE)
    assert [shard.first for shard in found] == list(range(0, 7, size))
    position = 0
    for shard in found:
        shard.write(tmp_path / FILE, tmp_path / "part.xml")
        read = learners(tmp_path / "part.xml")
        assert len(read) == shard.learners
        for one in read:
            assert one == whole[position]
            assert one.origin is not None
            assert one.origin.line is not None
            assert one.origin._replace(line=one.origin.line + shard.lines) == whole[position].origin
            position += 1
    assert position == 7


@pytest.mark.parametrize("block", range(1, 40))
def test_it_does_not_matter_where_a_block_ends(tmp_path: Path, block: int) -> None:
    text = message(*(learner(f"A{number}") for number in range(60)))
    text = text.replace("</Learner>", "\n</Learner>\n")
    want = cut(tmp_path, text, 7)
    padded = text.replace("<Header>", f"<!--{'x' * 65_500}--><Header>")
    by_block = cut(tmp_path, padded, 7, block)
    more = len(padded) - len(text)
    assert [
        (each.first, each.learners, each.start - more, each.end - more, each.lines)
        for each in by_block
    ] == [(each.first, each.learners, each.start, each.end, each.lines) for each in want]
    assert agree(tmp_path, by_block)


@pytest.mark.parametrize(
    "odd",
    [
        "<!-- </Learner> -->",
        "<!-- <Learner></Learner> -->",
        "<?pi </Learner>?>",
        "<w>" + learner() + "</w>",
        "<Learner/>",
        "<Learner><ULN>1</ULN></Learner >",
        learner(extra="<![CDATA[</Learner>]]>"),
        learner(extra="<Learner></Learner>"),
        "</Message>",
        "<ULN>",
        "&",
        "\x00",
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_file_in_which_other_things_look_like_learners_is_found_out(
    tmp_path: Path, odd: str, size: int
) -> None:
    content = message(learner("A1"), learner("A2"), odd, learner("A3"), learner("A4"))
    try:
        found = cut(tmp_path, content, size)
    except NoCutError:
        return
    try:
        whole = len(learners(tmp_path / FILE))
    except ReadError:
        whole = -1
    assert not agree(tmp_path, found) or sum(shard.learners for shard in found) == whole


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**64))
def test_shards_that_can_be_read_are_the_file(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    content = changed(written(3, random.randrange(9)), random)
    part, read = tmp_path / "part.xml", []
    try:
        for shard in cut(tmp_path, content, random.choice((1, 2)), random.choice((1 << 20, 7))):
            shard.write(tmp_path / FILE, part)
            remarks: list[FileRemark] = []
            found = list(iter_message(part, FILE, table("2627"), remark=remarks.append))
            if remarks or len(found) != shard.learners:
                return
            read += found
    except (NoCutError, ReadError):
        return
    assert read == learners(tmp_path / FILE)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<Message/>",
        b"<Message><Learner>",
        message().encode(),
        message(learner()).encode("utf-16"),
        b"<!DOCTYPE Message>" + message(learner()).encode(),
        message(learner()).replace("Learner>", "p:Learner>").encode(),
    ],
)
def test_an_unusual_file_is_not_cut(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NoCutError):
        cut(tmp_path, content, 1)


def test_a_file_that_is_not_there_is_not_cut(tmp_path: Path) -> None:
    with pytest.raises(NoCutError):
        list(shards(tmp_path / FILE, 1))
