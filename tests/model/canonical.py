"""Documents made comparable: canonical XML without comments and without white space for the eye."""

import re

from lxml import etree

from ilrsync.model.records import RECORDS


def canonical(document: str | bytes) -> bytes:
    """C14N of a document; comments, instructions and white space between elements are gone.

    Canonical XML refuses namespaces that are relative references, as the ILR's are, so they are
    made absolute first.
    """
    raw = document.encode() if isinstance(document, str) else document
    raw = re.sub(rb'xmlns="([^":]+)"', rb'xmlns="urn:\1"', raw)
    parser = etree.XMLParser(remove_blank_text=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(raw, parser)
    for element in root.iter():
        # The parser takes the white space of an entity without elements for a value.
        if etree.QName(element).localname in RECORDS and not (element.text or "").strip():
            element.text = None
    return etree.tostring(root, method="c14n", with_comments=False)
