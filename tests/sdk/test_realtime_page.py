"""The clients that docs/realtime.md shows, run against the service."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from exactapi.sdk.typescript.node import NODE

from impl.events.relay import Relay
from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from scripts.accounts.identities import PASSWORD
from scripts.fuzz.service import ROOT, RunningService

PAGE = (ROOT / "docs/realtime.md").read_text(encoding="utf-8")
PATIENCE = 60

Happen = Callable[[], Any]


def shown(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
async def token(service: RunningService) -> str:
    credentials = {"email": "admin@example.com", "password": PASSWORD}
    async with httpx.AsyncClient(base_url=service.url) as client:
        response = await client.post("/api/v1/auth/login", json=credentials)
    found: str = response.json()["access_token"]
    return found


@pytest.fixture
async def happen(service: RunningService, token: str) -> AsyncIterator[Happen]:
    """Creates a user, and copies the event to the stream as a worker would."""
    settings = Settings(_env_file=None, **service.settings)
    database, redis = Database(settings), create_redis(settings)
    relay = Relay(settings, database, redis)
    made = 0

    async def create() -> None:
        nonlocal made
        made += 1
        body = {"email": f"{made}-{token[-9:]}@example.com", "full_name": "Ada"}
        async with httpx.AsyncClient(base_url=service.url) as client:
            headers = {"Authorization": f"Bearer {token}"}
            response = await client.post("/api/v1/users", json=body, headers=headers)
            assert response.status_code == 201, response.text
        while await relay.relay():
            pass

    yield create
    await redis.aclose()
    await database.close()


async def test_the_client_in_python(service: RunningService, token: str, happen: Happen) -> None:
    names: dict[str, Any] = {}
    exec(compile(shown("python"), "realtime.md", "exec"), names)
    received: asyncio.Queue[Any] = asyncio.Queue()
    following = asyncio.create_task(names["follow"](service.url, token, received.put_nowait))
    async with asyncio.timeout(PATIENCE):
        assert (await received.get())["type"] == "subscribed"
        await happen()
        event = await received.get()
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    assert event["event"]["type"] == "user.created"


async def test_the_client_in_a_browser(
    service: RunningService, token: str, happen: Happen, tmp_path: Path
) -> None:
    script = tmp_path / "client.mjs"
    called = f"follow({json.dumps(service.url)}, {json.dumps(token)}, show)"
    script.write_text(f"{shown('js')}\nconst show = (m) => console.log(m.type);\n{called};\n")
    process = await asyncio.create_subprocess_exec(
        str(NODE), str(script), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            assert await process.stdout.readline() == b"subscribed\n"
            await happen()
            assert await process.stdout.readline() == b"event\n"
    finally:
        process.kill()
        await process.wait()
