from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ilrsync.sdk as sdk
from ilrsync.sdk import rules

if TYPE_CHECKING:
    from types import ModuleType

KIT_NAMES = ("ilrsync.sdk", "ilrsync.sdk.rules")
PLUGINS = Path(__file__).parents[2] / "plugins"


KITS = pytest.mark.parametrize("kit", [sdk, rules], ids=lambda kit: kit.__name__)


@KITS
def test_all_is_true(kit: ModuleType) -> None:
    public = {name for name in vars(kit) if not name.startswith("_")}
    modules = {name for name in public if type(vars(kit)[name]).__name__ == "module"}
    assert set(kit.__all__) == public - modules


@KITS
def test_all_is_sorted_as_the_linter_sorts_it(kit: ModuleType) -> None:
    def place(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)

    assert kit.__all__ == sorted(kit.__all__, key=place)


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("*/*.py")), ids=lambda path: path.name)
def test_built_in_plugins_import_nothing_but_the_sdk(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not [alias for alias in node.names if alias.name.startswith("ilrsync")]
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            assert not node.module.startswith("ilrsync.") or node.module in KIT_NAMES
            assert node.module != "ilrsync"
