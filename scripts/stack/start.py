"""Start the parts in order, each when what it needs is ready; so too when a release replaces one.

The settings are looked at; then PostgreSQL and Valkey -> migrations -> one replica after the other
-> the worker of events -> nginx. While a replica is replaced the other serves, so `up` of a new
release loses no request.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from scripts.stack.engine import Engine, NotStarted
from scripts.stack.published import Published, published

REPLICAS = ("api-1", "api-2")
METRICS = ("9464", "/metrics")
"""The worker of events serves nothing else; see METRICS_PORT in infra/compose.yml."""
PATIENCE = 90.0
"""Seconds that a part may take until it is ready."""


def start(engine: Engine, values: Mapping[str, str]) -> Published:
    """Start everything that does not run yet; return where the service is reached.

    Raises:
        NotStarted: a part does not become ready. Those before it go on running.
    """
    front = published(engine, values)[-1]
    if not _runs(engine, "worker", "python", "-m", "impl.settings"):
        raise NotStarted("nothing was started or replaced; see above")
    engine.compose("up", "-d", "--no-deps", "postgres", "valkey")
    if not _runs(engine, "migrate"):
        raise NotStarted("the migrations failed, so nothing else was started; see above")
    for name in REPLICAS:
        engine.compose("up", "-d", "--no-deps", name)
        wait_for(engine, name)
    engine.compose("up", "-d", "--no-deps", "worker")
    wait_for(engine, "worker", *METRICS)
    engine.compose("up", "-d", "--no-deps", "nginx")
    try:
        front.wait(PATIENCE)
    except NotStarted:
        _show_end_of_logs(engine, "nginx")
        raise
    return front


def restart(engine: Engine) -> None:
    """One replica after the other, so that the other one serves meanwhile.

    Raises:
        NotStarted: one does not run, or does not become ready again.
    """
    for name in REPLICAS:
        if engine.compose("exec", "-T", name, "true", quiet=True, check=False).returncode:
            raise NotStarted(f"{name} does not run; ./scripts/task up starts it")
        engine.compose("restart", name)
        wait_for(engine, name)


def wait_for(engine: Engine, name: str, *asked: str) -> None:
    """Wait until its health check succeeds; `asked` are the arguments of impl.server.health.

    Raises:
        NotStarted: it did not in time, with what it says.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        check = ("exec", "-T", name, "python", "-m", "impl.server.health", *asked)
        health = engine.compose(*check, quiet=True, check=False)
        if health.returncode == 0:
            return
        if time.monotonic() > deadline:
            _show_end_of_logs(engine, name)
            raise NotStarted(f"{name} is not ready after {PATIENCE:.0f} s: {_last(health.stdout)}")
        time.sleep(0.5)


def _runs(engine: Engine, name: str, *command: str) -> bool:
    """Whether a container of that image, made for this alone, ends well."""
    once = ("run", "--rm", "-T", "--no-deps", name, *command)
    return engine.compose(*once, check=False).returncode == 0


def _show_end_of_logs(engine: Engine, name: str) -> None:
    engine.compose("logs", "--tail", "20", name, check=False)


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it does not run"
