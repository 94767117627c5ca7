"""``ilrsync placements check``: what the results service would say of a placement upload."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ilrsync.cli.options import add_format
from ilrsync.cli.terminal import say, say_json, stdout_for_csv
from ilrsync.errors import ReadError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from ilrsync.outputs.placements.downloads import Registration
    from ilrsync.outputs.placements.precheck import Verdict

NAME = "placements"
SUMMARY = "tell what the T Level results service would say of a placement upload"
EXAMPLES = """\
  ilrsync placements check industry-placements.csv
  ilrsync placements check industry-placements.csv --learners registrations_data.csv
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is to be done, and to which file."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = actions.add_parser(
        "check",
        help="check a placement CSV as the service would; 0 only if it would take the whole file",
        description="Check a placement CSV as the service would, line by line. "
        "The exit code is 0 only if it would take the whole file.",
    )
    check.add_argument("file", type=Path, metavar="FILE", help="the CSV to be uploaded")
    check.add_argument(
        "--learners",
        type=Path,
        action="append",
        default=[],
        metavar="CSV",
        help="the learner list of the service, registrations_data.csv; once for each start year",
    )
    add_format(check, ("text", "json", "csv"))
    check.set_defaults(action=check_upload)


def run(args: argparse.Namespace) -> int:
    """The action has been done; returns its exit code."""
    code: int = args.action(args)
    return code


def check_upload(args: argparse.Namespace) -> int:
    """The verdict is printed; 0 only if nothing would be refused.

    Raises:
        ReadError: the upload or a learner list cannot be read, or is another file.
    """
    from ilrsync.outputs.placements.precheck import check_file

    learners = _learners(args.learners)
    try:
        verdict = check_file(args.file, learners)
    except OSError as error:
        raise _unreadable(args.file, error) from error
    if args.format == "json":
        say_json(document(args.file, verdict))
    elif args.format == "csv":
        _csv(verdict)
    else:
        for line in lines(args.file, verdict):
            say(line)
    return 0 if verdict.accepted else 1


def lines(path: Path, verdict: Verdict) -> Iterator[str]:
    """The verdict for a person: each refusal with its line, what was not checked, the answer."""
    for refusal in verdict.refusals:
        where = "the file" if refusal.line is None else f"line {refusal.line}"
        who = f", ULN {refusal.uln}" if refusal.uln else ""
        yield f"stage {refusal.stage}, {where}{who}: {refusal.message}"
    for missing in verdict.not_checked:
        yield f"not checked: {missing}"
    if verdict.no_report:
        yield "the service would end on its problem page and give no error report"
    if verdict.accepted:
        doubt = ", as far as it was checked" if verdict.not_checked else ""
        yield f"{path.name}: would be taken{doubt}; records: {verdict.records:,}"
    else:
        yield (
            f"{path.name}: would be refused as a whole; errors: {len(verdict.refusals):,}; "
            "the line of the header is 1, empty lines do not count"
        )


def document(path: Path, verdict: Verdict) -> dict[str, object]:
    """The verdict for programs."""
    return {
        "file": path.name,
        "accepted": verdict.accepted,
        "records": verdict.records,
        "no_report": verdict.no_report,
        "errors": [
            {
                "stage": refusal.stage,
                "line": refusal.line,
                "ULN": refusal.uln,
                "reason": refusal.reason,
                "message": refusal.message,
            }
            for refusal in verdict.refusals
        ],
        "not_checked": list(verdict.not_checked),
    }


def _csv(verdict: Verdict) -> None:
    """The columns of the service's own error report."""
    from ilrsync.outputs.people_csv import write_rows

    rows = [("Line", "ULN", "Error")]
    rows += [
        ("" if refusal.line is None else str(refusal.line), refusal.uln, refusal.message)
        for refusal in verdict.refusals
    ]
    write_rows(stdout_for_csv(), rows)


def _learners(paths: Sequence[Path]) -> dict[str, Registration] | None:
    from ilrsync.outputs.placements.download_rows import contents
    from ilrsync.outputs.placements.downloads import latest, read_registrations

    if not paths:
        return None
    found: list[Registration] = []
    for path in paths:
        try:
            found += read_registrations(path.name, contents(path)).values()
        except OSError as error:
            raise _unreadable(path, error) from error
    return latest(found)


def _unreadable(path: Path, error: OSError) -> ReadError:
    from ilrsync.durable import reason

    return ReadError(f"cannot be read: {reason(error)}", file=path.name)
