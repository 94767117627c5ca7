"""What came in, what was built of it and everything found and changed on the way, in SQLite.

PostgreSQL by giving a URL. Nobody else in ilrsync imports SQLAlchemy.
"""

from ilrsync.ledger.copying import copy_ledger
from ilrsync.ledger.entries import (
    Export,
    ExportFile,
    ExportState,
    GivenAnswer,
    KnownDecision,
    OutputFile,
    Problem,
    Run,
    RunState,
    SeenFile,
    SourceStatus,
    Status,
)
from ilrsync.ledger.ledger import Ledger
from ilrsync.ledger.lock import Lock
from ilrsync.ledger.recorder import Recorder
from ilrsync.ledger.results import WHOLE_FILE

__all__ = [
    "WHOLE_FILE",
    "Export",
    "ExportFile",
    "ExportState",
    "GivenAnswer",
    "KnownDecision",
    "Ledger",
    "Lock",
    "OutputFile",
    "Problem",
    "Recorder",
    "Run",
    "RunState",
    "SeenFile",
    "SourceStatus",
    "Status",
    "copy_ledger",
]
