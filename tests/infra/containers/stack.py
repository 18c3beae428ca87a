"""A stack of the tests' own: another name, network and port; secrets made for it alone."""

import json
import os
import secrets
import socket
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from scripts.stack.__main__ import up
from scripts.stack.engine import Engine
from scripts.stack.start import REPLICAS
from scripts.stack.variables import SECRETS
from tests.infra.containers.rig import container

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Stack:
    engine: Engine
    name: str
    port: int
    said: str = ""
    """What `task up` wrote of itself."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def container(self, part: str) -> str:
        """The container's name, as both engines make it but for the mark between its parts."""
        mark = "-" if self.engine.name == "docker" else "_"
        return mark.join((self.name, part, "1"))

    def run(self, *arguments: str, check: bool = True) -> str:
        return container(self.engine.name, *arguments, check=check)

    def inside(self, part: str, *command: str, check: bool = True) -> str:
        return self.run("exec", self.container(part), *command, check=check)

    def logs(self, part: str) -> str:
        return self.run("logs", self.container(part))

    def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Mapping[str, str], Any]:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={name.replace("_", "-"): value for name, value in headers.items()}
            | ({} if body is None else {"Content-Type": "application/json"}),
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, json.loads(answer.read() or "null")

    def log_in(self) -> str:
        """A new account; its bearer token."""
        email = f"{secrets.token_hex(8)}@example.com"
        account = {"email": email, "full_name": "Ada Lovelace", "password": PASSWORD}
        status, _, user = self.ask("POST", "/api/v1/auth/register", account)
        assert status == 201, user
        login = {"email": email, "password": PASSWORD}
        status, _, tokens = self.ask("POST", "/api/v1/auth/login", login)
        assert status == 200, tokens
        return f"Bearer {tokens['access_token']}"

    def wait_until_ready(self, patience: float = 60) -> float:
        """Seconds until /readyz is 200."""
        began = time.monotonic()
        while time.monotonic() - began < patience:
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"not ready after {patience:.0f} s: {self.logs('api-1')[-2000:]}")


@contextmanager
def running_stack(engine: Engine, folder: Path) -> Iterator[Stack]:
    """Built and started as `task up` does; taken down with its data, and nothing stays behind."""
    stack = Stack(_with_patience(engine, folder), f"test{os.getpid()}", free_port())
    values = {
        "STACK": stack.name,
        "PORT": str(stack.port),
        "BIND": "127.0.0.1",
        "SUBNET": f"10.{200 + os.getpid() % 50}.{os.getpid() % 250}",
        "IMAGE": "exact-service-test",
        "RATE_LIMIT_SCALE": "20",
        **{name: secrets.token_urlsafe(48) for name in SECRETS},
    }
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        with redirect_stdout(StringIO()) as said:
            up(stack.engine, [])
        yield replace(stack, said=said.getvalue())
    finally:
        stack.engine.compose("down", "--volumes", check=False)
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    left = {
        kind: stack.run(*listing, "--format", "{{.Name}}")
        for kind, listing in {"networks": ("network", "ls"), "volumes": ("volume", "ls")}.items()
    }
    left["containers"] = stack.run("ps", "-a", "--format", "{{.Names}}")
    assert not any(stack.name in names for names in left.values()), left
    with socket.create_server(("127.0.0.1", stack.port)):
        """The port is free again."""


def _with_patience(engine: Engine, folder: Path) -> Engine:
    """With patience for PostgreSQL, so that what is counted is exact on a busy machine too."""
    patience = {f"DATABASE_{name}_TIMEOUT": "30" for name in ("COMMAND", "CONNECT", "POOL")}
    services = {name: {"environment": patience} for name in REPLICAS}
    override = folder / "compose.test.yml"
    override.write_text(yaml.safe_dump({"services": services}))
    return replace(engine, files=(*engine.files, override))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
