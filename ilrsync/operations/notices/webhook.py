"""Posting a notice to a web address: our own JSON, or a card for Microsoft Teams.

Source: learn.microsoft.com, Create incoming webhooks with Workflows for Microsoft Teams.
"""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import ilrsync
from ilrsync.errors import TransientError
from ilrsync.operations.notices.mail import trusting
from ilrsync.operations.notices.secrets import address_of

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from typing import IO

    from ilrsync.config import Notify
    from ilrsync.operations.notices.message import Message

_TIMEOUT = 30.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Whoever moves has to be configured anew: a redirected POST would arrive as an empty GET."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Nothing is asked of the new address."""


def post(message: Message, notify: Notify) -> None:
    """Whoever listens at the address of *notify* has taken *message*.

    Raises:
        ConfigError: the address is not where it should be.
        TransientError: it cannot be reached or trusted, or did not answer with success.
    """
    body = card(message) if notify.style == "teams" else {"id": message.key, **message.values}
    request = urllib.request.Request(  # noqa: S310 - address_of lets only http and https pass
        address_of(notify),
        data=json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"ilrsync/{ilrsync.__version__}",
            "Idempotency-Key": message.key,
        },
        method="POST",
    )
    try:
        secure = urllib.request.HTTPSHandler(context=trusting(notify.ca_file))
        with urllib.request.build_opener(_NoRedirect, secure).open(request, timeout=_TIMEOUT):
            pass
    except (OSError, ValueError) as error:
        # Never the address itself: whoever knows it may post there.
        raise TransientError(f"the webhook of {notify.name} {_said(error)}") from error


def card(message: Message) -> dict[str, Any]:
    """*message* as an adaptive card, in the envelope that a Teams workflow takes."""
    body: list[dict[str, Any]] = [
        {
            "type": "TextBlock",
            "text": message.subject,
            "weight": "Bolder",
            "size": "Medium",
            "wrap": True,
        },
        {
            "type": "FactSet",
            "facts": [{"title": name, "value": value} for name, value in message.facts],
        },
    ]
    if message.problems:
        told = "\n".join(["Files that could not be taken:", *message.problems])
        body.append({"type": "TextBlock", "text": told, "wrap": True})
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    return {"type": "message", "attachments": [attachment]}


def _said(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"answered {error.code}; check the address, and who may post there"
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted ({cause.verify_message}); give ca_file"
    return f"cannot be reached ({type(cause).__name__}); check the address and the proxy"
