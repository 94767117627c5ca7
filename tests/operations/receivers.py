"""Real servers on this machine that take notices: mail with TLS, and a web address."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "localhost"
USER, PASSWORD = "ilrsync", "correct horse"


class Authority:
    """A certificate authority of the test's own, and a server certificate for this machine."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.file = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.file))
        self._certificate = authority.issue_cert(HOST)

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._certificate.configure_cert(context)
        return context


class Mailbox:
    """What a mail server was given; ``answers`` are given once each in place of taking a letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.to: list[list[str]] = []
        self.answers: list[str] = []
        self.encrypted: list[bool] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answers:
            return self.answers.pop(0)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.to.append(envelope.rcpt_tos)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 taken"


def free_port() -> int:
    """A port on which nothing listens at this moment."""
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
        return port


class _Post(Controller):
    """A mail server in a thread; with *starttls* it wants encryption and a login first."""

    def __init__(self, box: Mailbox, *, tls: ssl.SSLContext | None, starttls: bool) -> None:
        self._starttls = tls if starttls else None
        # The controller looks its own server up under the port that it was given.
        super().__init__(
            box, hostname=HOST, port=free_port(), ssl_context=None if starttls else tls
        )

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            hostname=HOST,
            tls_context=self._starttls,
            require_starttls=self._starttls is not None,
            auth_required=self._starttls is not None,
            authenticator=_authenticate if self._starttls is not None else None,
        )


def _authenticate(
    server: SMTP, session: object, envelope: object, mechanism: str, data: object
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    given = (data.login.decode(), data.password.decode())
    return AuthResult(success=given == (USER, PASSWORD), handled=False)


@contextmanager
def mail_server(
    box: Mailbox, *, tls: ssl.SSLContext | None = None, starttls: bool = False
) -> Iterator[int]:
    """A mail server that fills *box*; gives its port."""
    server = _Post(box, tls=tls, starttls=starttls)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


class Hook:
    """What a web address was sent; ``answers`` are status codes given once each before 204."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.answers: list[int] = []


@contextmanager
def web_server(hook: Hook, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A web server that fills *hook*; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = hook.answers.pop(0) if hook.answers else 204
            if status == 204:
                hook.bodies.append(json.loads(body))
                hook.headers.append(dict(self.headers))
                hook.paths.append(self.path)
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://{HOST}:{server.server_address[1]}/hook?key=s3cret"
        finally:
            server.shutdown()
            thread.join()
