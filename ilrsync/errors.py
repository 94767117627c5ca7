"""What can go wrong, grouped by what the caller does next.

IlrsyncError
├── ConfigError      the set-up is wrong: nothing starts until it is mended
├── ReadError        one export cannot be read: it is set aside, the others carry on
├── TransientError   the same step may succeed later: a share that is away, a full disk
├── OutputError      one output cannot be written or would be refused: the others carry on
└── PluginError      one plugin is broken: it is skipped, unless the configuration requires it

Every message says where, which field, what was got, what was wanted and what to do next.
Messages never hold personal data beyond a LearnRefNumber.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class IlrsyncError(Exception):
    """The base of every error that ilrsync raises on purpose."""


class ConfigError(IlrsyncError):
    """The configuration or the command line asks for something that cannot be done."""


class ReadError(IlrsyncError):
    """One export cannot be read; it is set aside with this explanation.

    The parts are kept so that a report can show them in columns.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str = "",
        line: int | None = None,
        heading: str = "",
        got: str = "",
        wanted: str = "",
        remedy: str = "",
    ) -> None:
        self.problem = problem
        self.file = file
        self.line = line
        self.heading = heading
        self.got = got
        self.wanted = wanted
        self.remedy = remedy
        super().__init__(sentence(problem, file, line, heading, got, wanted, remedy))


class TransientError(IlrsyncError):
    """The step failed for a reason that may pass; it is tried again later."""


class OutputError(IlrsyncError):
    """One output could not be written, or what was written would be refused."""


class PluginError(IlrsyncError):
    """One plugin is broken; names the plugin and where it came from."""


def sentence(  # one sentence shape for every refusal, so reports and terminals read alike
    problem: str,
    file: str = "",
    line: int | None = None,
    heading: str = "",
    got: str = "",
    wanted: str = "",
    remedy: str = "",
) -> str:
    """The parts of a refusal in one line: where, the problem, got and wanted, what to do."""
    where = file
    if line is not None:
        where = f"{where} line {line}".strip()
    if heading:
        where = f'{where}, "{heading}"' if where else f'"{heading}"'
    text = problem
    if got:
        text = f'{text}: got "{got}"' if text else f'got "{got}"'
    if wanted:
        text = f"{text}, want {wanted}" if text else f"want {wanted}"
    if remedy:
        text = f"{text}; {remedy}"
    return f"{where}: {text}" if where else text


def nearest(name: str, known: Iterable[str]) -> str:
    """Advice about a *name* that is not among *known*: the nearest one, else all of them."""
    names = {each.casefold(): each for each in sorted(known)}
    near = difflib.get_close_matches(name.casefold(), names, 1)
    if near:
        return f'did you mean "{names[near[0]]}"?'
    return f"known are {', '.join(names.values())}" if names else "there are none"
