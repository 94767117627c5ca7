"""Learners as they will be returned, written to disk as they come and validated beside the reading.

The file of a run is the spool's learners between a start and an end, copied byte for byte, so what
was validated is what is returned.
"""

from __future__ import annotations

import shutil
from array import array
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ilrsync.outputs.schema import Invalid, Validator

T = TypeVar("T")

_PENDING = 2
_COPY = 1 << 20


class Written(NamedTuple):
    """A finished spool: its file, where in it each entry ends, and which entry each learner is."""

    path: Path
    ends: array[int]
    entries: array[int]
    left_out: set[int]


class Spool(Generic[T]):
    """A file of Learner elements, one after the other, and which of them the schema refuses.

    ``refused`` is called in the caller's thread, some time after `add` and at the latest in
    `finish`, with position, what was put with it and the reason, and may add it again; *size*
    learners are validated together. A position added a second time replaces the first. Positions
    rise from *first*.
    """

    def __init__(
        self,
        path: Path,
        validator: Validator,
        start: bytes,
        refused: Callable[[int, T, Invalid], None],
        size: int,
        first: int = 0,
    ) -> None:
        self._path = path
        self._file = path.open("wb", buffering=_COPY)
        self._validator = validator
        self._size = size
        self._start = start
        self._refused = refused
        self._ends: array[int] = array("Q", [0])
        self._entries: array[int] = array("I")
        self._left_out: set[int] = set()
        self._chunk: list[tuple[int, T, bytes]] = []
        self._pending: deque[tuple[Future[list[Invalid]], list[tuple[int, T, bytes]]]] = deque()
        self._thread = ThreadPoolExecutor(1, "schema")
        self._first = first

    def add(self, position: int, put: T, xml: str) -> None:
        """*xml* stands for the learner at *position*; positions rise when first added."""
        data = xml.encode("utf-8", "xmlcharrefreplace")
        entry = len(self._ends) - 1
        if position == self._first + len(self._entries):
            self._entries.append(entry)
        else:
            self._entries[position - self._first] = entry
            self._left_out.discard(position)
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))
        self._chunk.append((position, put, data))
        if len(self._chunk) >= self._size:
            self._submit()

    def leave_out(self, position: int) -> None:
        """The learner at *position* is not part of what `blocks` gives."""
        self._left_out.add(position)

    def settle(self) -> None:
        """Everything added so far is validated and ``refused`` has been told."""
        while self._chunk or self._pending:
            if self._chunk:
                self._submit()
            else:
                self._drain()

    def finish(self) -> None:
        """Everything is validated and on disk; only `blocks`, `count` and `close` are left."""
        self.settle()
        self._thread.shutdown()
        self._file.close()
        # Who is told of refusals has all that a first pass learnt, which is not needed any more.
        del self._refused, self._validator

    def close(self) -> None:
        """The spool's file is gone."""
        self._thread.shutdown(cancel_futures=True)
        self._file.close()
        self._path.unlink(missing_ok=True)

    @property
    def count(self) -> int:
        """How many learners `blocks` gives."""
        return len(self._entries) - len(self._left_out)

    def written(self) -> Written:
        """What `join` needs of a finished spool whose file stays."""
        return Written(self._path, self._ends, self._entries, self._left_out)

    def join(self, part: Written) -> None:
        """The learners of *part*, which follow those of this spool, are in it; its file is gone."""
        with part.path.open("rb") as file:
            shutil.copyfileobj(file, self._file, _COPY)
        part.path.unlink()
        end, entry = self._ends[-1], len(self._ends) - 1
        self._ends.extend(end + one for one in part.ends[1:])
        self._entries.extend(entry + one for one in part.entries)
        self._left_out |= part.left_out

    def elements(self, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """What stands at *positions* now, each with its position."""
        self._file.flush()
        with self._path.open("rb") as file:
            for position in positions:
                start, end = self._place(position)
                file.seek(start)
                yield position, file.read(end - start)

    def blocks(self) -> Iterator[bytes]:
        """The learners in the order of their positions, as blocks of at most a megabyte or so."""
        with self._path.open("rb") as file:
            for start, end in self._runs():
                file.seek(start)
                while start < end:
                    block = file.read(min(_COPY, end - start))
                    start += len(block)
                    yield block

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Byte ranges of what is returned, neighbours joined."""
        start = end = 0
        for position in range(self._first, self._first + len(self._entries)):
            if position in self._left_out:
                continue
            low, high = self._place(position)
            if low != end:
                if end > start:
                    yield start, end
                start = low
            end = high
        if end > start:
            yield start, end

    def _place(self, position: int) -> tuple[int, int]:
        """Where the element at *position* begins and ends."""
        entry = self._entries[position - self._first]
        return self._ends[entry], self._ends[entry + 1]

    def _submit(self) -> None:
        chunk, self._chunk = self._chunk, []
        texts = [data for _, _, data in chunk]
        future = self._thread.submit(self._validator.check, texts, self._start)
        self._pending.append((future, chunk))
        if len(self._pending) > _PENDING:
            self._drain()

    def _drain(self) -> None:
        future, chunk = self._pending.popleft()
        for refusal in future.result():
            position, put, _ = chunk[refusal.index]
            self._refused(position, put, refusal)
