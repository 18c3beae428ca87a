"""Small requests that would cost a lot: processor time and memory, measured from outside.

Time is that of the process, not of the clock, so a busy machine does not change it.
"""

import gzip
import json
import random
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2 as httpx
import psutil
import pytest

from scripts.fuzz.service import running_service

pytestmark = pytest.mark.slow

SECONDS: Final = 0.2
"""Of processor time for each bomb."""
MEBIBYTES: Final = 50
"""That the process may grow by, all bombs together."""
REGISTER: Final = "/api/v1/auth/register"
JSON: Final = {"Content-Type": "application/json"}
A: Final = "a" * 100_000
BIG: Final = 1_000_000

BOMBS: Final[dict[str, dict[str, Any]]] = {
    "arrays in arrays": {"content": b"[" * BIG},
    "objects in objects": {"content": b'{"a":' * (BIG // 5)},
    "a number of a million digits": {"content": b'{"email":' + b"9" * (BIG - 20) + b"}"},
    "a large exponent": {"content": b'{"email": 1e999999999}'},
    "a hundred thousand members": {
        "content": json.dumps({f"m{n}": n for n in range(80_000)}).encode()
    },
    "one member a hundred thousand times": {
        "content": b"{" + b",".join(b'"a":1' for _ in range(100_000)) + b"}"
    },
    "a text of escapes": {"content": b'{"email":"' + b"\\u0061" * 150_000 + b'"}'},
    "gzip of gigabytes": {
        "content": gzip.compress(b" " * 200_000_000, 9),
        "headers": {"Content-Encoding": "gzip"},
    },
    "an address for backtracking": {
        "content": json.dumps({"email": f"{A}@{A}.{A}", "password": A, "full_name": A}).encode()
    },
    "a name for backtracking": {
        "content": json.dumps({"email": "a@example.com", "full_name": "\x00" + A}).encode()
    },
}


class Watched:
    """A process, its processor time and its memory."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process

    @property
    def seconds(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    @property
    def mebibytes(self) -> float:
        return float(self._process.memory_info().rss) / 2**20


def listening_at(url: str) -> Watched:
    port = urlsplit(url).port
    for child in psutil.Process().children(recursive=True):
        if any(not each.raddr and each.laddr.port == port for each in child.net_connections()):
            return Watched(child)
    raise AssertionError(f"nothing of ours listens at {url}")


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running_service() as running:
        yield running.url


def test_the_service_refuses_each_bomb_at_once(service: str) -> None:
    process = listening_at(service)
    with httpx.Client(base_url=service, timeout=60) as client:
        for _ in range(3):  # what is built at the first request is no bomb's
            client.post(REGISTER, headers=JSON, content=b"{}")
            client.get("/nowhere")
        before = process.mebibytes
        for name, bomb in BOMBS.items():
            sent = {**bomb, "headers": JSON | bomb.get("headers", {})}
            began = process.seconds
            answer = client.post(REGISTER, **sent)
            took = process.seconds - began
            assert 400 <= answer.status_code < 500, (name, answer.text)
            assert answer.headers["content-type"] == "application/problem+json", name
            assert took <= SECONDS, (name, took)
        queries = "&".join(f"{name}=1" for name in _words(10_000))
        began = process.seconds
        assert client.get(f"/livez?{queries[:60_000]}").status_code >= 400
        assert process.seconds - began <= SECONDS
        assert process.mebibytes - before <= MEBIBYTES


PATTERNS: Final = [
    r"^(a+)+$",
    r"^([a-zA-Z]+)*$",
    r"^(a|aa)+$",
    r"^(a|a?)+$",
    r"^(.*a){20}$",
    r"^([0-9]+|[0-9]+-)+$",
    r"^(?=(a+)+$)[a-z]+$",
    r"^(\w+\s?)*$",
]
"""Exponential where they are tried by backtracking, for a text of `a` with a `!` at its end."""


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The mock of a document with those patterns, each the body of an operation."""
    content = {
        f"/p{number}": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"type": "string", "pattern": pattern}}
                    },
                },
                "responses": {"204": {"description": "Taken."}},
            }
        }
        for number, pattern in enumerate(PATTERNS)
    }
    document = {"openapi": "3.1.0", "info": {"title": "P", "version": "1"}, "paths": content}
    file = Path(tmp_path_factory.mktemp("patterns")) / "openapi.json"
    file.write_text(json.dumps(document))
    command = [sys.executable, "-m", "exactapi", "mock", str(file), "--port=0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        yield found[0]
        process.terminate()


def test_a_mock_bears_hostile_patterns(mock: str) -> None:
    process = listening_at(mock)
    with httpx.Client(base_url=mock, timeout=120) as client:
        for number in range(len(PATTERNS)):
            client.post(f"/p{number}", json="a")
        before = process.mebibytes
        for number, pattern in enumerate(PATTERNS):
            for text in ("a" * 40 + "!", "a" * 5_000 + "!", "1" * 5_000 + "!"):
                began = process.seconds
                answer = client.post(f"/p{number}", json=text)
                took = process.seconds - began
                assert answer.status_code in {204, 422}, (pattern, answer.status_code, answer.text)
                assert took <= SECONDS, (pattern, len(text), took)
        assert process.mebibytes - before <= MEBIBYTES


def _words(number: int) -> list[str]:
    drawn = random.Random(1)
    return ["".join(drawn.choices(string.ascii_lowercase, k=5)) for _ in range(number)]
