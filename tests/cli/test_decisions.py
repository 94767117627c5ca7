from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ilrsync.cli import main
from ilrsync.ledger import GivenAnswer, Ledger
from ilrsync.model.decision import Decision
from tests.pipeline.returns import UKPRN, YEAR, site

if TYPE_CHECKING:
    from pathlib import Path

NAME = "0123456789abcdef"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    made = site(tmp_path)
    made.folders.state.mkdir()
    decision = Decision(NAME, accepted=True, file="review.xlsx", row=3, by="Pat Example")
    with Ledger.open(made.ledger_place) as ledger:
        ledger.take_answers("a" * 64, "review.xlsx", [GivenAnswer(UKPRN, YEAR, decision, "R_59")])
    return made.path


def test_answers_are_listed_with_who_gave_them(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decisions", "list", "--config", str(config)]) == 0
    assert "review.xlsx row 3 by Pat Example" in capsys.readouterr().out


def test_a_revoked_answer_is_only_listed_with_all(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ["--config", str(config), "--format", "json"]
    main(["decisions", "list", *here])
    (before,) = json.loads(capsys.readouterr().out)

    assert main(["decisions", "revoke", str(before["number"]), "--config", str(config)]) == 0
    capsys.readouterr()

    main(["decisions", "list", *here])
    assert json.loads(capsys.readouterr().out) == []
    main(["decisions", "list", "--all", *here])
    (after,) = json.loads(capsys.readouterr().out)
    assert (after["suggestion"], after["answer"], after["ended"] is None) == (NAME, "yes", False)


def test_an_answer_that_is_not_there_cannot_be_taken_back(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decisions", "revoke", "99", "--config", str(config)]) == 2
    assert "no answer 99" in capsys.readouterr().err


def test_a_folder_in_which_nobody_has_answered_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = site(tmp_path)
    assert main(["decisions", "list", "--config", str(config.path)]) == 0
    assert "nobody has answered" in capsys.readouterr().out
