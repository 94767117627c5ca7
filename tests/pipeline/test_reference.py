"""Reference data that a site supplies reaches its rules, and every run says what it knew."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from ilrsync.contracts import LookupTable, Reference
from ilrsync.host.hookspecs import hookimpl
from ilrsync.host.manager import Host
from ilrsync.pipeline.plugins import host_of
from ilrsync.pipeline.reference import (
    OLD,
    reference_prints,
    reference_remarks,
    references_of,
)
from ilrsync.pipeline.sync import sync
from ilrsync.reference.shelf import INCOMPLETE, UNREADABLE
from tests.pipeline.returns import YEAR, deliver, ilr, learners, site
from tests.reference.downloads import NEW_NAME, generated, lars, listed

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Config
    from ilrsync.pipeline.reports import SyncReport

NIGHT = dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)


def built(config: Config, at: dt.datetime = NIGHT) -> SyncReport:
    return sync(config, host_of(config), started=at)


def manifest(report: SyncReport) -> dict[str, Any]:
    (one,) = report.returns
    assert one.folder is not None
    found: dict[str, Any] = json.loads((one.folder / "manifest.json").read_text("utf-8"))
    return found


def supplied(folder: Path) -> Config:
    config = site(folder)
    deliver(folder / "inbox" / "main", "ILR.xml", ilr(learners(3)))
    return config


def test_a_rule_that_needs_lars_runs_only_where_it_lies_in_the_folder(tmp_path: Path) -> None:
    config = supplied(tmp_path)
    rules = manifest(built(config))["rules"]
    assert {"rule": "R_147", "reason": "needs LARS"} in rules["not_checked"]
    lars(config.folders.reference)
    rules = manifest(built(config))["rules"]
    assert "R_147" in rules["run"]
    assert "R_147" not in {one["rule"] for one in rules["not_checked"]}


def test_the_manifest_and_the_summary_name_what_was_used_and_its_age(tmp_path: Path) -> None:
    config = supplied(tmp_path)
    lars(config.folders.reference)
    report = built(config)
    (table,) = manifest(report)["reference_data"]
    assert table["name"] == "LARS"
    assert table["version"].startswith(f"{NEW_NAME}, version 012.0.41, 2026-09-24, sha256 ")
    assert (table["dated"], table["days_old"]) == ("2026-09-24", 39)
    assert f"LARS: {table['version']}, 39 days old" in report.returns[0].text
    assert report.returns[0].folder is not None
    page = (report.returns[0].folder / "summary.html").read_text("utf-8")
    assert f"LARS: {table['version']}, 39 days old" in page


def test_new_reference_data_makes_a_return_due(tmp_path: Path) -> None:
    config = supplied(tmp_path)
    host = host_of(config)
    lars(config.folders.reference)
    first = sync(config, host, started=NIGHT)
    assert "nothing new" in sync(config, host, started=NIGHT).returns[0].text
    lars(config.folders.reference, parts=generated("25 Sep 2026"))
    again = sync(config, host, started=NIGHT)
    assert again.returns[0].run != first.returns[0].run
    assert manifest(again)["reference_data"][0]["dated"] == "2026-09-25"


def test_a_damaged_download_is_a_warning_and_the_old_one_serves(tmp_path: Path) -> None:
    config = supplied(tmp_path)
    path = lars(config.folders.reference)
    before = manifest(built(config))["reference_data"]
    path.write_bytes(path.read_bytes()[:300])
    report = built(config)
    assert manifest(report)["reference_data"] == before
    assert UNREADABLE in report.returns[0].text


def test_what_is_older_than_the_return_by_more_than_sixty_days_is_warned_of() -> None:
    table = Reference("LARS", "lars.zip, sha256 0", dt.date(2026, 9, 1))
    on_the_day = table.dated + dt.timedelta(60) if table.dated else dt.date.min
    assert list(reference_remarks([table], on_the_day)) == []
    (remark,) = reference_remarks([table], on_the_day + dt.timedelta(1))
    assert remark.rule == OLD
    assert remark.file == "lars.zip"
    assert "61 days before" in remark.message


class Table:
    """Reference data that a stranger's plugin brings without telling of it."""

    name = "LARS"
    version = "theirs 7"

    def get(self, kind: str, key: str) -> list[dict[str, str]]:
        return []


class Stranger:
    @hookimpl
    def ilrsync_lookup(self, table: str, year: str) -> LookupTable | None:
        return Table() if table == "LARS" else None

    @hookimpl
    def ilrsync_rules(self, year: str) -> list[object]:
        from ilrsync.checks.t_level import programme

        return [programme.qualification_and_specialism_apart]


def test_reference_data_that_no_plugin_tells_of_counts_where_a_rule_needs_it() -> None:
    host = Host.load(builtin=[Stranger()])
    assert references_of(host, YEAR) == [Reference("LARS", "theirs 7")]
    assert list(reference_prints(references_of(host, YEAR))) == ["LARS theirs 7"]


CODES = "List,Code\nMSTUFEE,1\nESM.EII,5\nLearnDelFAM.LDM,034\n"


def test_a_rule_runs_only_where_the_list_that_it_asks_is_among_the_code_lists(
    tmp_path: Path,
) -> None:
    config = supplied(tmp_path)
    listed(config.folders.reference, "codes.csv", CODES)
    rules = manifest(built(config))["rules"]
    reasons = {one["rule"]: one["reason"] for one in rules["not_checked"]}
    partly = {one["rule"]: one["reason"] for one in rules["checked_in_part"]}
    assert reasons["OutGrade_01"] == "needs OutGrade of code lists"
    assert reasons["AFinType_02"] == "needs AFinType or AppFin.* of code lists"
    assert partly["LearnDelFAMType_06"] == (
        "checked in part: the rest needs LearnDelFAM.ACL, LearnDelFAM.ACT, LearnDelFAM.ADL"
        " and 10 more of code lists"
    )
    assert not {"MSTUFEE_01", "LearnDelFAMType_104"} & {*reasons, *partly}, "their lists are there"
    assert {"MSTUFEE_01", "LearnDelFAMType_104"} <= set(rules["run"])
    assert "OutGrade_01" not in rules["run"]


def test_a_code_list_by_a_name_that_no_rule_asks_for_is_told_with_the_nearest_name(
    tmp_path: Path,
) -> None:
    config = supplied(tmp_path)
    listed(config.folders.reference, "codes.csv", f"{CODES}OutGrad,PA\nOutGrade.0003,9\nQX,1\n")
    (table,) = references_of(host_of(config), YEAR)
    assert [(remark.rule, remark.file, remark.message) for remark in table.remarks] == [
        (INCOMPLETE, "codes.csv", f'code lists: no list is called "{name}", {rest}')
        for name, rest in (
            ("OUTGRAD", 'so its codes are not asked; did you mean "OutGrade"?'),
            ("QX", "so its codes are not asked; see the README for its name"),
        )
    ]
