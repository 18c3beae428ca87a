"""`task up` makes secrets once and starts the parts in an order that loses no request."""

import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from scripts.stack import start as starting
from scripts.stack.engine import Engine
from scripts.stack.start import NotStarted, start
from scripts.stack.variables import SECRETS, make_secrets


@dataclass(frozen=True)
class Recorded(Engine):
    """Runs nothing; a command that has a word of `failing` ends with 1."""

    name: str = "none"
    compose_command: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    ran: list[str] = field(default_factory=list)

    def compose(self, *arguments: str, **_: Any) -> subprocess.CompletedProcess[str]:
        self.ran.append(" ".join(arguments))
        code = int(any(word in arguments for word in self.failing))
        return subprocess.CompletedProcess(arguments, code, stdout="")


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def test_secrets_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    assert make_secrets(file) == list(SECRETS)
    first = dotenv_values(file)
    assert all(len(first[name] or "") >= 48 for name in SECRETS)
    assert len(set(first.values())) == len(SECRETS)
    assert file.stat().st_mode & 0o077 == 0
    assert make_secrets(file) == []
    assert dotenv_values(file) == first


def test_what_the_file_has_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    file.write_text("PORT=9000\nCURSOR_SECRET=mine\n")
    monkeypatch.setenv("JWT_SECRET_KEY", "of the environment")
    assert make_secrets(file) == ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "PASSWORD_PEPPER"]
    found = dotenv_values(file)
    assert (found["PORT"], found["CURSOR_SECRET"]) == ("9000", "mine")
    assert "JWT_SECRET_KEY" not in found


def test_a_replica_is_ready_before_the_next_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "_wait_for_nginx", lambda *_: None)
    engine = Recorded()
    assert start(engine, {"BIND": "127.0.0.1", "PORT": free_port()}).startswith("http://localhost:")
    health = "exec -T {} python -m impl.server.health"
    assert engine.ran == [
        "ps",
        "up -d --no-deps postgres valkey",
        "run --rm -T --no-deps migrate",
        "up -d --no-deps api-1",
        health.format("api-1"),
        "up -d --no-deps api-2",
        health.format("api-2"),
        "up -d --no-deps worker",
        "up -d --no-deps nginx",
    ]


def test_nothing_serves_when_the_migrations_fail() -> None:
    engine = Recorded(failing=("migrate",))
    with pytest.raises(NotStarted, match="migrations failed"):
        start(engine, {"BIND": "127.0.0.1", "PORT": free_port()})
    assert not any("api" in command for command in engine.ran)


def test_a_replica_that_is_not_ready_stops_the_roll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "PATIENCE", 0.0)
    engine = Recorded(failing=("exec",))
    with pytest.raises(NotStarted, match="api-1 is not ready"):
        start(engine, {"BIND": "127.0.0.1", "PORT": free_port()})
    assert not any("api-2" in command for command in engine.ran)


def test_a_port_that_is_taken_is_told_before_anything_starts() -> None:
    engine = Recorded()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        with pytest.raises(NotStarted, match=f"port {port} of 127.0.0.1: Address already in use"):
            start(engine, {"BIND": "127.0.0.1", "PORT": port})
    assert engine.ran == ["ps"]
