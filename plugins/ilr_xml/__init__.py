"""DfE ILR XML: what every MIS that returns the ILR can write, in either collection year.

Source: ILR schema 2025 to 2026 and 2026 to 2027; the year tables restate it.
"""

from __future__ import annotations

from ilrsync.sdk import (
    Delivery,
    Format,
    IntakeFile,
    Reading,
    front_remarks,
    hookimpl,
    is_ilr,
    iter_message,
    read_front,
    sniff,
    table,
    year_of,
)


class IlrXml(Format):
    """One ILR file: a ``Message`` with its header, provider and learners."""

    name = "ilr-xml"

    def matches(self, file: IntakeFile) -> bool:
        """Whether the root is a ``Message`` in an ILR namespace, or with the children of one."""
        root = sniff(file.head)
        return root is not None and is_ilr(root)

    def read(self, file: IntakeFile, reading: Reading) -> Delivery:
        """The learners in terms of the file's own year, which ``Delivery.year`` tells.

        Raises:
            ReadError: The file is not well-formed, has a DOCTYPE, or is of an unknown year.
        """
        front = read_front(file.path, file.name, reading.table.year)
        year = year_of(front, file.name)
        own = table(year) if year else reading.table
        for remark in front_remarks(front, file.name, own):
            reading.remark(remark)
        return Delivery(
            iter_message(file.path, file.name, own, front.namespace, reading.remark),
            year=year,
            ukprn=front.ukprn,
            header=front.header,
            source_files=front.source_files,
            as_ilr_xml=True,
        )


@hookimpl
def ilrsync_formats() -> list[Format]:
    """The one format."""
    return [IlrXml()]
