"""Events where there are any; whatever ends them is noticed and mended."""

from __future__ import annotations

import errno
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest
from watchdog.observers.api import BaseObserver

from ilrsync import durable
from ilrsync.config import Source
from ilrsync.daemon.watching import Watcher, usual_mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Woken:
    """Who was woken; a test waits for it."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.names: list[str] = []
        self.watcher = Watcher(self)

    def __call__(self, name: str) -> None:
        self.names.append(name)
        self.event.set()

    def by(self, act: Callable[[], object]) -> bool:
        """Whether *act* wakes somebody within a few seconds."""
        time.sleep(0.1)
        self.event.clear()
        act()
        return self.event.wait(5)


@pytest.fixture
def woken() -> Iterator[Woken]:
    one = Woken()
    yield one
    one.watcher.stop()


def watched(woken: Woken, folder: Path, name: str = "main", **more: str) -> Source:
    folder.mkdir(parents=True, exist_ok=True)
    source = Source(name, folder=folder, watch=more.get("watch", "events"))
    woken.watcher.add(source)
    return source


def test_a_file_that_comes_or_is_renamed_in_wakes_its_source(woken: Woken, tmp_path: Path) -> None:
    watched(woken, tmp_path / "in")
    assert woken.watcher.tend() == ["main"]
    assert woken.by(lambda: (tmp_path / "in" / "a.csv").write_text("A\n"))
    (tmp_path / "b.csv").write_text("A\n")
    assert woken.by(lambda: (tmp_path / "b.csv").rename(tmp_path / "in" / "b.csv"))
    assert set(woken.names) == {"main"}
    assert woken.watcher.tend() == []


def test_looking_and_reading_wake_nobody(woken: Woken, tmp_path: Path) -> None:
    watched(woken, tmp_path / "in")
    (tmp_path / "in" / "a.csv").write_text("A\n")
    woken.watcher.tend()
    time.sleep(0.2)
    woken.event.clear()
    for _ in range(3):
        list((tmp_path / "in").iterdir())
        (tmp_path / "in" / "a.csv").read_text()
    assert not woken.event.wait(0.3)


@pytest.mark.parametrize("away", [shutil.rmtree, lambda folder: folder.rename(f"{folder}-old")])
def test_a_folder_that_is_made_anew_is_watched_again(
    woken: Woken, tmp_path: Path, away: Callable[[Path], object]
) -> None:
    folder = tmp_path / "in"
    watched(woken, folder)
    woken.watcher.tend()
    away(folder)
    time.sleep(0.2)
    woken.watcher.tend()
    folder.mkdir()
    assert woken.watcher.tend() == ["main"], "what came meanwhile has to be looked for"
    assert woken.by(lambda: (folder / "a.csv").write_text("A\n"))


def test_a_folder_that_comes_later_is_watched_from_then_on(woken: Woken, tmp_path: Path) -> None:
    source = watched(woken, tmp_path / "in")
    (tmp_path / "in").rmdir()
    assert woken.watcher.tend() == []
    assert source.folder is not None
    source.folder.mkdir()
    assert woken.watcher.tend() == ["main"]


def test_two_sources_may_share_a_folder(woken: Woken, tmp_path: Path) -> None:
    for name, pattern in (("xml", "*.xml"), ("csv", "*.csv")):
        woken.watcher.add(Source(name, glob=tmp_path / pattern, watch="events"))
    assert sorted(woken.watcher.tend()) == ["csv", "xml"]
    assert woken.by(lambda: (tmp_path / "a.csv").write_text("A\n"))
    time.sleep(0.2)
    assert set(woken.names) == {"csv", "xml"}


def test_folders_below_are_watched_where_the_pattern_goes_there(
    woken: Woken, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    woken.watcher.add(Source("deep", glob=tmp_path / "**" / "*.xml", watch="events"))
    woken.watcher.tend()
    assert woken.by(lambda: (tmp_path / "a" / "b.xml").write_text("A\n"))


def test_where_the_systems_watches_are_used_up_the_folder_is_polled(
    woken: Woken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none_left(*args: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    watched(woken, tmp_path / "in")
    monkeypatch.setattr(BaseObserver, "schedule", none_left)
    assert woken.watcher.tend() == ["main"]
    mode = woken.watcher.modes()["main"]
    assert (mode.watch, "watch limit reached" in mode.why) == ("polling", True)
    assert "its folder is polled" in caplog.text
    assert woken.watcher.tend() == []


def test_shares_are_polled_and_it_is_said_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "network", lambda path: "cifs")
    mode = usual_mode(Source("main", folder=tmp_path))
    assert (mode.watch, mode.why) == ("polling", "cifs gives no events")
    assert usual_mode(Source("main", folder=tmp_path, watch="events")).watch == "events"
    monkeypatch.undo()
    assert usual_mode(Source("main", folder=tmp_path)).watch == "events"
    assert usual_mode(Source("main", folder=tmp_path, watch="polling")).watch == "polling"
