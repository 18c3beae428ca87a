"""A collector of spans, and processes that send theirs to it."""

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

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from impl.settings import Settings
from scripts.fuzz.service import start_worker, wait_until_ready
from tests.service import ROOT

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
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

    def of_the_trace(self) -> dict[str, Span]:
        """The spans of `TRACE`, by their names; of those that share a name, the last to arrive."""
        return {span.name: span for span in self.spans() if span.trace_id.hex() == TRACE}

    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in list(self.bodies)]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()
    try:
        yield collector
    finally:
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
