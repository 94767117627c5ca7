from __future__ import annotations

import pytest

from ilrsync.formats.xml_head import Root, sniff


def test_the_root_and_what_is_below_it_are_seen() -> None:
    root = sniff(b'<p:a xmlns:p="urn:p" v="1"><b><c d="1"/></b><b/><e/></p:a>')
    assert root == Root("a", "urn:p", ("v",), ("b", "e"), ("b", "b/c", "b/c/@d", "e"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_understood(encoding: str) -> None:
    root = sniff("<Message><Learner/></Message>".encode(encoding))
    assert root is not None
    assert root.name == "Message"
    assert root.children == ("Learner",)


def test_a_head_that_is_cut_off_says_what_it_showed() -> None:
    root = sniff(b'<a xmlns="urn:a"><b>text<c>mo')
    assert root is not None
    assert root.namespace == "urn:a"
    assert root.paths == ("b", "b/c")


@pytest.mark.parametrize(
    "head", [b"", b"PK\x03\x04", b"a,b\n1,2", b"<", b"<!-- only -->", b"\xff\xfe\x00", b"{}"]
)
def test_what_is_not_xml_has_no_root(head: bytes) -> None:
    assert sniff(head) is None


def test_names_are_as_people_know_them() -> None:
    root = sniff(b'<r><Start_x0020_date/><x_y _x0031_st="1"/></r>')
    assert root is not None
    assert root.paths == ("Start date", "x_y", "x_y/@1st")


def test_a_doctype_hides_the_root() -> None:
    assert sniff(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>") is None


def test_an_unknown_encoding_has_no_root() -> None:
    assert sniff(b'<?xml version="1.0" encoding="martian"?><a/>') is None
