"""Raw bytes at nginx: one answer each, and a refusal is a problem."""

import json
import socket
import time
from contextlib import ExitStack
from http.client import parse_headers
from io import BytesIO

import pytest

from tests.infra.containers.nginx.probes import PROBES, Probe, head
from tests.infra.containers.stack import Stack

pytestmark = pytest.mark.infra
PATIENCE = 30


def received(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        answer = b""
        try:
            connection.sendall(sent)
        except ConnectionError:
            """It has hung up already; what it answered is still there."""
        try:
            while data := connection.recv(65536):
                answer += data
        except ConnectionError:
            """As above."""
    return answer


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_each_gets_one_answer(stack: Stack, probe: Probe) -> None:
    answer = received(stack.port, probe.sent)
    if not answer or not answer.startswith(b"HTTP/1.1 "):
        assert probe.may_hang_up, answer
        return
    reader = BytesIO(answer)
    status = int(reader.readline().split()[1])
    headers = parse_headers(reader)
    body = reader.read()
    assert status in probe.statuses, answer
    assert len(body) == int(headers["Content-Length"]), f"more than one answer: {answer!r}"
    if status >= 400:
        assert headers["Content-Type"] == "application/problem+json"
        problem = json.loads(body)
        assert problem["status"] == status
        assert problem["instance"] == f"urn:uuid:{headers['X-Request-Id']}"


SLOW = {
    "silent": [],
    "half a line": [b"GET /livez HT"],
    "half a head": [b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"],
    "a trickle of a head": [b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ", *[b"a"] * 30],
    "half a body": [
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
        b"Content-Type: application/json\r\n\r\n{"
    ],
    "a trickle of a body": [
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
        b"Content-Type: application/json\r\n\r\n{",
        *[b" "] * 30,
    ],
}
LIMIT = 10.0
"""Seconds after which no slow client may still hold a connection."""


def test_the_slow_are_cut_while_others_are_served(stack: Stack) -> None:
    kinds = list(SLOW.values())
    began = time.monotonic()
    served = 0
    with ExitStack() as connections:
        clients = []
        for number in range(200):
            address = ("127.0.0.1", stack.port)
            connection = connections.enter_context(socket.create_connection(address, timeout=5))
            connection.setblocking(False)
            clients.append((connection, iter(kinds[number % len(kinds)])))
        opened = time.monotonic()
        while clients and time.monotonic() < opened + LIMIT + 5:
            still = []
            for connection, pieces in clients:
                try:
                    if not connection.recv(65536):
                        continue
                except BlockingIOError:
                    try:
                        connection.send(next(pieces, b""))
                    except (BrokenPipeError, ConnectionResetError):
                        continue
                except ConnectionResetError:
                    continue
                still.append((connection, pieces))
            clients = still
            assert received(stack.port, head()).startswith(b"HTTP/1.1 200 ")
            served += 1
            time.sleep(0.5)
            cut = time.monotonic() - opened
    assert not clients, f"{len(clients)} of 200 are still connected"
    assert served >= 10
    print(f"opened in {opened - began:.1f} s, all cut after {cut:.1f} s, {served} others served")
