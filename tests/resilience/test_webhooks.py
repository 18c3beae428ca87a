"""Webhooks with real workers: one that is killed in the middle of a call loses no message."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx2 as httpx
from exactapi.sdk.python.runtime.webhooks import verify
from sqlalchemy import text

from impl.consumers import CONSUMERS
from impl.features.users.service import UserService
from impl.features.webhooks.service import WebhookService
from impl.resources import Resources
from impl.settings import Settings
from impl.storage import Database
from tests.peer import Peer, Request, running
from tests.resilience.telemetry.collector import (
    TRACE,
    TRACEPARENT,
    api,
    collecting,
    event_worker,
    free_port,
    scrape,
)
from tests.resilience.telemetry.collector import environment as traced
from tests.resilience.telemetry.collector import until as until_true
from tests.service import ROOT
from tests.tester import headers_of_tester

PATIENCE = 60.0


def environment(settings: Settings) -> dict[str, str]:
    names = ("database_url", "redis_url", "cursor_secret", "jwt_secret_key", "password_pepper")
    secrets = {name: getattr(settings, name) for name in (*names, "webhook_secret_key")}
    values = {name: value.get_secret_value() for name, value in secrets.items()}
    values |= {"environment": "test", "webhook_allow_private": "true", "log_level": "WARNING"}
    return os.environ | {name.upper(): value for name, value in values.items()}


@contextmanager
def worker(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "impl.worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(settings))
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=PATIENCE)


async def prepare(resources: Resources, url: str) -> str:
    """Create a webhook and a user, and return the webhook's secret."""
    work = resources.database.unit_of_work()
    service = WebhookService(work, resources)
    _, secret = await service.create(url=url, events=["user.created"])
    await UserService(work, resources).create(
        email="ada@example.com", full_name="Ada", password=None
    )
    await work.commit()
    await work.close()
    return secret


async def rows(database: Database, statement: str) -> list[Any]:
    session = database.write()
    try:
        return list((await session.execute(text(statement))).all())
    finally:
        await session.close()


async def until(peer: Peer, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(peer.requests) < count:  # noqa: ASYNC110  another process sends them
            await asyncio.sleep(0.05)


async def test_what_a_worker_killed_in_a_call_had_taken_is_sent_by_the_next(
    settings: Settings, database: Database
) -> None:
    resources = Resources.create(settings, CONSUMERS)
    async with running() as peer:

        async def hang(_request: Request, _writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(PATIENCE)

        peer.answer = hang
        secret = await prepare(resources, peer.url)
        with worker(settings) as first:
            await until(peer, 1)
            os.kill(first.pid, signal.SIGKILL)
            first.wait(timeout=PATIENCE)
        assert await rows(database, "SELECT status, attempts FROM webhook_deliveries") == [
            ("pending", 1)
        ]
        session = database.write()
        await session.execute(text("UPDATE webhook_deliveries SET next_at = now()"))  # the lease
        await session.commit()
        await session.close()
        peer.answer = None
        with worker(settings):
            await until(peer, 2)
        for request in peer.requests:
            verify(request.body, request.headers, secret)
        assert len({request.headers["webhook-id"] for request in peer.requests}) == 1
    assert await rows(database, "SELECT status, attempts FROM webhook_deliveries") == [
        ("delivered", 2)
    ]
    await resources.close()


async def test_a_worker_that_is_told_to_stop_ends_its_call_first(
    settings: Settings, database: Database
) -> None:
    resources = Resources.create(settings, CONSUMERS)
    async with running() as peer:

        async def slow(_request: Request, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1)
            writer.write(b"HTTP/1.1 204 OK\r\n\r\n")

        peer.answer = slow
        await prepare(resources, peer.url)
        with worker(settings) as process:
            await until(peer, 1)
            process.terminate()
            assert await asyncio.to_thread(process.wait, PATIENCE) == 0
    assert await rows(database, "SELECT status, attempts FROM webhook_deliveries") == [
        ("delivered", 1)
    ]
    await resources.close()


async def test_one_trace_from_the_request_through_outbox_and_worker_to_the_webhook(
    settings: Settings, database: Database
) -> None:
    """The webhook's URL and secret are in no span and no metric, nor is what it is told."""
    port = free_port()
    headers = await headers_of_tester(database, settings)
    async with running() as peer:
        with ExitStack() as stack:
            collector = stack.enter_context(collecting())
            private = {"WEBHOOK_ALLOW_PRIVATE": "true"}
            stack.enter_context(event_worker(traced(settings, collector, port) | private))
            url = stack.enter_context(api(traced(settings, collector, free_port()) | private))
            async with httpx.AsyncClient(base_url=url, headers=headers) as client:
                hook = {"url": f"{peer.url}/canary?key=canary", "events": ["user.created"]}
                made = await client.post("/api/v1/webhooks", json=hook)
                assert made.status_code == 201, made.text
                user = {"email": "ada@example.com", "full_name": "canary"}
                traced_by = {"traceparent": TRACEPARENT}
                answer = await client.post("/api/v1/users", json=user, headers=traced_by)
                assert answer.status_code == 201, answer.text
            await until(peer, 1)
            await until_true(lambda: "webhook user.created" in collector.of_the_trace())
            await until_true(lambda: "POST /api/v1/users" in collector.of_the_trace())
            await until_true(
                lambda: 'webhook_attempts_total{result="delivered"} 1.0' in scrape(port)
            )
            metrics = scrape(port)
    spans = collector.of_the_trace()
    call = spans["webhook user.created"]
    consumer = spans["tell-webhooks user.created"]
    assert consumer.parent_span_id == spans["POST /api/v1/users"].span_id
    assert call.parent_span_id == consumer.span_id
    assert peer.requests[0].headers["traceparent"] == f"00-{TRACE}-{call.span_id.hex()}-01"
    assert peer.requests[0].headers["x-request-id"] == answer.headers["x-request-id"]
    told = b"".join(collector.bodies) + metrics.encode()
    for secret in ("canary", "ada@example.com", made.json()["secret"], headers["Authorization"]):
        assert secret.encode() not in told
