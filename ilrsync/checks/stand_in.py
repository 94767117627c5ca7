"""A stand-in for a value, which may be used as the value and notes that it was."""

from __future__ import annotations

import operator
from math import ceil, floor, trunc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from ilrsync.checks.watched_days import Notes


def _of_one(operation: Callable[[Any], Any]) -> Callable[[StandIn], Any]:
    def use(self: StandIn) -> Any:
        return operation(self.taken())

    return use


def _of_two(operation: Callable[[Any, Any], Any]) -> Callable[[StandIn, object], Any]:
    def use(self: StandIn, other: object) -> Any:
        return operation(self.taken(), _real(other))

    return use


def _reflected(operation: Callable[[Any, Any], Any]) -> Callable[[StandIn, object], Any]:
    def use(self: StandIn, other: object) -> Any:
        return operation(_real(other), self.taken())

    return use


class StandIn:
    """Whatever is done with it is done with the real value, of which any use is then possible.

    It cannot be hashed: a set would do for nothing, but what is remembered by an argument would
    remember the stand-in. It is no instance of the value's type for functions written in C, so that
    they fail rather than read the value unnoticed.
    """

    __slots__ = ("_notes", "_real")

    def __init__(self, notes: Notes, real: object) -> None:
        self._notes = notes
        self._real = real

    def taken(self) -> Any:
        """The real value, of which it is then no longer known what was asked."""
        self._notes.is_whole = False
        return self._real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.taken(), name)

    @property
    def __class__(self) -> Any:  # isinstance asks for it
        return type(self.taken())

    @__class__.setter
    def __class__(self, value: type) -> None:
        raise TypeError("a stand-in keeps its class")

    def __format__(self, form: str) -> str:
        return format(self.taken(), form)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self.taken().__reduce_ex__(protocol)

    __hash__ = None  # type: ignore[assignment]  # as Python has it for what cannot be hashed

    __eq__ = _of_two(operator.eq)
    __lt__ = _of_two(operator.lt)
    __le__ = _of_two(operator.le)
    __gt__ = _of_two(operator.gt)
    __ge__ = _of_two(operator.ge)

    __add__, __radd__ = _of_two(operator.add), _reflected(operator.add)
    __sub__, __rsub__ = _of_two(operator.sub), _reflected(operator.sub)
    __mul__, __rmul__ = _of_two(operator.mul), _reflected(operator.mul)
    __truediv__, __rtruediv__ = _of_two(operator.truediv), _reflected(operator.truediv)
    __floordiv__, __rfloordiv__ = _of_two(operator.floordiv), _reflected(operator.floordiv)
    __mod__, __rmod__ = _of_two(operator.mod), _reflected(operator.mod)
    __divmod__, __rdivmod__ = _of_two(divmod), _reflected(divmod)
    __pow__, __rpow__ = _of_two(operator.pow), _reflected(operator.pow)
    __and__, __rand__ = _of_two(operator.and_), _reflected(operator.and_)
    __or__, __ror__ = _of_two(operator.or_), _reflected(operator.or_)
    __xor__, __rxor__ = _of_two(operator.xor), _reflected(operator.xor)
    __lshift__, __rlshift__ = _of_two(operator.lshift), _reflected(operator.lshift)
    __rshift__, __rrshift__ = _of_two(operator.rshift), _reflected(operator.rshift)

    __str__, __repr__ = _of_one(str), _of_one(repr)
    __bool__, __int__, __float__ = _of_one(bool), _of_one(int), _of_one(float)
    __index__, __complex__ = _of_one(operator.index), _of_one(complex)
    __neg__, __pos__, __abs__ = _of_one(operator.neg), _of_one(operator.pos), _of_one(abs)
    __invert__, __trunc__ = _of_one(operator.invert), _of_one(trunc)
    __floor__, __ceil__ = _of_one(floor), _of_one(ceil)

    def __round__(self, *digits: int) -> Any:
        return round(self.taken(), *digits)


def _real(value: object) -> object:
    return value.taken() if isinstance(value, StandIn) else value
