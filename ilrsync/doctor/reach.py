"""Whether those who are to be told can be reached; no message is sent."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ilrsync.doctor.check import Check, fine, from_error, problem
from ilrsync.errors import ConfigError
from ilrsync.operations.notices.mail import connected, trusting
from ilrsync.operations.notices.secrets import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.config import Config, Notify

_AREA = "notices"
_TIMEOUT = 10.0


def notices(config: Config) -> Iterator[Check]:
    """The mail server lets us in, and every web address has a server that answers."""
    wanted = [one for one in config.notify if one.when != "never"]
    if any(one.mail_to for one in wanted):
        yield _mail(config)
    for one in wanted:
        if not one.mail_to:
            yield _webhook(one)


def _mail(config: Config) -> Check:
    mail = config.mail
    try:
        with connected(mail) as server:
            server.noop()
    except ConfigError as error:
        return from_error(_AREA, error)
    except (OSError, smtplib.SMTPException) as error:
        told = f"the mail server {mail.server}:{mail.port} lets nobody in ({type(error).__name__})"
        return problem(_AREA, told, "check [mail], the firewall and the certificate")
    return fine(_AREA, f"the mail server {mail.server}:{mail.port} lets us in")


def _webhook(notify: Notify) -> Check:
    """A connection is made and nothing is asked: any request would be a message."""
    try:
        parts = urlsplit(address_of(notify))
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        with socket.create_connection((host, port), timeout=_TIMEOUT) as line:
            if parts.scheme == "https":
                with trusting(notify.ca_file).wrap_socket(line, server_hostname=host):
                    pass
    except ConfigError as error:
        return from_error(_AREA, error)
    except (ssl.SSLError, OSError) as error:
        told = f"the server of {notify.name} does not answer ({type(error).__name__})"
        return problem(_AREA, told, "check the address, the firewall, the proxy and ca_file")
    return fine(_AREA, f"the server of {notify.name} answers")
