"""File names that every system accepts."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
_LONGEST = 100
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def safe_name(name: str) -> str:
    """The last part of *name* as a file name for Windows and Linux; never empty.

    Source: learn.microsoft.com, Naming Files, Paths, and Namespaces.
    """
    last = re.split(r"[/\\]", name)[-1]
    text = _FORBIDDEN.sub("_", last).rstrip(". ").lstrip()
    if len(text) > _LONGEST:
        suffix = safe_suffix(text)
        text = text[: _LONGEST - len(suffix)].rstrip(". ") + suffix
    if not text or _DEVICE.match(text):
        text = f"_{text}"
    return text


def safe_suffix(name: str) -> str:
    """The lower-case extension of *name* with its dot; empty when it has none that is plain."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""
