"""The sections about retention, notices, logs and monitoring."""

from __future__ import annotations

from pathlib import Path

import pytest

from ilrsync.config import load
from ilrsync.errors import ConfigError

MINIMAL = "[provider]\nukprn = 10000001\n"
TEMPLATE = Path(__file__).parents[2] / "config" / "ilrsync.toml"
MAIL = '[mail]\nserver = "localhost"\nsender = "ilrsync@example.org"\n'


def refusal(folder: Path, text: str) -> str:
    path = folder / "ilrsync.toml"
    path.write_text(MINIMAL + text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    return str(caught.value)


def test_a_new_working_folder_tells_nobody_and_listens_nowhere() -> None:
    config = load(TEMPLATE)
    assert {each.when for each in config.notify} == {"never"}
    assert config.monitor.port == 0
    assert config.retention.daily is False


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[notify]]\nname = "a"\n',
            '[[notify]] "a" mail_to, webhook, webhook_env, webhook_file: got none',
        ),
        (
            '[[notify]]\nname = "a"\nmail_to = ["a@b"]\nwebhook = "https://c.example/"\n' + MAIL,
            '[[notify]] "a" mail_to, webhook, webhook_env, webhook_file: got 2',
        ),
        (
            '[[notify]]\nname = "a"\nwebhook = "ftp://c.example/"\n',
            '[[notify]] "a" webhook: is no web address',
        ),
        ('[[notify]]\nname = "a"\nmail_to = ["nobody"]\n', "want a list of mail addresses"),
        ('[[notify]]\nname = "a"\nmail_to = ["a@b"]\n', "[mail] server: is missing"),
        (
            '[[notify]]\nname = "a"\nwebhook_env = "A"\n'
            '[[notify]]\nname = "A"\nwebhook_env = "B"\n',
            '"A": is named twice',
        ),
        ('[mail]\nserver = "localhost"\n', "sender: is missing"),
        (MAIL + 'user = "u"\n', "user: has no password"),
        (MAIL + 'user = "u"\npassword_env = "P"\nsecurity = "none"\n', "in clear text"),
        (MAIL + 'user = "u"\npassword_env = "P"\npassword_file = "p"\n', "both given"),
        ("[retention]\narchive_days = -1\n", "want a number of days"),
        ("[monitor]\nport = 70000\n", "want a port"),
        ('[logging]\nformat = "xml"\n', 'want "console" or "json"'),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(
    tmp_path: Path, text: str, told: str
) -> None:
    assert told in refusal(tmp_path, text)
