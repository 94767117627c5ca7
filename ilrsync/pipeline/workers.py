"""One large export read by several processes, with the same result as in one.

The parent cuts the file between learners, workers run the first pass over the pieces and write
what came of them beside the spool; when all have, it is joined in the order of the file. Nothing
is joined before, so a file that turns out not to be fit for cutting is simply read as a whole.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ilrsync.errors import TransientError
from ilrsync.formats.ilr_shards import NoCutError, shards
from ilrsync.pipeline import worker
from ilrsync.pipeline.inputs import only_file
from ilrsync.pipeline.worker import Job

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from ilrsync.contracts import Delivery
    from ilrsync.formats.ilr_shards import Shard
    from ilrsync.host.manager import Host
    from ilrsync.pipeline.inputs import Input
    from ilrsync.pipeline.plan import Plan, Progress

log = logging.getLogger(__name__)

MOST = 4
LARGE = 80_000_000
"""Bytes from which on workers repay their start; some 20,000 learners."""


def workers_for(plan: Plan, host: Host, given: Input, delivery: Delivery) -> int:
    """How many processes should read *given*; one where it cannot be cut."""
    if host.again is None or not delivery.as_ilr_xml or delivery.year != plan.table.year:
        return 1
    if plan.workers.count:
        return plan.workers.count
    return min(_cores(), MOST) if given.size >= LARGE else 1


def read_in_shards(
    plan: Plan, host: Host, given: Input, first: int, room: Path, count: int, progress: Progress
) -> list[Path] | None:
    """Files with the `Part` of every shard of *given*, in order; None if it must be read whole.

    *first* is the position of its first learner; *count* processes work in *room*.

    Raises:
        TransientError: a worker process ended before its work.
    """
    if host.again is None:
        return None
    try:
        job = pickle.dumps(Job.of(plan, host.again, given, first, room))
        with _pool(count, job) as pool:
            return _read(pool, given, plan.workers.shard, progress)
    except (NoCutError, pickle.PicklingError, TypeError, AttributeError) as error:
        reason = str(error) or type(error).__name__
        log.info("one process reads %s: no part of it can be read alone (%s)", given.name, reason)
        return None
    except BrokenProcessPool as error:
        raise TransientError(
            f"{given.name}: a worker process ended before its work was done, perhaps for lack of "
            "memory; try again, or with one process (--workers 1, or [build] workers = 1)"
        ) from error


@contextmanager
def _pool(count: int, job: bytes) -> Iterator[ProcessPoolExecutor]:
    """Worker processes for one job; what has not begun when the block ends is not begun."""
    pool = ProcessPoolExecutor(
        count, multiprocessing.get_context("spawn"), initializer=worker.start, initargs=(job,)
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _read(pool: ProcessPoolExecutor, given: Input, size: int, progress: Progress) -> list[Path]:
    """Shards are read while the file is still being cut."""
    waiting: list[tuple[Shard, Future[Path]]] = []
    for shard in shards(only_file(given).path, size):
        waiting.append((shard, pool.submit(worker.read, shard)))
        for _, future in waiting:
            if future.done():
                future.result()  # the first shard that fails ends the work at once
    parts = []
    for shard, future in waiting:
        parts.append(future.result())
        progress("reading, checking and writing", shard.first)
    return parts


def _cores() -> int:
    """How many processors this process may use."""
    if sys.platform != "win32" and hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
