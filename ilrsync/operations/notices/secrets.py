"""What must not stand in the configuration: the mail password, and a web address with a key in it.

No message of this module holds the secret itself.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ilrsync import durable
from ilrsync.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from ilrsync.config import Mail, Notify


def password_of(mail: Mail) -> str | None:
    """The password for the mail server; None when it wants no login.

    Raises:
        ConfigError: the variable or the file that should hold it does not.
    """
    if not mail.user:
        return None
    return _secret("[mail] password", mail.password_env, mail.password_file)


def address_of(notify: Notify) -> str:
    """The web address that *notify* posts to.

    Raises:
        ConfigError: the variable or the file that should hold it does not, or it is no address.
    """
    where = f'[[notify]] "{notify.name}" webhook'
    address = notify.webhook or _secret(where, notify.webhook_env, notify.webhook_file)
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{where}: what it holds is no web address, want https://…; correct it")
    return address


def _secret(where: str, variable: str, file: Path | None) -> str:
    if variable:
        found = os.environ.get(variable, "").strip()
        if not found:
            raise ConfigError(f"{where}_env: {variable} is not set; set it for the service")
        return found
    if file is None:
        raise ConfigError(f"{where}: is nowhere to be found; give {where.split()[-1]}_file")
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = (
            durable.reason(error) if isinstance(error, OSError) else "it is no text; save as UTF-8"
        )
        raise ConfigError(f"{where}_file: {file} cannot be read: {why}") from error
    if not lines or not lines[0].strip():
        raise ConfigError(f"{where}_file: the first line of {file} is empty; write it there")
    return lines[0].strip()
