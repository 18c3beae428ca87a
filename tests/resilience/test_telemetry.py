"""Two real processes, a collector and a scrape: one trace, true numbers, and no secret."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.request import urlopen

import httpx2 as httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from impl.settings import Settings
from scripts.fuzz.service import start_worker, wait_until_ready
from tests.service import ROOT

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PASSWORD = "canary horse battery staple"
PATIENCE = 60


class Collector:
    """Takes spans as an OpenTelemetry collector does."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in list(self.bodies)]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def environment(settings: Settings, collector: Collector, metrics_port: int) -> dict[str, str]:
    values: dict[str, Any] = {
        "environment": "test",
        "database_url": settings.database_url.get_secret_value(),
        "redis_url": settings.redis_url.get_secret_value(),
        "cursor_secret": settings.cursor_secret.get_secret_value(),
        "jwt_secret_key": settings.jwt_secret_key.get_secret_value(),
        "password_pepper": settings.password_pepper.get_secret_value(),
        "webhook_secret_key": settings.webhook_secret_key.get_secret_value(),  # feature: webhooks
        "password_hash_cost": "4",
        "metrics_port": str(metrics_port),
        "otel_exporter_otlp_endpoint": collector.url,
        "otel_bsp_schedule_delay": "100",
    }
    return os.environ | {name.upper(): value for name, value in values.items()}


@contextmanager
def event_worker(environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "impl.worker"], cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0


@contextmanager
def api(environment: dict[str, str]) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = start_worker(environment, listener)
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            wait_until_ready(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def scrape(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        text: str = answer.read().decode()
        return text


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  other processes set no event
            await asyncio.sleep(0.05)


async def test_one_trace_from_the_request_to_the_consumer_and_no_secret_in_it(
    settings: Settings, database, collector: Collector
) -> None:
    ports = free_port(), free_port()
    with (
        event_worker(environment(settings, collector, ports[1])),
        api(environment(settings, collector, ports[0])) as url,
    ):
        async with httpx.AsyncClient(base_url=url) as client:
            user = await client.post(
                "/api/v1/auth/register",
                params={},
                headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"},
                json={"email": "ada@example.com", "full_name": "Ada", "password": PASSWORD},
            )
            assert user.status_code == 201
            credentials = {"email": "ada@example.com", "password": PASSWORD}
            tokens = (await client.post("/api/v1/auth/login", json=credentials)).json()
            bearer = {
                "Authorization": f"Bearer {tokens['access_token']}",
                "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
            }
            gone = await client.delete(f"/api/v1/users/{user.json()['id']}", headers=bearer)
            assert gone.status_code == 204
            await client.get("/nowhere/canary-path", params={"q": "canary-query"})

        def of_the_trace() -> dict[str, Span]:
            spans = collector.spans()
            return {span.name: span for span in spans if span.trace_id.hex() == TRACE}

        await until(lambda: "forget-sessions user.deleted" in of_the_trace())
        await until(lambda: "DELETE /api/v1/users/{id}" in of_the_trace())
        await until(lambda: "events_waiting{consumer=" in scrape(ports[1]))
        metrics = scrape(ports[0])

    spans = of_the_trace()
    request = spans["DELETE /api/v1/users/{id}"]
    consumer = spans["forget-sessions user.deleted"]
    assert consumer.parent_span_id == request.span_id
    assert any(span.parent_span_id == consumer.span_id for span in spans.values())  # its SQL
    assert (
        'http_server_request_duration_seconds_count{http_request_method="DELETE",'
        'http_response_status_code="204",http_route="/api/v1/users/{id}"} 1.0' in metrics
    )
    assert 'http_route=""' in metrics
    told = b"".join(collector.bodies) + metrics.encode()
    for secret in ("canary", "ada@example.com", tokens["access_token"], tokens["refresh_token"]):
        assert secret.encode() not in told
