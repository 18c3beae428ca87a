"""A tool that cannot work says why in one line."""

import re
from urllib.parse import urlsplit

import pytest

from scripts.accounts import admin, seed, token

NOBODY_LISTENS = "postgresql://app:secret@127.0.0.1:1/app"


@pytest.fixture(params=["task admin", "task seed", "task token"])
def tool(request, run):
    """A call of it, and its name."""
    calls = {
        "task admin": lambda: run(admin.main, "promote", "root@example.com"),
        "task seed": lambda: run(seed.main),
        "task token": lambda: run(token.main),
    }
    return request.param, calls[request.param]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATABASE_URL", NOBODY_LISTENS, "PostgreSQL cannot be used (.*); is it running"),
        ("DATABASE_URL", "mysql://db/app", "DATABASE_URL: .*set DATABASE_URL to postgresql://"),
        ("JWT_SECRET_KEY", "short", "JWT_SECRET_KEY: .*needs at least 32 bytes"),
    ],
)
def test_what_is_missing_is_told(tool, development, name: str, value: str, reason: str) -> None:
    called, call = tool
    development.setenv(name, value)
    result = call()
    assert (result.code, result.out) == (1, "")
    assert result.err.count("\n") == 1
    assert result.err.startswith(f"{called}: ")
    assert re.search(reason, result.err)
    assert value not in result.err


def test_a_wrong_password_for_postgresql_is_told(tool, development, settings) -> None:
    _, call = tool
    url = urlsplit(settings.database_url.get_secret_value())
    address = url.netloc.rpartition("@")[2]
    development.setenv("DATABASE_URL", f"postgresql://somebody:secret@{address}{url.path}")
    result = call()
    assert (result.code, "authentication failed" in result.err) == (1, True)
    assert "secret" not in result.err


def test_a_defect_of_ours_keeps_its_traceback(run, monkeypatch) -> None:
    monkeypatch.setattr(seed, "_make", None)
    with pytest.raises(TypeError):
        run(seed.main)
