"""Notices reach real mail and web servers, whatever goes wrong on the way, and name nobody."""

from __future__ import annotations

import datetime as dt
import json
import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ilrsync.config import Config, load
from ilrsync.doctor import Result, reach
from ilrsync.ledger import Ledger, Problem, RunState
from ilrsync.operations.notices import Courier, deliver, prepare
from ilrsync.pipeline.sync import sync
from tests.ledger.clock import FakeClock
from tests.operations.receivers import (
    HOST,
    PASSWORD,
    USER,
    Authority,
    Hook,
    Mailbox,
    mail_server,
    web_server,
)
from tests.operations.test_logs_without_people import named, people
from tests.pipeline.returns import NOW, host, site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def hooked(folder: Path, address: str, more: str = "") -> Config:
    text = f'[[notify]]\nname = "it"\nwebhook = "{address}"\n{more}'
    return site(folder, text)


def mailed(folder: Path, port: int, more: str) -> Config:
    text = (
        '[[notify]]\nname = "mi"\nmail_to = ["mi@example.org", "boss@example.org"]\n'
        f'[mail]\nserver = "{HOST}"\nport = {port}\nsender = "ilrsync@example.org"\n{more}'
    )
    return site(folder, text)


def a_run(config: Config, *, code: int = 1, state: RunState = RunState.FINISHED) -> int:
    with Ledger.open(config.ledger_place) as ledger:
        run = ledger.start_run(10000001, "2627")
        ledger.finish_run(run, state=state, exit_code=code, learners=5, written=4)
    return run


def test_a_run_is_told_by_mail_over_tls(tmp_path: Path, authority: Authority) -> None:
    box = Mailbox()
    with mail_server(box, tls=authority.server()) as port:
        more = f'security = "tls"\nca_file = "{authority.file.as_posix()}"\n'
        config = mailed(tmp_path, port, more)
        prepare(config)
        run = a_run(config)
        assert deliver(config) == []
        assert deliver(config) == []
    (letter,) = box.letters
    assert box.to == [["mi@example.org", "boss@example.org"]]
    assert box.encrypted == [True]
    assert letter["Subject"] == (
        f"ilrsync, Anytown College: run {run} (2026 to 2027) has ended with 0 errors, 0 warnings"
    )
    assert letter["From"] == "ilrsync@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Learners written: 4 of 5 read" in letter.get_content()


def test_a_login_is_sent_only_after_starttls(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILR_MAIL", PASSWORD)
    box = Mailbox()
    with mail_server(box, tls=authority.server(), starttls=True) as port:
        more = f'user = "{USER}"\npassword_env = "ILR_MAIL"\n'
        more += f'ca_file = "{authority.file.as_posix()}"\n'
        config = mailed(tmp_path, port, more)
        prepare(config)
        a_run(config)
        assert [one.result for one in reach.notices(config)] == [Result.OK]
        assert deliver(config) == []
        assert box.encrypted == [True]
        monkeypatch.setenv("ILR_MAIL", "wrong")
        a_run(config)
        (problem,) = deliver(config)
        assert "refused the login (535)" in problem
        assert [one.result for one in reach.notices(config)] == [Result.PROBLEM]


def test_a_password_may_stand_in_a_file(tmp_path: Path, authority: Authority) -> None:
    (tmp_path / "secret").write_text(f"{PASSWORD}\n", encoding="utf-8")
    box = Mailbox()
    with mail_server(box, tls=authority.server(), starttls=True) as port:
        more = f'user = "{USER}"\npassword_file = "secret"\n'
        more += f'ca_file = "{authority.file.as_posix()}"\n'
        config = mailed(tmp_path, port, more)
        prepare(config)
        a_run(config)
        assert deliver(config) == []
    assert len(box.letters) == 1


def test_a_server_without_encryption_or_with_a_strange_certificate_gets_nothing(
    tmp_path: Path, authority: Authority
) -> None:
    box = Mailbox()
    with mail_server(box) as port:
        config = mailed(tmp_path / "a", port, "")
        prepare(config)
        a_run(config)
        (problem,) = deliver(config)
        assert "offers no STARTTLS" in problem
    with mail_server(box, tls=authority.server()) as port:
        config = mailed(tmp_path / "b", port, 'security = "tls"\n')
        prepare(config)
        a_run(config)
        (problem,) = deliver(config)
        assert "a certificate that is not trusted" in problem
    assert box.letters == []


def test_a_relay_on_this_machine_needs_no_encryption(tmp_path: Path) -> None:
    box = Mailbox()
    with mail_server(box) as port:
        config = mailed(tmp_path, port, 'security = "none"\n')
        prepare(config)
        a_run(config)
        assert deliver(config) == []
    assert len(box.letters) == 1


def test_a_web_address_is_sent_json_with_the_files_that_failed(tmp_path: Path) -> None:
    hook = Hook()
    with web_server(hook) as address:
        config = hooked(tmp_path, address)
        prepare(config)
        with Ledger.open(config.ledger_place) as ledger:
            ledger.add_problem(Problem("main", "bad.csv", 'got "Quillfeather"'))
        run = a_run(config, code=2)
        assert deliver(config) == []
    (body,) = hook.bodies
    assert body["provider"] == {"ukprn": 10000001, "name": "Anytown College"}
    assert (body["run"]["number"], body["run"]["exit_code"]) == (run, 2)
    assert body["run"]["counts"]["errors"] == 0
    assert body["problems"] == [{"source": "main", "file": "bad.csv"}]
    assert hook.headers[0]["Idempotency-Key"] == body["id"]
    assert hook.paths == ["/hook?key=s3cret"]


def test_over_https_a_certificate_has_to_be_trusted(tmp_path: Path, authority: Authority) -> None:
    hook = Hook()
    with web_server(hook, authority.server()) as address:
        config = hooked(tmp_path / "a", address, f'ca_file = "{authority.file.as_posix()}"\n')
        prepare(config)
        a_run(config)
        assert [one.result for one in reach.notices(config)] == [Result.OK]
        assert deliver(config) == []
        strange = hooked(tmp_path / "b", address)
        prepare(strange)
        a_run(strange)
        (problem,) = deliver(strange)
        assert "a certificate that is not trusted" in problem
        assert [one.result for one in reach.notices(strange)] == [Result.PROBLEM]
    assert len(hook.bodies) == 1


def test_a_teams_workflow_is_sent_a_card(tmp_path: Path) -> None:
    hook = Hook()
    with web_server(hook) as address:
        config = hooked(tmp_path, address, 'style = "teams"\n')
        prepare(config)
        with Ledger.open(config.ledger_place) as ledger:
            ledger.add_problem(Problem("main", "bad.csv", "no"))
        assert deliver(config) == []
    (body,) = hook.bodies
    assert body["type"] == "message"
    (attachment,) = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["body"][0]["text"] == "ilrsync, Anytown College: 1 file could not be taken"
    assert "main: bad.csv" in card["body"][-1]["text"]


def test_what_did_not_arrive_is_tried_again_later_and_arrives_once(tmp_path: Path) -> None:
    hook, clock = Hook(), FakeClock()
    with web_server(hook) as address:
        config = hooked(tmp_path, address)
        prepare(config, clock)
        a_run(config)
        hook.answers = [500, 429, 302]
        began, tries = clock.now, []
        while not hook.bodies and clock.now - began < dt.timedelta(hours=1):
            for problem in deliver(config, clock):
                assert "s3cret" not in problem
                tries.append(clock.now)
            clock.now += dt.timedelta(seconds=20)
        clock.now += dt.timedelta(days=1)
        assert deliver(config, clock) == []
    assert len(hook.bodies) == 1
    assert len(tries) == 3
    first, second = tries[1] - tries[0], tries[2] - tries[1]
    assert dt.timedelta(minutes=1) <= first < second


def test_a_notice_that_nobody_takes_for_days_is_given_up(tmp_path: Path) -> None:
    clock = FakeClock()
    config = hooked(tmp_path, "http://localhost:1/nobody")
    prepare(config, clock)
    a_run(config)
    tries = 0
    for _ in range(4 * 5):
        tries += len(deliver(config, clock))
        clock.now += dt.timedelta(hours=6)
    assert 10 < tries < 15
    assert deliver(config, clock) == []


KILLED = """
import os, sys
from pathlib import Path
from ilrsync.config import load
from ilrsync.operations.notices import courier

def die(*_):
    os._exit(9)

{patch}
courier.deliver(load(Path(sys.argv[1])))
"""


@pytest.mark.parametrize(
    ("patch", "arrivals"),
    [
        ("courier.Ledger.claim_notice = die", 1),
        ("courier.post = die", 1),
        ("courier.Ledger.notice_sent = die", 2),
    ],
)
def test_a_process_that_is_killed_loses_no_notice(
    tmp_path: Path, patch: str, arrivals: int
) -> None:
    """Killed between the answer and its record it is sent again, under the identity it had."""
    hook = Hook()
    with web_server(hook) as address:
        config = hooked(tmp_path, address)
        prepare(config)
        a_run(config)
        code = KILLED.format(patch=patch)
        killed = subprocess.run([sys.executable, "-c", code, str(config.path)], check=False)
        assert killed.returncode == 9
        clock = FakeClock()
        clock.now = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)
        assert deliver(config, clock) == []
    assert len(hook.bodies) == arrivals
    assert len({body["id"] for body in hook.bodies}) == 1


@pytest.mark.parametrize(
    ("when", "told"), [("always", 4), ("errors", 3), ("problems", 2), ("never", 0)]
)
def test_everybody_hears_what_they_want_to_hear(tmp_path: Path, when: str, told: int) -> None:
    hook = Hook()
    with web_server(hook) as address:
        config = hooked(tmp_path, address, f'when = "{when}"\n')
        prepare(config)
        for code in (0, 1, 2):
            a_run(config, code=code)
        a_run(config, code=2, state=RunState.FAILED)
        deliver(config)
    assert len(hook.bodies) == told


def test_a_dead_receiver_keeps_no_other_from_being_told(tmp_path: Path) -> None:
    hook = Hook()
    with web_server(hook) as address:
        other = '[[notify]]\nname = "dead"\nwebhook = "http://localhost:1/"\n'
        config = hooked(tmp_path, address, other)
        prepare(config)
        a_run(config)
        (problem,) = deliver(config)
    assert problem.startswith("dead: the webhook of dead cannot be reached")
    assert len(hook.bodies) == 1


def test_a_receiver_that_does_not_answer_is_asked_once_at_a_time(tmp_path: Path) -> None:
    config = hooked(tmp_path, "http://localhost:1/nobody")
    prepare(config)
    for _ in range(5):
        a_run(config)
    assert len(deliver(config)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "it cannot be read"),
        ("", "the first line of"),
        ("\n https://late.example/\n", "the first line of"),
        ("ftp://example.org/", "no web address"),
    ],
)
def test_an_address_that_is_not_where_it_should_be_is_told_without_it(
    tmp_path: Path, text: str | None, said: str
) -> None:
    config = site(tmp_path, '[[notify]]\nname = "it"\nwebhook_file = "address"\n')
    if text is not None:
        (tmp_path / "address").write_text(text, encoding="utf-8")
    prepare(config)
    a_run(config)
    (problem,) = deliver(config)
    assert said.removeprefix("it ") in problem
    assert "example" not in problem


def test_the_service_tells_while_it_runs_and_once_more_when_it_stops(tmp_path: Path) -> None:
    hook = Hook()
    with web_server(hook) as address:
        config = hooked(tmp_path, address)
        courier = Courier(config)
        courier.start(None)
        a_run(config)
        courier.stop()
    assert len(hook.bodies) == 1


def test_no_notice_of_a_whole_run_names_anybody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.operations.test_logs_without_people import site as everything_dirty

    caplog.set_level(logging.DEBUG)
    hook, box = Hook(), Mailbox()
    path = everything_dirty(tmp_path, "")
    with web_server(hook) as address, mail_server(box) as port:
        text = path.read_text("utf-8") + (
            f'[[notify]]\nname = "a"\nwebhook = "{address}"\n'
            f'[[notify]]\nname = "b"\nwebhook = "{address}"\nstyle = "teams"\n'
            '[[notify]]\nname = "c"\nmail_to = ["mi@example.org"]\n'
            f'[mail]\nserver = "{HOST}"\nport = {port}\nsender = "i@example.org"\n'
            'security = "none"\n'
        )
        path.write_text(text, encoding="utf-8")
        config = load(path)
        prepare(config)
        sync(config, host(), started=NOW)
        assert deliver(config) == []
    sent = json.dumps(hook.bodies, ensure_ascii=False) + str(box.letters[0])
    assert len(hook.bodies) == 2
    assert "bad-date.csv" in sent or "truncated.xml" in sent
    assert named(sent, people()) == []
    assert named(caplog.text, people()) == []


def test_a_site_without_notices_has_no_ledger_opened_for_them(tmp_path: Path) -> None:
    config = site(tmp_path)
    prepare(config)
    assert deliver(config) == []
    assert not config.folders.state.exists()
