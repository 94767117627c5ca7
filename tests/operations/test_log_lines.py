"""What a log line says, and what it cannot say."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from ilrsync.errors import ReadError, TransientError
from ilrsync.operations.log_lines import ConsoleLines, JsonLines, masked


def record(message: str, *values: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("ilrsync.daemon", logging.INFO, "", 1, message, values, None)
    vars(made).update(extra)
    return made


def failed(error: Exception) -> logging.LogRecord:
    """The record that `log.exception` makes of *error*."""
    try:
        raise error
    except Exception:  # noqa: BLE001 - any error may be logged
        made = record("a pass failed")
        made.exc_info = sys.exc_info()
        return made


def test_a_json_line_is_one_object_with_what_the_caller_added() -> None:
    line = JsonLines().format(record("run %d has ended", 7, run=7, folder="a b", late=None))
    assert "\n" not in line
    found = json.loads(line)
    assert found["message"] == "run 7 has ended"
    assert (found["run"], found["folder"], found["late"]) == (7, "a b", None)
    assert (found["level"], found["logger"]) == ("info", "ilrsync.daemon")
    assert found["time"].endswith("+00:00")


def test_a_console_line_says_when_how_grave_and_what_belongs_to_it() -> None:
    line = ConsoleLines().format(record("taken", file="a b.csv", size=3))
    when, _, rest = line.partition(" ")
    assert when[4] == "-"
    assert rest == 'INFO    ilrsync.daemon: taken file="a b.csv" size=3'
    assert ConsoleLines(plain=True).format(record("one\ntwo")) == "ilrsync: one | two"


@pytest.mark.parametrize("form", [JsonLines(), ConsoleLines()])
def test_the_text_of_an_error_that_may_quote_a_cell_is_never_written(
    form: logging.Formatter,
) -> None:
    for error in (ReadError("bad", got="Okafor"), ValueError("Okafor"), KeyError("Okafor")):
        line = form.format(failed(error))
        assert "Okafor" not in line
        assert type(error).__name__ in line
        assert "test_log_lines.py:" in line


def test_an_error_about_the_disk_is_written_with_its_text() -> None:
    line = ConsoleLines().format(failed(TransientError("/srv/outbox: no space left")))
    assert "TransientError: /srv/outbox: no space left at" in line


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ULN 1111000378 is held twice", "ULN ***378 is held twice"),
        ("number ZZ000001A and zz 00 00 01 a", "number *** and ***"),
        ("lives in QX2 1JS or qx21js", "lives in *** or ***"),
        ("ILR-10000001-2627-20261119-180211-01.XML", "ILR-10000001-2627-20261119-180211-01.XML"),
        ("learner A260001, run 12, UKPRN 10000001", "learner A260001, run 12, UKPRN 10000001"),
        ("sha256 4f1111000378ab", "sha256 4f1111000378ab"),
    ],
)
def test_what_looks_like_personal_data_is_masked(text: str, told: str) -> None:
    assert masked(text) == told
    assert json.loads(JsonLines().format(record("%s", text, extra=text)))["extra"] == told
