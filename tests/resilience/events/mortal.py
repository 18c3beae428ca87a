"""A worker that is killed at one point of a request, again and again.

`python -m tests.resilience.events.mortal` reads lines of standard input: a `Service`, then `Task`s.
Each task is done by a process of its own, whose exit code it writes.
"""

import asyncio
import os
import sys
from pkgutil import resolve_name
from signal import SIGKILL
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI
from pydantic import BaseModel

from impl.app import create_app
from tests.service import settings_for


class Service(BaseModel):
    database_url: str
    redis_url: str
    settings: dict[str, Any]


class Task(BaseModel):
    """One request; `dies_in` is the method that is not done any more: `module:Class.method`."""

    method: str
    url: str
    headers: dict[str, str] = {}
    body: dict[str, str] | None = None
    dies_in: str = "impl.storage.redis.guard:RedisGuard.publish_revoked_sessions"


async def _die(*_arguments: object) -> None:
    os.kill(os.getpid(), SIGKILL)


async def _do(app: FastAPI, task: Task) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        response = await client.request(task.method, task.url, headers=task.headers, json=task.body)
    sys.exit(f"still alive: {response.status_code} {response.text}")


def main() -> None:
    service = Service.model_validate_json(sys.stdin.readline())
    app = create_app(settings_for(service.database_url, service.redis_url, **service.settings))
    for line in iter(sys.stdin.readline, ""):
        task = Task.model_validate_json(line)
        # A process that is forked need not import the service again.
        child = os.fork()
        if not child:
            owner, _, method = task.dies_in.rpartition(".")
            setattr(resolve_name(owner), method, _die)
            asyncio.run(_do(app, task))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
