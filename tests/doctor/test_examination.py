"""The doctor finds what is wrong with an installation, says what to do, and harms nothing."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ilrsync.doctor import Check, Result, examine, folders, machine, site
from ilrsync.ledger import Ledger, Problem
from ilrsync.pipeline.sync import sync
from tests.ledger.clock import FakeClock
from tests.pipeline.returns import NOW, deliver, host, ilr, learners, tree
from tests.pipeline.returns import site as made

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilrsync.config import Config

NIGHTLY = '[[schedule]]\nname = "night"\ncron = "30 2 * * *"\n'

as_other_than_root = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root may do everything, Windows asks otherwise"
)


def worst(checks: Iterable[Check], area: str = "") -> list[Check]:
    return [one for one in checks if one.result is not Result.OK and one.area.startswith(area)]


def told(checks: Iterable[Check]) -> str:
    return "\n".join(f"{one.result}: {one.message}; {one.remedy}" for one in checks)


def well(folder: Path, text: str = NIGHTLY) -> Config:
    config = made(folder, text)
    for name in ("outbox", "archive", "quarantine", "decisions", "state", "reference"):
        (folder / name).mkdir(mode=0o700)
    return config


def test_an_installation_that_is_well_has_no_problem_and_is_left_as_it_was(tmp_path: Path) -> None:
    config = well(tmp_path)
    deliver(config.source[0].place[0], "ilr.xml", ilr(learners(3)))
    sync(config, host(), started=NOW)
    before = tree(tmp_path)
    checks = examine(config, dt.datetime.now(dt.UTC))
    assert [one for one in checks if one.result is Result.PROBLEM] == []
    assert {one.area for one in worst(checks)} <= {"reference data", "disk space"}
    assert tree(tmp_path) == before
    areas = {one.area for one in checks}
    assert {"folders", "ledger", "clock", "plugins", "schedules", "sources", "exports"} <= areas


def test_every_problem_has_a_remedy(tmp_path: Path) -> None:
    config = made(tmp_path, '[[schedule]]\nname = "never"\ncron = "0 3 30 2 *"\n')
    (tmp_path / "archive").write_text("a file in the way", encoding="utf-8")
    (tmp_path / "inbox" / "main").rmdir()
    checks = worst(examine(config, NOW))
    assert all(one.remedy for one in checks)
    assert {"folders", "sources", "schedules"} <= {one.area for one in checks}


def test_a_look_that_fails_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> list[Check]:
        raise RuntimeError("Okafor")

    monkeypatch.setattr(folders, "space", broken)
    checks = examine(well(tmp_path), NOW)
    (failed,) = worst(checks, "disk space")
    assert failed.result is Result.PROBLEM
    assert "RuntimeError" in failed.message
    assert "Okafor" not in failed.message
    assert any(one.area == "plugins" for one in checks)


class TestFolders:
    def test_a_missing_one_is_not_made_by_looking(self, tmp_path: Path) -> None:
        config = made(tmp_path)
        assert "there is no folder" in told(folders.folders(config))
        assert not (tmp_path / "outbox").exists()

    @as_other_than_root
    def test_one_that_may_not_be_written_is_a_problem(self, tmp_path: Path) -> None:
        config = well(tmp_path)
        (tmp_path / "outbox").chmod(0o500)
        (found,) = worst(folders.folders(config))
        assert "outbox" in found.message
        assert "give the account that runs ilrsync access" in found.remedy

    @pytest.mark.skipif(os.name == "nt", reason="Windows folders pass on their own rights")
    def test_one_that_everybody_may_look_into_is_worth_a_warning(self, tmp_path: Path) -> None:
        config = well(tmp_path)
        (tmp_path / "archive").chmod(0o755)
        (found,) = worst(folders.folders(config))
        assert found.remedy == f"chmod o-rwx {tmp_path / 'archive'}"

    def test_a_site_without_sources_is_told(self, tmp_path: Path) -> None:
        (found,) = folders.sources(replace(well(tmp_path), source=()))
        assert found.result is Result.PROBLEM

    def test_a_full_disk_is_a_problem_before_it_is_full(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        config = well(tmp_path)
        monkeypatch.setattr(folders, "_NEEDED", 1 << 60)
        (found,) = worst(folders.space(config))
        assert found.result is Result.PROBLEM
        monkeypatch.setattr(folders, "_NEEDED", 0)
        monkeypatch.setattr(folders, "_COMFORTABLE", 1 << 60)
        (found,) = worst(folders.space(config))
        assert "ilrsync purge" in found.remedy


class TestMachine:
    def test_a_clock_that_was_set_back_is_a_problem(self, tmp_path: Path) -> None:
        clock = FakeClock()
        with Ledger.open(tmp_path / "ledger.sqlite", clock=clock) as ledger:
            ledger.start_run(10000001, "2627")
            assert worst(machine.clock(clock.now, ledger)) == []
            (found,) = machine.clock(clock.now - dt.timedelta(hours=1), ledger)
            assert "later than this machine's clock" in found.message
            (found,) = machine.clock(dt.datetime(1970, 1, 2, tzinfo=dt.UTC), ledger)
            assert "before this version was made" in found.message

    def test_missing_time_zones_are_a_problem(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def none(_: str) -> None:
            raise LookupError

        assert worst(machine.time_zone(NOW)) == []
        monkeypatch.setattr(machine, "ZoneInfo", none)
        (found,) = machine.time_zone(NOW)
        assert "pip install tzdata" in found.remedy

    def test_a_zone_without_summer_time_is_out_of_date(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(machine, "ZoneInfo", lambda _: dt.UTC)
        (found,) = machine.time_zone(NOW)
        assert "no summer time in England for 2026" in found.message

    def test_too_few_watches_are_worth_a_warning(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        few = tmp_path / "few"
        few.write_text("3\n", encoding="ascii")
        monkeypatch.setattr(machine, "_INSTANCES", few)
        monkeypatch.setattr(machine, "_WATCHES", few)
        monkeypatch.setattr("sys.platform", "linux")
        (found,) = machine.watching(well(tmp_path / "site"))
        assert found.result is Result.WARNING


class TestSite:
    def test_a_damaged_ledger_is_a_problem(self, tmp_path: Path) -> None:
        config = well(tmp_path)
        place = Path(config.ledger_place)
        Ledger.open(place).close()
        assert worst(site.ledger(config)) == []
        place.write_bytes(place.read_bytes()[:100] + b"\xff" * 5000)
        (found,) = site.ledger(config)
        assert found.result is Result.PROBLEM
        assert "backup" in found.remedy

    def test_a_locked_ledger_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ilrsync.ledger.database._BUSY_MILLISECONDS", 50)
        config = well(tmp_path)
        Ledger.open(config.ledger_place).close()
        other = sqlite3.connect(config.ledger_place)
        other.execute("BEGIN EXCLUSIVE")
        try:
            (found,) = site.ledger(config)
        finally:
            other.close()
        assert "another program holds it" in found.message

    @pytest.mark.parametrize(
        ("schedule", "said"),
        [
            ('cron = "0 25 * * *"', "which names no time"),
            ('cron = "30 1 * * *"', "in the hour that is missing or doubled"),
            ('cron = "30 4 * * *"', "in the quiet time backup"),
            ('cron = "0 3 30 2 *"', "never comes again"),
        ],
    )
    def test_a_schedule_that_cannot_work_is_told(
        self, tmp_path: Path, schedule: str, said: str
    ) -> None:
        quiet = '[[quiet]]\nname = "backup"\nstart = "04:00"\nend = "05:00"\n'
        config = well(tmp_path, f'[[schedule]]\nname = "a"\n{schedule}\n{quiet}')
        assert said in told(worst(site.schedules(config, NOW)))

    def test_without_a_schedule_nothing_builds_by_itself(self, tmp_path: Path) -> None:
        (found,) = site.schedules(well(tmp_path, ""), NOW)
        assert "ilrsync sync" in found.remedy

    def test_a_source_that_has_gone_silent_is_told(self, tmp_path: Path) -> None:
        config = well(tmp_path)
        deliver(config.source[0].place[0], "ilr.xml", ilr(learners(3)))
        sync(config, host(), started=NOW)
        with Ledger.open(config.ledger_place) as ledger:
            later = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
            (found,) = site.exports(config, ledger, later)
        assert "delivered nothing new and good for" in found.message

    def test_a_misspelt_rule_and_an_unknown_format_are_told(self, tmp_path: Path) -> None:
        config = well(tmp_path, '[rules]\noff = ["RR_59"]\n')
        assert 'no rule "RR_59"' in told(worst(site.plugins(config, host())))
        source = replace(config.source[0], format="nonesuch")
        other = replace(well(tmp_path / "other"), source=(source,))
        assert "nonesuch" in told(worst(site.plugins(other, host())))

    def test_notices_that_cannot_be_sent_are_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("NO_SUCH_HOOK", raising=False)
        text = (
            '[[notify]]\nname = "it"\nwebhook_env = "NO_SUCH_HOOK"\n'
            '[[notify]]\nname = "mi"\nmail_to = ["mi@example.org"]\n'
            '[mail]\nserver = "localhost"\nsender = "ilr@example.org"\n'
        )
        checks = list(site.notices(well(tmp_path, text), None))
        assert [one.result for one in checks] == [Result.PROBLEM, Result.OK]
        assert "NO_SUCH_HOOK is not set" in checks[0].message

    def test_a_notice_that_did_not_arrive_is_told(self, tmp_path: Path) -> None:
        config = well(tmp_path)
        with Ledger.open(config.ledger_place) as ledger:
            ledger.know_targets(["team"])
            ledger.add_problem(Problem("main", "a.csv", "no"))
            ledger.queue_notices(lambda *_: True)
            notice = ledger.claim_notice(["team"], dt.timedelta(minutes=1))
            assert notice is not None
            ledger.notice_failed(notice.id, "refused (550)", None)
            assert "refused (550)" in told(site.notices(config, ledger))

    def test_how_the_service_stands_is_told(self, tmp_path: Path) -> None:
        from ilrsync.daemon.health import Health, write

        config = well(tmp_path)
        assert "has not run here" in told(site.service(config, NOW))
        health = Health(started=NOW, at=NOW)
        write(health, config.folders.state)
        assert worst(site.service(config, NOW)) == []
        assert "does not run" in told(site.service(config, NOW + dt.timedelta(hours=1)))
        write(replace(health, trouble="the disk is full"), config.folders.state)
        assert "runs, but: the disk is full" in told(site.service(config, NOW))
