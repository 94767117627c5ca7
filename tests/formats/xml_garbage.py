"""Files as nobody should deliver them: a good one cut, spliced, repeated and overwritten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.formats.ilr_files import learner, message

if TYPE_CHECKING:
    from random import Random

    from ilrsync.contracts import Format, IntakeFile

GOOD = message(*(learner(f"A{number}") for number in range(8))).encode()
FLAT = (
    b"<rows><row><LearnRefNumber>A1</LearnRefNumber><ULN>1000000027</ULN>"
    b"<LearnAimRef>ZPROG001</LearnAimRef><LearnStartDate>01/09/2026</LearnStartDate></row>"
    b'<row ULN="1000000027" ref="A2"><Aim ref="ZPROG001"><FAM Type="SOF">107</FAM></Aim></row>'
    b"</rows>"
)
PIECES = (
    b"<", b">", b"&", b"&amp;", b"&#0;", b"&#xD800;", b"&x;", b"]]>", b"<![CDATA[", b"<!--", b"-->",
    b"<?x", b"?>", b"<!DOCTYPE Message [<!ENTITY a 'b'>]>", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xc3", b"\x80", b"<Learner>", b"</Learner>", b"<Message>", b"</Message>", b"<Header/>",
    b'<?xml version="1.0" encoding="UTF-16"?>', b'<?xml version="1.1"?>', b"<ULN/>", b"<ULN>",
    b' a="1"', b' xmlns="urn:x"', b' xmlns:p=""', b"<p:ULN>", b"9" * 400, b"<a>" * 300,
    b"\r", b"\x0b",
    b"<row>", b"</row>", b"<entry><content><properties>", b'<x xsi:nil="true"/>',
)  # fmt: skip
VALUES = (
    b"", b" ", b"0", b"-1", b"007", b"+5", b"1e5", b"9" * 400, b"NaN", b"Yes", b"NULL", b"36 - Aim",
    b"01/02/2026", b"13/13/2026", b"45901", b"0001-01-01", b"2026-09-01Z", b"1.23E+09", b"x" * 300,
    b"&amp;", b"&#13;", b"&#9;", "\u0663".encode(), "\U0001f600".encode(), b'="0123"', b"=1+1",
)  # fmt: skip
_LEAF = re.compile(rb"<(\w+)>[^<]*</\1>")


def mutated(random: Random) -> bytes:
    """One file that was good before one to four things happened to it."""
    content = random.choice((GOOD, GOOD, FLAT))
    if random.random() < 0.1:
        content = content.decode().encode(
            random.choice(("utf-16", "utf-16-le", "cp1252", "utf-32"))
        )
    if random.random() < 0.4:
        return _gently(content, random)
    for _ in range(random.randint(1, 4)):
        start, end = sorted(random.choices(range(len(content) + 1), k=2))
        end = min(end, start + random.choice((0, 1, 5, 50, 5000)))
        change = random.randrange(5)
        if change == 0:
            content = content[:start]
        elif change == 1:
            content = content[:start] + content[end:]
        elif change == 2:
            content = content[:end] + content[start:]
        elif change == 3:
            content = content[:start] + random.choice(PIECES) + content[end:]
        else:
            content = content[:start] + random.randbytes(random.randint(1, 4)) + content[end:]
    return content


def _gently(content: bytes, random: Random) -> bytes:
    """*content* still well-formed, with other values, names and numbers of its elements."""
    for _ in range(random.randint(1, 6)):
        leaves = list(_LEAF.finditer(content))
        if not leaves:
            break
        leaf, other = random.choice(leaves), random.choice(leaves)
        value = random.choice(VALUES)
        instead = random.choice(
            (
                b"",
                leaf[0] * 2,
                leaf[0] + other[0],
                other[0],
                b"stray" + leaf[0],
                b"<" + leaf[1] + b">" + value + b"</" + leaf[1] + b">",
                b"<" + leaf[1] + b' a="1"/>',
                b"<Hat>" + leaf[0] + b"</Hat>",
                b"<" + leaf[1] + b">" + other[0] + b"</" + leaf[1] + b">",
            )
        )
        content = content[: leaf.start()] + instead + content[leaf.end() :]
    return content


def read_all(plugin: Format, file: IntakeFile) -> int:
    """How many learners the format reads from the file, whether it recognises it or not.

    Raises:
        IlrsyncError: The format refuses the file.
    """
    from tests.formats.ilr_files import reading

    plugin.matches(file)
    return sum(1 for _ in plugin.read(file, reading([])).learners)
