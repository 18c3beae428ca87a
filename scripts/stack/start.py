"""Start the parts in order, each when what it needs is ready; so too when a release replaces one.

The settings are looked at; then PostgreSQL and Valkey -> migrations -> one replica after the other
-> the worker of events -> nginx. While a replica is replaced the other serves, so `up` of a new
release loses no request.
"""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from scripts.stack.engine import Engine

REPLICAS = ("api-1", "api-2")
PATIENCE = 90.0
"""Seconds that a part may take until it is ready."""


class NotStarted(Exception):
    """A part is not ready; the message says which and why."""


def start(engine: Engine, values: Mapping[str, str]) -> str:
    """Start everything that does not run yet; return the service's address.

    Raises:
        NotStarted: a part does not become ready. Those before it go on running.
    """
    address = f"http://localhost:{values['PORT']}"
    _check_port(engine, values)
    if not _runs(engine, "worker", "python", "-m", "impl.settings"):
        raise NotStarted("nothing was started or replaced; see above")
    engine.compose("up", "-d", "--no-deps", "postgres", "valkey")
    if not _runs(engine, "migrate"):
        raise NotStarted("the migrations failed, so nothing else was started; see above")
    for name in REPLICAS:
        engine.compose("up", "-d", "--no-deps", name)
        wait_for_replica(engine, name)
    engine.compose("up", "-d", "--no-deps", "worker")
    engine.compose("up", "-d", "--no-deps", "nginx")
    _wait_for_nginx(engine, f"http://{values['BIND']}:{values['PORT']}/readyz")
    return address


def restart(engine: Engine) -> None:
    """One replica after the other, so that the other one serves meanwhile."""
    for name in REPLICAS:
        engine.compose("restart", name)
        wait_for_replica(engine, name)


def wait_for_replica(engine: Engine, name: str) -> None:
    """Until its health check succeeds.

    Raises:
        NotStarted: it did not in time, with what it says.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        check = ("exec", "-T", name, "python", "-m", "impl.server.health")
        health = engine.compose(*check, quiet=True, check=False)
        if health.returncode == 0:
            return
        if time.monotonic() > deadline:
            engine.compose("logs", "--tail", "20", name, check=False)
            raise NotStarted(f"{name} is not ready after {PATIENCE:.0f} s: {_last(health.stdout)}")
        time.sleep(0.5)


def _runs(engine: Engine, name: str, *command: str) -> bool:
    """Whether a container of that image, made for this alone, ends well."""
    once = ("run", "--rm", "-T", "--no-deps", name, *command)
    return engine.compose(*once, check=False).returncode == 0


def _wait_for_nginx(engine: Engine, url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own address
                return
        except (OSError, urllib.error.URLError) as error:
            if time.monotonic() > deadline:
                engine.compose("logs", "--tail", "20", "nginx", check=False)
                raise NotStarted(f"{url} is not ready after {PATIENCE:.0f} s: {error}") from error
            time.sleep(0.5)


def _check_port(engine: Engine, values: Mapping[str, str]) -> None:
    """Compose would say so too, but only after it has started all the rest."""
    if "nginx" in engine.compose("ps", quiet=True, check=False).stdout:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((values["BIND"], int(values["PORT"])))
        except OSError as error:
            port = values["PORT"]
            raise NotStarted(
                f"port {port} of {values['BIND']}: {error.strerror}; "
                f"PORT={int(port) + 1} ./scripts/task up takes another"
            ) from error


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it does not run"
