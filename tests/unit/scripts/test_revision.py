"""The message of a migration, in any of the ways that people give it."""

import io
import sys

import pytest

from scripts.dev.revision import message


@pytest.mark.parametrize(
    "arguments",
    [["add", "nicknames"], ["add nicknames"], ["-m", "add nicknames"], ["--message=add nicknames"]],
)
def test_a_message_is_taken_in_words_or_as_alembic_has_it(arguments: list[str]) -> None:
    assert message(arguments) == "add nicknames"


def test_without_a_terminal_it_is_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(SystemExit):
        message([])
    assert "a migration needs a message" in capsys.readouterr().err
