"""All that a plugin imports: contracts to fulfil, readers to use, records to build.

A plugin imports nothing else of ilrsync; what is named here stays, or is announced before it goes.
"""

from ilrsync.contracts import (
    Delivery,
    FileRemark,
    Format,
    IntakeFile,
    LookupTable,
    Output,
    PlacementRow,
    Reading,
    Result,
    RunReport,
    SetFormat,
)
from ilrsync.errors import ReadError
from ilrsync.formats.gather import Gathered, Row
from ilrsync.formats.headings import Heading, plain
from ilrsync.formats.headings import names as heading_names
from ilrsync.formats.ilr_front import front_remarks, is_ilr, read_front, year_of
from ilrsync.formats.ilr_message import iter_message
from ilrsync.formats.mapped import (
    DictTable,
    Grouping,
    MappedFormat,
    TableReader,
    learners,
    mapped_table,
)
from ilrsync.formats.mapping import Mapping
from ilrsync.formats.tables import SheetTable, open_table
from ilrsync.formats.xml_head import Root, sniff
from ilrsync.formats.xml_rows import CellPath, xml_rows
from ilrsync.host.hookspecs import hookimpl
from ilrsync.model.finding import Severity
from ilrsync.model.record import Note, Origin, Record
from ilrsync.model.records import RECORDS, HRSRecord, Learner, LearningDelivery
from ilrsync.model.table import YEARS, Table, table

__all__ = [
    "RECORDS",
    "YEARS",
    "CellPath",
    "Delivery",
    "DictTable",
    "FileRemark",
    "Format",
    "Gathered",
    "Grouping",
    "HRSRecord",
    "Heading",
    "IntakeFile",
    "Learner",
    "LearningDelivery",
    "LookupTable",
    "MappedFormat",
    "Mapping",
    "Note",
    "Origin",
    "Output",
    "PlacementRow",
    "ReadError",
    "Reading",
    "Record",
    "Result",
    "Root",
    "Row",
    "RunReport",
    "SetFormat",
    "Severity",
    "SheetTable",
    "Table",
    "TableReader",
    "front_remarks",
    "heading_names",
    "hookimpl",
    "is_ilr",
    "iter_message",
    "learners",
    "mapped_table",
    "open_table",
    "plain",
    "read_front",
    "sniff",
    "table",
    "xml_rows",
    "year_of",
]
