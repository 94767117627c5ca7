"""What plugins are told of a run: places and counts, nothing that stands in a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.pipeline.plugins import host_of
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import NOW, UKPRN, deliver, ilr, learners, site

if TYPE_CHECKING:
    from pathlib import Path

LISTENER = '''\
"""Writes down what it is told of a run, and has an output that quotes a record when it fails."""

from pathlib import Path

from ilrsync.sdk import Output, ReadError, hookimpl


class Quoting(Output):
    name = "quoting"

    def write(self, result, kept, folder, options):
        raise ReadError("no date", file="answers.csv", got="Ada Lovelace", wanted="a date")


@hookimpl
def ilrsync_outputs():
    return [Quoting()]


@hookimpl
def ilrsync_run_finished(report):
    Path(__file__).with_name("told.txt").write_text("\\n".join(report.problems), "utf-8")
'''


def test_plugins_are_told_which_files_have_problems_and_not_what_stands_in_them(
    tmp_path: Path,
) -> None:
    listener = deliver(tmp_path / "plugins" / "listener", "__init__.py", LISTENER.encode())
    config = site(tmp_path, '[plugins]\nfolders = ["plugins"]\n', sources=("main", "second"))
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(3)))
    deliver(config.folders.inbox / "second", "other.xml", ilr(learners(3), ukprn=UKPRN + 1))

    report = sync(config, host_of(config), started=NOW)

    assert any(str(UKPRN + 1) in problem for problem in report.problems)
    assert "Ada Lovelace" in report.returns[0].text
    assert listener.with_name("told.txt").read_text("utf-8").splitlines() == [
        "quoting: could not be written",
        "second: other.xml could not be used; `ilrsync status` says why",
        "second: has no good export, so the return lacks its learners",
    ]
