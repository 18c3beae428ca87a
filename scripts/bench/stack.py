"""Measure what nginx costs and what a second replica brings, on the stack that is up.

RATE_LIMIT_SCALE=100000 ./scripts/task up
./scripts/task bench:stack       writes its part of docs/bench.md (under a minute)

Each replica is held to a share of a core meanwhile, so that it is the replicas that are measured:
on few cores clients, nginx and the stores would take what a second replica needs.
"""

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import psutil

from scripts.bench.comparison.load import Measured, WrongAnswerError, measure
from scripts.bench.comparison.page import write_part
from scripts.dev.ports import kept_port
from scripts.stack.engine import INFRA, Engine, find_engine
from scripts.stack.start import REPLICAS
from scripts.stack.variables import variables

ROUNDS: Final = 2
SECONDS: Final = 4.0
SHARE: Final = 0.3
"""Of a core, for each replica."""
_PERIOD: Final = 5_000
"""Microseconds; with Linux' 100 ms a replica that waits for its share would see Redis as away."""
_TRIES: Final = 5
_TMP: Final = "/tmp:mode=1777"  # noqa: S108  inside the container


def main() -> int:
    engine, values = find_engine(), variables()
    stack = values.get("STACK", "exact-service")
    port = int(values["PORT"])
    request = _request(port, _token(port))
    replica = _process(engine, _container(engine, stack, "api-1"))
    one, two, nginx = [], [], []
    with (
        _held_to_a_share(engine, [_container(engine, stack, name) for name in REPLICAS]),
        _nginx_of_one(engine, stack) as (port_of_one, container),
    ):
        proxy = _process(engine, container)
        for _ in range(ROUNDS):
            one.append(_measure(port_of_one, request, replica))
            nginx.append(_measure(port_of_one, request, proxy))
            two.append(_measure(port, request, replica))
    text = _report(one, two, nginx, replica.memory_info().rss)
    print(text)
    write_part("containers", "task bench:stack", text)
    return 0


def _measure(port: int, request: bytes, process: psutil.Process) -> Measured:
    """Try again where something was refused: a replica that is cold has connections to open."""
    load = partial(measure, port, lambda: request, 200, process, warm_up=1.0, seconds=SECONDS)
    for _ in range(_TRIES - 1):
        with suppress(WrongAnswerError):
            return load()
    return load()


@contextmanager
def _held_to_a_share(engine: Engine, containers: list[str]) -> Iterator[None]:
    def hold(cores: float) -> None:
        period = ("--cpu-period", str(_PERIOD), "--cpu-quota", str(int(_PERIOD * cores)))
        for container in containers:
            _run(engine, "update", *period, container)

    hold(SHARE)
    try:
        yield
    finally:
        hold(psutil.cpu_count() or 1)  # all of them: without a bound


def _report(one: list[Measured], two: list[Measured], nginx: list[Measured], resident: int) -> str:
    def rate(rounds: list[Measured]) -> float:
        return max(each.requests_per_second for each in rounds)

    def cost(rounds: list[Measured]) -> float:
        return min(each.cpu_microseconds for each in rounds)

    cores, load = psutil.cpu_count(), psutil.getloadavg()[0]
    return "\n".join(
        [
            f"`./scripts/task bench:stack`, best of {ROUNDS} rounds of {SECONDS:.0f} s, on {cores} "
            f"cores that clients, nginx, PostgreSQL and Valkey share; load average {load:.0f}. "
            f"Each replica is held to {SHARE} of a core, so that the replicas are measured. "
            "Read of one's own account, authenticated and limited, 32 connections.",
            "",
            "| what | measured |",
            "|---|---:|",
            f"| 1 replica behind nginx | {rate(one):,.0f} requests/s |",
            f"| 2 replicas | {rate(two):,.0f} requests/s, {rate(two) / rate(one):.2f} times |",
            f"| processor time of the API for a request | {cost(one):.0f} µs |",
            f"| of nginx | {cost(nginx):.0f} µs, {cost(nginx) / cost(one):.2f} of the API's |",
            f"| memory of a replica, after the load | {resident / 2**20:.0f} MB |",
            "",
            "Where no core is free for it, a second replica brings safety, not speed.",
        ]
    )


def _token(port: int) -> str:
    password = secrets.token_urlsafe(16)
    account = {"email": f"{secrets.token_hex(8)}@example.com", "password": password}
    _post(port, "register", {**account, "full_name": "Bench"})
    return str(_post(port, "login", account)["access_token"])


def _post(port: int, operation: str, body: dict[str, str]) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/auth/{operation}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  our own address
        return json.loads(answer.read())


def _request(port: int, token: str) -> bytes:
    lines = (
        "GET /api/v1/users/me HTTP/1.1",
        f"Host: localhost:{port}",
        f"Authorization: Bearer {token}",
        "\r\n",
    )
    return "\r\n".join(lines).encode()


@contextmanager
def _nginx_of_one(engine: Engine, stack: str) -> Iterator[tuple[int, str]]:
    """An nginx as the stack's own, which knows only the first replica: its port and container."""
    name = f"{stack}-bench"
    with tempfile.TemporaryDirectory() as temporary:
        Path(temporary).chmod(0o755)
        folder, port = Path(temporary) / "nginx", kept_port(Path(temporary) / "port")
        shutil.copytree(INFRA / "nginx", folder, ignore=shutil.ignore_patterns("certificates"))
        http = folder / "http.conf"
        lines = http.read_text().splitlines(keepends=True)
        http.write_text("".join(line for line in lines if "server api-2:" not in line))
        image = _run(
            engine, "inspect", "--format", "{{.Config.Image}}", _container(engine, stack, "nginx")
        )
        _run(
            engine,
            *("run", "-d", "--rm", "--name", name, "--network", f"{stack}_front"),
            *("-p", f"127.0.0.1:{port}:8080", "--user", "10001:10001", "--tmpfs", _TMP),
            *("-v", f"{folder}:/etc/nginx/service:ro", image),
            *("nginx", "-c", "/etc/nginx/service/plain.conf", "-g", "daemon off;"),
        )
        try:
            time.sleep(1)
            yield port, name
        finally:
            _run(engine, "rm", "-f", name)


def _container(engine: Engine, stack: str, part: str) -> str:
    return ("-" if engine.name == "docker" else "_").join((stack, part, "1"))


def _process(engine: Engine, container: str) -> psutil.Process:
    return psutil.Process(int(_run(engine, "inspect", "--format", "{{.State.Pid}}", container)))


def _run(engine: Engine, *arguments: str) -> str:
    return subprocess.check_output([engine.name, *arguments], text=True).strip()


if __name__ == "__main__":
    sys.exit(main())
