"""XML files read record by record, safely: no DTD, no entities, no network, bounded memory.

The one place where lxml reads. `stream` gives the whole elements that a format asks for and
forgets each when the next is taken, so a file of any length needs the room of a few records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from lxml import etree

from ilrsync.errors import ReadError
from ilrsync.formats.xml_head import DoctypeError, look

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

Element: TypeAlias = etree._Element

LONGEST_RECORD = 8 * 1024 * 1024
"""Bytes of one record. A learner has some thousands; this many is an error or an attack."""

_CHUNK = 64 * 1024
_BLANK = " \t\r\n"
_EXPORT_AGAIN = "export it again, or open it in the system it comes from and look at that place"

_COUNT = etree.XPath("count(descendant::node()) + count(descendant-or-self::*/@*)")

_FAULTS: dict[int, tuple[str, str]] = {
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: (
        "this does not begin as an XML file does",
        "an XML file; check that the right file was delivered",
    ),
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: ("the file stops in the middle", "a whole file"),
    etree.ErrorTypes.ERR_GT_REQUIRED: ("a tag is not finished here", "a whole file"),
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: (
        "an element is closed under another name than it was opened with",
        "well-formed XML",
    ),
    etree.ErrorTypes.ERR_DOCUMENT_END: (
        "something follows the end of the document",
        "one document",
    ),
    etree.ErrorTypes.ERR_INVALID_CHAR: (
        "a character stands here that XML does not allow, such as a NUL byte",
        "text without control characters",
    ),
    etree.ErrorTypes.ERR_INVALID_ENCODING: (
        "the bytes here are not in the encoding that the file declares",
        "UTF-8, or a declaration that names the true encoding",
    ),
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING: (
        "the file declares an encoding that does not exist",
        "UTF-8",
    ),
    etree.ErrorTypes.ERR_UNKNOWN_ENCODING: (
        "the file is in an encoding that it does not declare",
        "UTF-8",
    ),
    etree.ErrorTypes.ERR_NAME_REQUIRED: (
        "a bare & or < stands in a value",
        "&amp; or &lt; in its place",
    ),
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: (
        "an entity is used, which no export may do",
        "the character itself",
    ),
    etree.ErrorTypes.ERR_RESOURCE_LIMIT: (
        "elements nest too deep here, or one value is longer than 10 MB",
        "an export of records",
    ),
    etree.ErrorTypes.ERR_NAME_TOO_LONG: ("a name is too long here", "element names of an export"),
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: (
        "a prefix is used that no xmlns declares",
        "a declared prefix, or none",
    ),
}

_NOT_FROM_CUTTING = frozenset(
    {
        etree.ErrorTypes.ERR_DOCUMENT_EMPTY,
        etree.ErrorTypes.ERR_DOCUMENT_END,
        etree.ErrorTypes.ERR_INVALID_CHAR,
        etree.ErrorTypes.ERR_UNDECLARED_ENTITY,
        etree.ErrorTypes.ERR_RESOURCE_LIMIT,
    }
)


def stream(
    path: Path,
    file: str,
    names: Collection[str],
    aside: Callable[[Element], None] = lambda element: None,
) -> Iterator[Element]:
    """Every outermost element of the file with one of these local names, whole and in order.

    An element is emptied when the next is asked for. Comments and processing instructions are
    gone, and so is white space between elements. *aside* gets every other element that stands
    before, between, around or after them, and every element next to which there is stray text.

    Raises:
        ReadError: The file cannot be read to its end; whatever was given before is not to be used.
    """
    chunks = _Chunks(path, file)
    parser = _parser(names)
    try:
        yield from _records(chunks, parser, file, names, aside)
    except etree.XMLSyntaxError as error:
        raise _read_error(error, parser, file, cut=chunks.cut) from None


def stream_bytes(
    data: bytes, file: str, names: Collection[str], aside: Callable[[Element], None]
) -> Iterator[Element]:
    """As `stream`, of a document that is in memory.

    Raises:
        ReadError: The document is not well-formed.
    """
    parser = _parser(names)
    try:
        yield from _records((data,), parser, file, names, aside)
    except etree.XMLSyntaxError as error:
        raise _read_error(error, parser, file, cut=False) from None


def fragment(data: bytes, namespace: str) -> Element:
    """The one element in *data*, UTF-8 that ilrsync wrote itself, in *namespace*."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    start = f'<Message xmlns="{namespace}">'.encode()
    return etree.fromstring(start + data + b"</Message>", parser)[0]


def local_name(tag: str) -> str:
    """The name of an element without its namespace, or without a prefix that is not declared."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def line_of(element: Element, before: int = 0) -> int | None:
    """The line on which an element's start tag ends, when *before* lines stand in front of all.

    Beyond line 65,535 of the document it is that of the first text in the element.
    """
    line = cast("int | None", element.sourceline)
    return line + before if line and before else line


def namespace_of(element: Element) -> str:
    """The namespace that an element stands in; empty when it has none."""
    return etree.QName(element).namespace or ""


def node_count(element: Element) -> int:
    """How many elements, texts and attributes an element holds; its own attributes count."""
    return int(cast("float", _COUNT(element)))


def is_blank(text: str | None) -> bool:
    """Whether there is nothing in *text* but white space."""
    return not text or not text.strip(_BLANK)


def stray_text(element: Element) -> str:
    """What stands in an element beside its child elements."""
    texts = (element.text, *(child.tail for child in element))
    return " ".join(text.strip(_BLANK) for text in texts if text and not is_blank(text))


class _Chunks:
    """The bytes of a file piece by piece; afterwards ``cut`` tells whether its end is missing."""

    def __init__(self, path: Path, file: str) -> None:
        self._path = path
        self._file = file
        self.cut = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            with self._path.open("rb") as opened:
                chunk = opened.read(_CHUNK)
                _refuse_at_sight(chunk, self._file)
                while chunk:
                    last = len(chunk) < _CHUNK
                    # Whatever ends an XML document ends with this; UTF-16 adds a zero.
                    self.cut = last and not chunk.rstrip(b" \t\r\n\0").endswith(b">")
                    yield chunk
                    chunk = opened.read(_CHUNK)
        except OSError as error:
            raise ReadError(
                f"the file cannot be opened ({error.strerror or type(error).__name__})",
                file=self._file,
                remedy="check that it is a file and that ilrsync's account may read it",
            ) from error


def _parser(names: Collection[str]) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        # A blank that a comment or CDATA section parts from the rest of its value goes as well;
        # a value that is blank altogether stays.
        remove_blank_text=True,
    )


def _refuse_at_sight(head: bytes, file: str) -> None:
    if not head.strip():
        raise ReadError(
            "the file is empty", file=file, wanted="an XML file", remedy="export it again"
        )
    try:
        look(head)
    except DoctypeError:
        raise _doctype(file) from None


def _doctype(file: str) -> ReadError:
    return ReadError(
        "the file has a DOCTYPE, which can make a reader fetch or build what it should not",
        file=file,
        wanted="XML without a DOCTYPE and without entities",
        remedy="export it without a document type",
    )


def _records(
    chunks: Iterable[bytes],
    parser: etree.XMLPullParser,
    file: str,
    names: Collection[str],
    aside: Callable[[Element], None],
) -> Iterator[Element]:
    """The elements that *parser* meets; memory holds those of one chunk at most."""
    tags = [f"{{*}}{name}" for name in names]
    last: Element | None = None
    waiting = 0
    for chunk in chunks:
        parser.feed(chunk)
        waiting += len(chunk)
        for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if next(element.iterancestors(*tags), None) is not None:
                continue
            if last is None and element.getroottree().docinfo.internalDTD is not None:
                raise _doctype(file)
            _forget_before(element, last, aside)
            yield element
            element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs lack it
            last, waiting = element, 0
        if waiting > LONGEST_RECORD:
            raise _too_long(file, last, names)
    root = parser.close()
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(file)
    _rest(root, last, aside)


def _forget_before(
    element: Element, last: Element | None, aside: Callable[[Element], None]
) -> None:
    """Everything before *element* is out of memory, and *aside* saw what nobody had asked for."""
    node = element
    while (parent := node.getparent()) is not None:
        while (first := parent[0]) is not node:
            if first is not last or not is_blank(first.tail):
                aside(first)
            del parent[0]
        node = parent


def _rest(root: Element, last: Element | None, aside: Callable[[Element], None]) -> None:
    """*aside* saw what is left when the document has ended."""
    if not is_blank(root.text):
        aside(root)
    for element in root:
        if element is not last or not is_blank(element.tail):
            aside(element)


def _too_long(file: str, last: Element | None, names: Collection[str]) -> ReadError:
    wanted = " or ".join(names)
    return ReadError(
        f"no {wanted} ends within {LONGEST_RECORD // 1024 // 1024} MB",
        file=file,
        line=None if last is None else line_of(last),
        wanted="an export in which one record follows the other",
        remedy=_EXPORT_AGAIN,
    )


def _read_error(
    error: etree.XMLSyntaxError, parser: etree.XMLPullParser, file: str, *, cut: bool
) -> ReadError:
    # The parser's own text may quote the value it stumbled over, and errors may be logged.
    # It begins with warnings, such as that an ILR namespace is no absolute URI: always at its line.
    faults = parser.feed_error_log.filter_from_errors()
    code, line = (faults[0].type, faults[0].line) if len(faults) else (0, error.lineno)
    if cut and code not in _NOT_FROM_CUTTING:
        code = etree.ErrorTypes.ERR_TAG_NOT_FINISHED
    problem, wanted = _FAULTS.get(code, ("this is not well-formed", "well-formed XML"))
    return ReadError(problem, file=file, line=line or None, wanted=wanted, remedy=_EXPORT_AGAIN)
