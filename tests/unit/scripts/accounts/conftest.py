"""The tools as they are called, on the tests' servers."""

import asyncio
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple

import httpx2 as httpx
import pytest

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from tests.service import empty


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def development(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> pytest.MonkeyPatch:
    """The environment of `task dev` with empty tables, where passwords are cheap."""
    asyncio.run(_empty(settings))
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("ENVIRONMENT", "development")
    monkeypatch.setenv("DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("REDIS_URL", settings.redis_url.get_secret_value())
    monkeypatch.setenv("PASSWORD_HASH_COST", "4")
    return monkeypatch


async def _empty(settings: Settings) -> None:
    database = Database(settings)
    await empty(database)
    await database.close()


@pytest.fixture
def run(development: pytest.MonkeyPatch) -> Run:
    """Calls a tool's `main` with arguments, and lines to read."""

    def run(main: Callable[[], int], *arguments: str, lines: str = "") -> Result:
        development.setattr(sys, "argv", ["tool", *arguments])
        development.setattr(sys, "stdin", io.StringIO(lines))
        # Not capsys: loggers that were made meanwhile would keep its files when they are closed.
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            code = main()
        return Result(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def ask(development: pytest.MonkeyPatch) -> Callable[..., httpx.Response]:
    """Sends one request to the application of the same environment."""

    async def send(*arguments: Any, **options: Any) -> httpx.Response:
        app = create_app(Settings())
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
        ):
            return await client.request(*arguments, **options)

    def ask(*arguments: Any, **options: Any) -> httpx.Response:
        return asyncio.run(send(*arguments, **options))

    return ask
