"""The run's manifest: what went in, what came out, and what the checking knew.

Source: Rule Violation Summary of FIS, whose foot names the versions of everything that was used.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import ilrsync
from ilrsync.durable import sha256, write_text
from ilrsync.outputs.findings_json import rules_row
from ilrsync.outputs.summary import NOTICE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ilrsync.contracts import Comparison, InputFile, Reference, Result

FILE_NAME = "manifest.json"


def write_manifest(
    result: Result,
    folder: Path,
    written: Sequence[Path],
    *,
    plugins: Mapping[str, str],
    configuration: str = "",
    beside: Sequence[tuple[str, str]] = (),
    digest: Callable[[Path], str] = sha256,
) -> Path:
    """``manifest.json`` in *folder*, written last because it has the hashes of the others.

    *written* are the run's other outputs, *plugins* the versions of the plugins by name,
    *configuration* the hash of the configuration that the run was made with, and *beside* name and
    hash of each file beside the exports that it could read: decisions, downloads. *digest* gives
    the SHA-256 of an output.
    """
    path = folder / FILE_NAME
    manifest = manifest_of(
        result,
        folder,
        written,
        plugins=plugins,
        configuration=configuration,
        beside=beside,
        digest=digest,
    )
    write_text(path, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
    return path


def manifest_of(
    result: Result,
    folder: Path,
    written: Sequence[Path],
    *,
    plugins: Mapping[str, str],
    configuration: str = "",
    beside: Sequence[tuple[str, str]] = (),
    digest: Callable[[Path], str] = sha256,
) -> dict[str, object]:
    """The manifest as it is written to the file and kept in the ledger."""
    return {
        "ilrsync": ilrsync.__version__,
        "run": result.run,
        "started": result.started.isoformat(),
        "ukprn": result.ukprn,
        "provider": result.provider,
        "year": result.table.year,
        "namespace": result.table.namespace,
        "rules_version": result.rules_version,
        "configuration_sha256": configuration,
        "plugins": dict(sorted(plugins.items())),
        "reference_data": [
            _reference(one, result.started.date()) for one in result.references if one.name
        ],
        "inputs": [_input(file) for file in result.inputs],
        "beside": [{"name": name, "sha256": sha256} for name, sha256 in beside],
        "outputs": [_output(path, folder, digest) for path in sorted(written)],
        "learners": {
            "read": result.learners,
            "written": result.written,
            "held_out": len(result.held_out),
            "gathered": result.gathered,
            "withheld": len(result.withheld),
        },
        "answers": dict(sorted(Counter(one.standing.value for one in result.answers).items())),
        "comparison": _comparison(result.comparison),
        "counts": dict(result.counts()),
        "rules": {"run": list(result.rules_run), **rules_row(result)},
        "notice": NOTICE,
    }


def _comparison(comparison: Comparison | None) -> dict[str, object] | None:
    if comparison is None:
        return None
    return {"run": comparison.run, "learners": comparison.learners, **comparison.counts}


def _input(file: InputFile) -> dict[str, object]:
    return {
        "source": file.source,
        "name": file.name,
        "sha256": file.sha256,
        "size": file.size,
        "format": file.format,
        "format_version": file.format_version,
        "learners": file.learners,
    }


def _reference(table: Reference, day: dt.date) -> dict[str, object]:
    return {
        "name": table.name,
        "version": table.version,
        "dated": table.dated.isoformat() if table.dated else None,
        "days_old": (day - table.dated).days if table.dated else None,
    }


def _output(path: Path, folder: Path, digest: Callable[[Path], str]) -> dict[str, object]:
    return {
        "name": path.relative_to(folder).as_posix(),
        "sha256": digest(path),
        "size": path.stat().st_size,
    }
