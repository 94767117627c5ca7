"""The sections about running for years: what is kept, who is told, what may be watched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ilrsync.config.service import NAME, is_name
from ilrsync.config.toml import option

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_LONGEST = 36_500


def _days(default: int) -> Any:
    return option(
        default,
        wanted=f"a number of days up to {_LONGEST}, or 0 to keep everything",
        accepts=lambda days: 0 <= days <= _LONGEST,
    )


def _least(default: int) -> Any:
    return option(default, wanted="0 or more", accepts=lambda number: number >= 0)


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is logged, how and where; without a file, to standard error.

    A file that has grown to ``rotate_mb`` is renamed, and the newest ``rotate_keep`` of the
    renamed ones stay; 0 leaves that to the system.
    """

    level: str = option("info", one_of=("debug", "info", "warning", "error"))
    format: str = option("console", one_of=("console", "json"))
    file: Path | None = None
    rotate_mb: int = _least(10)
    rotate_keep: int = option(10, wanted="1 or more", accepts=lambda number: number >= 1)


@dataclass(frozen=True, slots=True)
class Retention:
    """What `ilrsync purge` removes: what is older than ``…_days``, save the newest ``…_keep``.

    ``archive`` counts good exports by source, ``outputs`` and ``details`` runs by return,
    ``quarantine`` files by source. ``details`` are findings, changes and held-out learners in the
    ledger. ``daily`` lets the service do it once a day.
    """

    daily: bool = False
    archive_days: int = _days(400)
    archive_keep: int = _least(5)
    outputs_days: int = _days(400)
    outputs_keep: int = _least(30)
    quarantine_days: int = _days(90)
    quarantine_keep: int = _least(0)
    details_days: int = _days(400)
    details_keep: int = _least(14)
    logs_days: int = _days(90)


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server that notices go through.

    The password stands in an environment variable or a file, so that this configuration may be
    shown to anybody.
    """

    server: str = ""
    port: int = option(587, wanted="a port from 1 to 65535", accepts=lambda port: 0 < port < 65536)
    security: str = option("starttls", one_of=("starttls", "tls", "none"))
    sender: str = option(
        "",
        wanted="a mail address",
        accepts=lambda text: not text or _ADDRESS.fullmatch(text) is not None,
    )
    user: str = ""
    password_env: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None

    def problems(self) -> Iterator[str]:
        """What is wrong with the keys taken together."""
        if self.server and not self.sender:
            yield "sender: is missing, want the address that notices come from; add it"
        if self.password_env and self.password_file:
            yield "password_env, password_file: are both given, want one; remove the other"
        if self.user and not (self.password_env or self.password_file):
            yield "user: has no password; give password_env or password_file"
        if self.user and self.security == "none":
            yield (
                'security: got "none" with a user, so the password would be sent in clear text; '
                "use starttls or tls"
            )


@dataclass(frozen=True, slots=True)
class Notify:
    """Somebody to be told of runs: by mail, or by a message to a web address.

    A web address is often a secret itself, so it may stand in an environment variable or a file.
    """

    name: str = option(wanted=NAME, accepts=is_name)
    when: str = option("always", one_of=("always", "errors", "problems", "never"))
    mail_to: tuple[str, ...] = option(
        (),
        wanted="a list of mail addresses",
        accepts=lambda addresses: all(map(_ADDRESS.fullmatch, addresses)),
    )
    webhook: str = ""
    webhook_env: str = ""
    webhook_file: Path | None = None
    style: str = option("json", one_of=("json", "teams"))
    ca_file: Path | None = None

    def problems(self) -> Iterator[str]:
        """What is wrong with the keys taken together."""
        ways = (self.mail_to, self.webhook, self.webhook_env, self.webhook_file)
        if sum(map(bool, ways)) != 1:
            yield (
                "mail_to, webhook, webhook_env, webhook_file: "
                f"got {sum(map(bool, ways)) or 'none'}, want one; make one [[notify]] for each"
            )
        parts = urlsplit(self.webhook)
        if self.webhook and (parts.scheme not in ("http", "https") or not parts.hostname):
            yield "webhook: is no web address, want https://…; correct it"


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """Where the service can be asked how it is; port 0 means nowhere. Only this machine can ask.

    ``heartbeat`` is a file that the service rewrites while it works; empty for none.
    """

    port: int = option(
        0, wanted="a port from 1 to 65535, or 0", accepts=lambda port: 0 <= port < 65536
    )
    heartbeat: Path | None = None
