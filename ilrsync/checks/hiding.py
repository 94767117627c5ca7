"""Functions that do what a stand-in cannot see or that hide that it failed."""

from __future__ import annotations

import builtins
import dis
import sys
from contextlib import suppress
from functools import cache, partial
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Final

from ilrsync.checks.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FAILURES: Final = (TypeError, AttributeError)
"""What is raised by what a stand-in cannot do."""


@cache
def hides(function: object) -> bool:
    """Whether *function*, or one that it names, asks for a type or may catch a failure.

    ``type`` tells a stand-in from what it stands for, and nothing notes that; a function that goes
    on after a stand-in failed would not have failed with the real value. What is no function of
    Python's own kind hides something too. Python's library is not looked into: it uses a stand-in
    as anybody does, or fails.
    """
    seen: set[object] = set()
    ahead = [function]
    while ahead:
        one = _plain(ahead.pop())
        if one not in seen:
            seen.add(one)
            followed = _followed(one) if isinstance(one, FunctionType) else None
            if followed is None:
                return True
            ahead += followed
    return False


@cache
def _followed(function: FunctionType) -> tuple[object, ...] | None:
    """The functions that *function* names; None where it hides something itself."""
    named = list(_named(function))
    if any(each is type for each in named) or _catches(function, named):
        return None
    return tuple(filter(_is_followed, named))


def _plain(function: object) -> object:
    """The function of a rule, or the one inside what is wrapped around it."""
    if isinstance(function, Rule):
        return _plain(function.function)
    if isinstance(function, partial):
        return _plain(function.func)
    inner = getattr(function, "__wrapped__", None)
    return function if inner is None else _plain(inner)


def _is_followed(named: object) -> bool:
    """Whether *named* is a function, and not one of Python's library."""
    plain = _plain(named)
    if not isinstance(plain, FunctionType):
        return False
    return (plain.__module__ or "").partition(".")[0] not in sys.stdlib_module_names


def _named(function: FunctionType) -> Iterator[object]:
    """What the names in *function* stand for, as far as they are not its own variables."""
    names = {name for code in _codes(function.__code__) for name in code.co_names}
    for name in names:
        found = function.__globals__.get(name, getattr(builtins, name, None))
        yield found
        if isinstance(found, ModuleType):
            yield from (getattr(found, other, None) for other in names)
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # nothing is in it yet
            yield cell.cell_contents


def _catches(function: FunctionType, named: Iterable[object]) -> bool:
    """Whether *function* may go on after one of the `FAILURES`."""
    handlers = [first for code in _codes(function.__code__) for first in _handlers(code)]
    if any(first != "LOAD_GLOBAL" for first in handlers):
        return True  # of every exception, or of one that no name tells
    caught = [each for some in named for each in (some if isinstance(some, tuple) else (some,))]
    return bool(handlers) and any(
        isinstance(each, type) and any(issubclass(failure, each) for failure in FAILURES)
        for each in caught
        if each is not object
    )


def _handlers(code: CodeType) -> Iterator[str]:
    """The first instruction of each handler of exceptions."""
    if code.co_exceptiontable:
        names = [instruction.opname for instruction in dis.get_instructions(code)]
        for name, following in pairwise(names):
            if name == "PUSH_EXC_INFO":
                yield following


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of a function and of all that is written inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
