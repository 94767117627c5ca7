"""All that a plugin imports: contracts to fulfil, readers to use, records to build.

A plugin imports nothing else of ilrsync; what is named here stays, or is announced before it goes.
"""

from ilrsync.contracts import Delivery, FileRemark, Format, IntakeFile, Reading, SetFormat
from ilrsync.errors import ReadError
from ilrsync.host.hookspecs import hookimpl
from ilrsync.model.finding import Severity
from ilrsync.model.record import Note, Origin, Record
from ilrsync.model.records import RECORDS, Learner, LearningDelivery
from ilrsync.model.table import YEARS, Table, table

__all__ = [
    "RECORDS",
    "YEARS",
    "Delivery",
    "FileRemark",
    "Format",
    "IntakeFile",
    "Learner",
    "LearningDelivery",
    "Note",
    "Origin",
    "ReadError",
    "Reading",
    "Record",
    "SetFormat",
    "Severity",
    "Table",
    "hookimpl",
    "table",
]
