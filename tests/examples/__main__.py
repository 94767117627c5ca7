"""Writes the example's exports anew: ``python -m tests.examples``."""

from __future__ import annotations

from pathlib import Path

from tests.examples import apprentices, main_mis

ANYTOWN = Path(__file__).parents[2] / "examples" / "anytown"


def exports() -> dict[str, bytes]:
    """Every export of the example by its path below the example's folder."""
    tables, moved = main_mis.files()
    found = {f"inbox/main-mis/{name}": content for name, content in tables.items()}
    found[f"inbox/apprenticeships/{apprentices.NAME}"] = apprentices.file(moved)
    return found


if __name__ == "__main__":
    for path, content in exports().items():
        (ANYTOWN / path).parent.mkdir(parents=True, exist_ok=True)
        (ANYTOWN / path).write_bytes(content)
