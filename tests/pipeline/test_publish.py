"""Outputs that fail: what is said of them, and that no other suffers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ilrsync.pipeline.plugins import host_of
from ilrsync.pipeline.sync import sync
from tests.pipeline.returns import NOW, deliver, ilr, learners, site

if TYPE_CHECKING:
    from pathlib import Path

PLUGIN = '''\
"""Outputs that fail in one way each, and one that does not."""

from ilrsync.sdk import Output, hookimpl


class Sound(Output):
    name = "sound"

    def write(self, result, kept, folder, options):
        (folder / "sound.txt").write_text("whole", "utf-8")
        return [folder / "sound.txt"]


class Failing(Output):
    name = "failing"

    def {method}


@hookimpl
def ilrsync_outputs():
    return [Failing(), Sound()]
'''


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("write(self, *given):\n        return 1 // 0", "ZeroDivisionError"),
        ("findings(self, *given):\n        return [1 // 0]", "ZeroDivisionError"),
        ("keep(self, *given):\n        return 1 // 0", "ZeroDivisionError"),
        ("keep(self, *given):\n        return {[]: 1}", "TypeError"),
        (
            'write(self, result, kept, folder, options):\n        return [folder / "ghost.txt"]',
            "FileNotFoundError",
        ),
        (
            "write(self, result, kept, folder, options):\n        return [folder.parent]",
            "ValueError",
        ),
        ('write(self, *given):\n        return ["name.txt"]', "AttributeError"),
    ],
)
def test_an_output_that_fails_is_named_and_stops_no_other(
    tmp_path: Path, method: str, kind: str
) -> None:
    text = PLUGIN.replace("{method}", method)
    deliver(tmp_path / "plugins" / "failing", "__init__.py", text.encode())
    config = site(tmp_path, '[plugins]\nfolders = ["plugins"]\n')
    deliver(config.folders.inbox / "main", "export.xml", ilr(learners(3)))

    report = sync(config, host_of(config), started=NOW)

    (manifest,) = tmp_path.rglob("manifest.json")
    names = [one["name"] for one in json.loads(manifest.read_text("utf-8"))["outputs"]]
    assert f"the output failed with {kind}" in report.returns[0].text
    assert "sound.txt" in names
    assert sorted(one.name for one in manifest.parent.iterdir()) == sorted([*names, manifest.name])
