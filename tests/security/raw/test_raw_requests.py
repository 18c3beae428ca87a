"""Raw bytes against the running service: no 5xx, nothing hangs, every answer is accounted for.

The short form sends them to one operation, the thorough form to every one.
"""

import json
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import parse_headers
from io import BufferedReader
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from scripts.fuzz.service import start_worker, wait_until_ready
from tests.operations import OPERATIONS, DocumentOperation
from tests.security.raw import requests as raw
from tests.security.raw.requests import Message
from tests.tester import bearer_of_tester

pytestmark = pytest.mark.slow

SHORT = "createUser"
EACH = [
    pytest.param(each, id=name, marks=() if name == SHORT else pytest.mark.thorough)
    for name, each in OPERATIONS.items()
]
GROUPS = [raw.lines, raw.fields, raw.lengths, raw.chunks]
BY_SERVER = {name for names in raw.REFUSED_BY_SERVER.values() for name in names}
ANSWERED_EARLY = {"1 MB of a trailer"}
"""What an operation that takes no body may answer before the server has come to the fault."""
REFUSALS = {
    (400, "Invalid HTTP request received."),
    (414, "The request's target is longer than 65536 bytes."),
    (431, "At most 200 fields and 65536 bytes are read of a request's header or trailer section."),
}
PATIENCE = 30
"""Seconds after which a connection hangs; none of these needs one."""

_SCOPES = ("users:read", "users:write", "users:admin")


@dataclass(frozen=True, slots=True)
class Result:
    status: int
    media_type: str | None
    has_id: bool
    body: bytes


def is_refusal(answers: list[Result] | None) -> bool:
    """Return whether the server itself answered, once: that it is no request, or is too large."""
    if not answers or len(answers) > 1 or answers[0].media_type != "application/problem+json":
        return False
    problem = json.loads(answers[0].body)
    assert problem["instance"].startswith("urn:uuid:")
    assert answers[0].has_id
    return (problem["status"], problem["detail"]) in REFUSALS


@dataclass(frozen=True, slots=True)
class Service:
    port: int
    authorization: str
    log: Path

    def message(self, operation: DocumentOperation) -> Message:
        request = operation.request()
        credentials = {} if operation.is_public else {"authorization": self.authorization}
        built = httpx.Request(
            request.method, f"http://localhost{request.path}", **request.arguments(credentials)
        )
        names = [*credentials, *request.headers, *(["content-type"] if request.media_type else [])]
        headers = tuple(f"{name.title()}: {built.headers[name]}".encode() for name in names)
        return Message(request.method.encode(), built.url.raw_path, headers, built.read())

    def answers(self, sent: bytes, expected: int) -> list[Result] | None:
        """As many answers as are expected; then the client goes. None if the server went first.

        Raises:
            AssertionError: more answers came.
            TimeoutError: too few came, or the server kept the connection.
        """
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection,
            connection.makefile("rb") as file,
        ):
            try:
                connection.sendall(sent)
                answers = [_answer(file) for _ in range(expected)]
            except ConnectionError:
                return None
            if not is_refusal(answers):
                connection.shutdown(socket.SHUT_WR)
            rest = file.read()
            assert not rest, f"one more answer: {rest[:300]!r}"
        return answers

    def early_answers(self, sent: bytes) -> list[Result]:
        """What comes although the client goes at once: where no body is wanted, none is awaited.

        Raises:
            TimeoutError: the server kept the connection.
        """
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection,
            connection.makefile("rb") as file,
        ):
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            return [_answer(file)] if file.peek() else []


def _answer(file: BufferedReader) -> Result:
    line = file.readline()
    if not line:
        raise ConnectionAbortedError("closed without an answer")
    status = int(line.split()[1])
    headers = parse_headers(file)
    if status == 100:
        return _answer(file)
    body = file.read(int(headers.get("content-length", 0)))
    return Result(status, headers.get("content-type"), "x-request-id" in headers, body)


@pytest.fixture
async def service(settings: Settings, database: Database, tmp_path: Path) -> Service:
    authorization = (await bearer_of_tester(database, settings))(*_SCOPES)["Authorization"]
    return Service(0, authorization, tmp_path / "log")


@pytest.fixture
def running(service: Service, settings: Settings) -> Iterator[Service]:
    values: dict[str, Any] = {
        "environment": "test",
        "database_url": settings.database_url.get_secret_value(),
        "redis_url": settings.redis_url.get_secret_value(),
        "jwt_secret_key": settings.jwt_secret_key.get_secret_value(),
        "cursor_secret": settings.cursor_secret.get_secret_value(),
        "password_pepper": settings.password_pepper.get_secret_value(),
        "webhook_secret_key": settings.webhook_secret_key.get_secret_value(),  # feature: webhooks
        "password_hash_cost": 4,
        "rate_limits_enabled": False,
        "log_level": "WARNING",
    }
    environment = os.environ | {name.upper(): str(value) for name, value in values.items()}
    with socket.create_server(("127.0.0.1", 0)) as listener, service.log.open("wb") as log:
        worker = start_worker(environment, listener, log=log)
        try:
            port = listener.getsockname()[1]
            wait_until_ready(f"http://127.0.0.1:{port}", worker)
            yield Service(port, service.authorization, service.log)
            assert worker.poll() is None
        finally:
            worker.terminate()
            worker.wait(timeout=30)
    assert b"Traceback" not in service.log.read_bytes()


def assert_accounted_for(operation: DocumentOperation, case: str, answer: Result) -> None:
    """What a spoiled target or method leads to need not be the operation."""
    documented = operation.documents(answer.status) or answer.status in {204, 404, 405}
    assert documented, f"{case}: {answer}"
    assert answer.status < 500, f"{case}: {answer}"
    assert answer.has_id, f"{case}: {answer}"
    if answer.status >= 400:
        assert answer.media_type in {"application/problem+json", "application/json"}, case
        assert json.loads(answer.body), case


@pytest.mark.parametrize("operation", EACH)
async def test_malformed_requests_are_refused_or_served(
    running: Service, operation: DocumentOperation
) -> None:
    every: dict[str, bytes] = {}
    groups: list[Callable[[Message], dict[str, bytes]]] = GROUPS
    for group in groups:
        every |= group(running.message(operation))
    assert every.keys() > BY_SERVER
    for case, sent in every.items():
        answers = running.answers(sent, expected=1)
        if case in ANSWERED_EARLY and answers and not is_refusal(answers):
            assert_accounted_for(operation, case, answers[0])
        elif case in BY_SERVER:
            # It may close while a megabyte is still on its way, which loses the answer.
            assert is_refusal(answers) or (answers is None and len(sent) > 65_536), case
        else:
            assert answers, f"{case}: closed without an answer"
            assert_accounted_for(operation, case, answers[0])


@pytest.mark.parametrize("operation", EACH)
async def test_unfinished_requests_end_with_the_client(
    running: Service, operation: DocumentOperation
) -> None:
    for case, sent in raw.unfinished(running.message(operation)).items():
        for answer in running.early_answers(sent):
            assert_accounted_for(operation, case, answer)


@pytest.mark.parametrize("operation", EACH)
async def test_each_request_of_a_connection_has_its_own_answer(
    running: Service, operation: DocumentOperation
) -> None:
    message = running.message(operation)
    answers = running.answers(message.framed() * 20, expected=20)
    assert answers is not None
    for answer in answers:
        assert_accounted_for(operation, "pipelined", answer)
    # What follows is no request, so the connection ends with the answer to the one before it.
    answers = running.answers(message.framed() + b"trailing data\r\n\r\n", expected=1)
    assert answers is not None
    assert_accounted_for(operation, "before nonsense", answers[0])
