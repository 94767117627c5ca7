"""Rule ids as people write them: ``R59``, ``r_59`` and ``R_59`` are one rule, ``R_6`` is R_06."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def known_as(text: str, known: Iterable[str]) -> str | None:
    """The id among *known* that *text* means; None when it is none of them, or could be two.

    Case and separators are ignored, because editions of the published list have spelt them
    differently; then zeros before a number.
    """
    ids = set(known)
    if text in ids:
        return text
    for form in (_bare, _numbered):
        wanted = form(text)
        found = [each for each in ids if form(each) == wanted]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", text.casefold())


def _numbered(text: str) -> str:
    return _ZEROS.sub("", _bare(text))
