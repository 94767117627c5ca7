"""Sending a notice by mail."""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from ilrsync.errors import TransientError
from ilrsync.operations.notices.secrets import password_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from ilrsync.config import Mail
    from ilrsync.operations.notices.message import Message

_TIMEOUT = 30.0


def send_mail(message: Message, mail: Mail, to: Sequence[str], made: dt.datetime) -> None:
    """The mail server has taken *message*, first made at *made*, for at least one of *to*.

    Raises:
        ConfigError: the password is not where it should be.
        TransientError: the server could not be reached or trusted, or refused.
    """
    letter = EmailMessage()
    letter["Subject"] = message.subject
    letter["From"] = mail.sender
    letter["To"] = ", ".join(to)
    letter["Date"] = format_datetime(made)
    # The same at every attempt, so that a mailbox which had it already shows it once.
    letter["Message-ID"] = f"<{message.key}@{mail.sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    try:
        with connected(mail) as server:
            server.send_message(letter)
    except (OSError, smtplib.SMTPException) as error:
        raise TransientError(f"the mail server {mail.server} {_said(error)}") from error


def connected(mail: Mail) -> smtplib.SMTP:
    """A session with the mail server, encrypted and logged in as the configuration wants it.

    Raises:
        ConfigError: the password is not where it should be.
        OSError: the server cannot be reached, or its certificate is not trusted.
        smtplib.SMTPException: it refuses.
    """
    password = password_of(mail)
    here = socket.gethostname()
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mail.server, mail.port, here, timeout=_TIMEOUT, context=trusting(mail.ca_file)
        )
    else:
        server = smtplib.SMTP(mail.server, mail.port, here, timeout=_TIMEOUT)
    try:
        if mail.security == "starttls":
            server.starttls(context=trusting(mail.ca_file))
        if password is not None:
            server.login(mail.user, password)
    except BaseException:
        server.close()
        raise
    return server


def trusting(ca_file: object) -> ssl.SSLContext:
    """A context that trusts what this machine trusts, and the certificates in *ca_file*.

    Raises:
        OSError: *ca_file* cannot be read or holds no certificate.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=str(ca_file))
    return context


def _said(error: Exception) -> str:
    """What went wrong, by code and kind: a server's own words may quote what it was sent."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"refused the login ({error.smtp_code}); check user and password"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"refused ({error.smtp_code}); check [mail] and the addresses"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = ", ".join(sorted({str(code) for code, _ in error.recipients.values()}))
        return f"refused every recipient ({codes}); check mail_to"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return 'offers no STARTTLS or login; check security, or use "tls"'
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted ({error.verify_message}); give ca_file"
    return f"cannot be reached ({type(error).__name__}); check server, port and security"
