"""A worker that is killed at one point of a request.

`python -m tests.resilience.events.mortal` reads a `Task` from standard input; it never returns.
"""

import asyncio
import os
import sys
from pkgutil import resolve_name
from signal import SIGKILL
from typing import Any

import httpx2 as httpx
from pydantic import BaseModel

from impl.app import create_app
from tests.service import settings_for


class Task(BaseModel):
    """One request to a service with these settings.

    `dies_in` is the method that is not done any more: `module:Class.method`.
    """

    database_url: str
    redis_url: str
    settings: dict[str, Any]
    method: str
    url: str
    headers: dict[str, str] = {}
    body: dict[str, str] | None = None
    dies_in: str = "impl.storage.redis.guard:RedisGuard.publish_revoked_sessions"


async def _die(*_arguments: object) -> None:
    os.kill(os.getpid(), SIGKILL)


async def _do(task: Task) -> None:
    app = create_app(settings_for(task.database_url, task.redis_url, **task.settings))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        response = await client.request(task.method, task.url, headers=task.headers, json=task.body)
    sys.exit(f"still alive: {response.status_code} {response.text}")


if __name__ == "__main__":
    task = Task.model_validate_json(sys.stdin.read())
    owner, _, method = task.dies_in.rpartition(".")
    setattr(resolve_name(owner), method, _die)
    asyncio.run(_do(task))
