import sys

import pytest

from impl.security.tokens import TokenService
from impl.settings import Settings
from scripts import token


@pytest.fixture(autouse=True)
def _development(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["token", *arguments])
    return token.main()


def test_the_token_has_every_scope_of_the_document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch) == 0
    principal = TokenService(Settings()).verify(capsys.readouterr().out.strip())
    assert principal is not None
    assert (principal.subject, principal.scopes) == ("developer", {"users:read", "users:write"})


def test_subject_and_scopes_can_be_chosen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--subject", "ada", "--scope", "a", "--scope", "b") == 0
    principal = TokenService(Settings()).verify(capsys.readouterr().out.strip())
    assert principal is not None
    assert (principal.subject, principal.scopes) == ("ada", {"a", "b"})


def test_there_are_none_outside_development(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "ENVIRONMENT": "production",
        "DATABASE_URL": "postgresql://db/app",
        "REDIS_URL": "redis://cache",
        "JWT_SECRET_KEY": "k" * 32,
        "CURSOR_SECRET": "c" * 32,
    }.items():
        monkeypatch.setenv(name, value)
    assert run(monkeypatch) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "refused" in captured.err
