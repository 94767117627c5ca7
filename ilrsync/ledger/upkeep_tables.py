"""The tables of what is done besides building: what was removed, and who has been told of what."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from ilrsync.ledger.tables import Moment, metadata

removals = Table(
    "removals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("items", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

kept_counts = Table(
    "kept_counts",
    metadata,
    Column("run", ForeignKey("runs.number"), primary_key=True),
    Column("counts", Text, nullable=False),
)
"""The counts of runs whose details were removed, so that the history still has them."""

notice_marks = Table(
    "notice_marks",
    metadata,
    Column("target", String(64), primary_key=True),
    Column("run", Integer, nullable=False),
    Column("problem", Integer, nullable=False),
)
"""Up to which run and which problem each target has been told, or need not be."""

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target", String(64), nullable=False),
    Column("run", Integer),
    Column("after_problem", Integer, nullable=False),
    Column("last_problem", Integer, nullable=False),
    Column("made", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Moment, nullable=False),
    Column("error", Text, nullable=False),
    sqlite_autoincrement=True,
)

UPKEEP = (removals, kept_counts, notice_marks, notices)
