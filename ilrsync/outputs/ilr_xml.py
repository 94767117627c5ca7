"""The ILR file: what goes to Submit Learner Data.

Source: ILR specification 2025-26 and 2026-27, file name and header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilrsync.contracts import Output, Result
from ilrsync.durable import whole_file
from ilrsync.errors import OutputError
from ilrsync.outputs.learner_xml import MESSAGE_END, message_start
from ilrsync.outputs.moments import uk_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SERIAL = 1


class IlrXml(Output):
    """The ILR file of the return, with every learner that the schema takes.

    Options: ``on_invalid``, what to do about learners that it does not take: "hold-out" (the
    default: they are left out and listed) or "stop" (no file).
    """

    name = "ilr_xml"

    def write(
        self, result: Result, kept: Sequence[object], folder: Path, options: Mapping[str, Any]
    ) -> list[Path]:
        """The one file, named by the year's convention.

        Raises:
            OutputError: no learner can be in it, or one cannot and the site wants none then.
        """
        _refuse(result, str(options.get("on_invalid", "hold-out")))
        path = folder / file_name(result)
        start = message_start(result.table, result.header, result.source_files, result.ukprn)
        with whole_file(path) as file:
            file.write(start.encode())
            for chunk in result.learner_xml():
                file.write(chunk)
            file.write(MESSAGE_END.encode())
        return [path]


def file_name(result: Result) -> str:
    """The file's name by the year's convention, with the start of the run as its time."""
    return result.table.file_name.format(
        ukprn=result.ukprn, year=result.table.year, date=uk_time(result.started), serial=SERIAL
    )


def _refuse(result: Result, on_invalid: str) -> None:
    if on_invalid not in ("hold-out", "stop"):
        raise OutputError(
            f'[outputs.ilr_xml] on_invalid: got "{on_invalid}", want "hold-out" or "stop"'
        )
    if not result.learners:
        raise OutputError("no ILR file was written: the files that could be read hold no learner")
    if not result.written:
        raise OutputError(
            f"no ILR file was written: none of the {result.learners} learners of the return"
            " can be in it; the rule violation report says why for each"
        )
    if on_invalid == "stop" and result.held_out:
        raise OutputError(
            f"no ILR file was written: the schema refuses {len(result.held_out)} of"
            f' {result.learners} learners and on_invalid is "stop"; correct them, or set it to'
            ' "hold-out" to leave them out'
        )
