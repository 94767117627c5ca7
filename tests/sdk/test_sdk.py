from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ilrsync.sdk as sdk

PLUGINS = Path(__file__).parents[2] / "plugins"


def test_all_is_true() -> None:
    public = {name for name in vars(sdk) if not name.startswith("_")}
    modules = {name for name in public if type(vars(sdk)[name]).__name__ == "module"}
    assert set(sdk.__all__) == public - modules


def test_all_is_sorted_as_the_linter_sorts_it() -> None:
    def place(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)

    assert sdk.__all__ == sorted(sdk.__all__, key=place)


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("*/*.py")), ids=lambda path: path.name)
def test_built_in_plugins_import_nothing_but_the_sdk(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not [alias for alias in node.names if alias.name.startswith("ilrsync")]
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            assert not node.module.startswith("ilrsync.") or node.module == "ilrsync.sdk"
            assert node.module != "ilrsync"
