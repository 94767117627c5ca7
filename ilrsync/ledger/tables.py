"""The tables of the ledger, in terms that SQLite and PostgreSQL share.

What belongs to a dataclass of the model keeps that dataclass's names.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

SCHEMA_VERSION = 4
"""The version of these tables; a change to them raises it and adds a step to `migrations`."""

metadata = MetaData()


class Moment(TypeDecorator[dt.datetime]):
    """An aware time, kept in UTC as text so that it sorts and no database drops the offset."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        """The text of *value*; a time without an offset is refused, because it could be any."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time in the ledger needs an offset from UTC")
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        """The time that *value* is the text of."""
        return None if value is None else dt.datetime.fromisoformat(value)


meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

exports = Table(
    "exports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("set_key", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("arrival", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("format", Text, nullable=False),
    Column("format_version", Text, nullable=False),
    Column("year", String(4)),
    Column("ukprn", Integer),
    Column("learners", Integer),
    Column("reason", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("decided", Moment),
    UniqueConstraint("source", "sha256"),
    sqlite_autoincrement=True,
)

export_files = Table(
    "export_files",
    metadata,
    Column("export", ForeignKey("exports.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("archived", Text, nullable=False),
)

seen_files = Table(
    "seen_files",
    metadata,
    Column("source", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("archived", Text, nullable=False),
    Column("arrival", Integer, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("export", ForeignKey("exports.id")),
)

problems = Table(
    "problems",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("set_aside", Text, nullable=False),
    sqlite_autoincrement=True,
)

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("ukprn", Integer, nullable=False),
    Column("year", String(4), nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("state", String(16), nullable=False),
    Column("rules_version", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("exit_code", Integer),
    Column("learners", Integer),
    Column("written", Integer),
    Column("reason", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Index("runs_of_a_return", "ukprn", "year", "number"),
    sqlite_autoincrement=True,  # a number once given never names another run
)

run_inputs = Table(
    "run_inputs",
    metadata,
    Column("run", ForeignKey("runs.number"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("format", Text, nullable=False),
    Column("format_version", Text, nullable=False),
    Column("learners", Integer, nullable=False),
)

headings = Table(
    "headings",
    metadata,
    Column("run", ForeignKey("runs.number"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("headings", Text, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", ForeignKey("runs.number"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("file", Text),
    Column("line", Integer),
    Column("headings", Integer),
    Column("rule", Text, nullable=False),
    Column("severity", String(8), nullable=False),
    Column("message", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("LearnRefNumber", Text),
    Column("AimSeqNumber", Integer),
    Column("fields", Text),
    Column("correction", String(8)),
    Column("subject", Text),
    Index("findings_of_a_learner", "run", "position"),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", ForeignKey("runs.number"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("file", Text),
    Column("line", Integer),
    Column("headings", Integer),
    Column("rule", Text, nullable=False),
    Column("grade", String(8), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("LearnRefNumber", Text),
    Column("path", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("why", Text, nullable=False),
    Column("group", String(16), nullable=False, server_default=""),
    Index("changes_of_a_learner", "run", "position"),
    Index("changes_of_a_suggestion", "group"),
)

held_out = Table(
    "held_out",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", ForeignKey("runs.number"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("file", Text),
    Column("line", Integer),
    Column("headings", Integer),
    Column("LearnRefNumber", Text),
    Column("path", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("held_out_of_a_learner", "run", "position"),
)

not_checked = Table(
    "not_checked",
    metadata,
    Column("run", ForeignKey("runs.number"), primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("reason", Text, nullable=False),
)

outputs = Table(
    "outputs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", ForeignKey("runs.number"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
)

slots = Table(
    "slots",
    metadata,
    Column("schedule", String(64), primary_key=True),
    Column("slot", Moment, primary_key=True),
    Column("fired", Moment, nullable=False),
    Column("ended", Moment),
    Column("outcome", String(16), nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ukprn", Integer, nullable=False),
    Column("year", String(4), nullable=False),
    Column("suggestion", String(16), nullable=False),
    Column("answer", String(8), nullable=False),
    Column("file", Text, nullable=False),
    Column("row", Integer),
    Column("by", Text, nullable=False),
    Column("taken", Moment, nullable=False),
    Column("ended", Moment),
    Column("rule", Text, nullable=False),
    Column("LearnRefNumber", Text),
    Column("standing", String(12), nullable=False),
    Column("why", Text, nullable=False),
    Column("run", ForeignKey("runs.number")),
    Index("decisions_of_a_return", "ukprn", "year", "suggestion"),
    sqlite_autoincrement=True,
)

decision_files = Table(
    "decision_files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("taken", Moment, nullable=False),
)

returned = Table(
    "returned",
    metadata,
    Column("run", ForeignKey("runs.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("LearnRefNumber", Text),
    Column("ULN", BigInteger),
    Column("going_on", Integer, nullable=False),
    Column("aims", Text, nullable=False),
    Column("sha", BigInteger, nullable=False),
    Index("returned_by_reference", "run", "reference"),
    Index("returned_by_uln", "run", "ULN"),
)

RUN_DETAILS = (findings, changes, held_out, not_checked, headings, returned)
"""What an unfinished run leaves that means nothing without its end."""
