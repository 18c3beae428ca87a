"""`task up` makes secrets once and starts the parts in an order that loses no request."""

import io
import os
import socket
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from scripts.stack import __main__ as commands
from scripts.stack import database
from scripts.stack import start as starting
from scripts.stack.__main__ import up
from scripts.stack.engine import INFRA, Engine, NotStarted
from scripts.stack.published import Published
from scripts.stack.start import restart, start
from scripts.stack.variables import DEFAULTS, SECRETS, make_secrets


@dataclass(frozen=True)
class Recorded(Engine):
    """Runs nothing; a command that has a word of `failing` ends with 1; `ports` are answered."""

    name: str = "none"
    compose_command: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    ran: list[str] = field(default_factory=list)
    ports: dict[str, str] = field(default_factory=dict)

    def compose(self, *arguments: str, **_: Any) -> subprocess.CompletedProcess[str]:
        self.ran.append(command := " ".join(arguments))
        code = int(any(word in arguments for word in self.failing))
        return subprocess.CompletedProcess(arguments, code, stdout=self.ports.get(command, ""))


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
    assert make_secrets(file) == [
        "POSTGRES_PASSWORD",
        "REDIS_PASSWORD",
        "PASSWORD_PEPPER",
        "WEBHOOK_SECRET_KEY",
    ]
    found = dotenv_values(file)
    assert (found["PORT"], found["CURSOR_SECRET"]) == ("9000", "mine")
    assert "JWT_SECRET_KEY" not in found


def test_a_replica_is_ready_before_the_next_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Published, "wait", lambda *_: None)
    engine, port = Recorded(), free_port()
    found = start(engine, {"BIND": "127.0.0.1", "PORT": port})
    assert found.url == f"http://localhost:{port}"
    health = "exec -T {} python -m impl.server.health"
    assert engine.ran == [
        "run --rm -T --no-deps worker python -m impl.settings",
        "up -d --no-deps postgres valkey",
        "run --rm -T --no-deps migrate",
        "up -d --no-deps api-1",
        health.format("api-1"),
        "up -d --no-deps api-2",
        health.format("api-2"),
        "up -d --no-deps worker",
        f"{health.format('worker')} 9464 /metrics",
        "up -d --no-deps nginx",
    ]


def test_nothing_is_touched_when_the_settings_are_wrong() -> None:
    engine = Recorded(failing=("impl.settings",))
    with pytest.raises(NotStarted, match="nothing was started or replaced"):
        start(engine, {"BIND": "127.0.0.1", "PORT": free_port()})
    assert not any(command.startswith("up") for command in engine.ran)


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


def test_what_does_not_run_is_not_restarted() -> None:
    engine = Recorded(failing=("exec",))
    with pytest.raises(NotStarted, match="api-1 does not run"):
        restart(engine)
    assert not any(command.startswith("restart") for command in engine.ran)


@pytest.mark.parametrize("name", commands.COMMANDS)
def test_the_help_says_what_other_arguments_are(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        commands.main(name, ["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert ("[ARGUMENT ...]" in said) == (name != "restart")
    assert " arguments are " in said or name == "restart"


def test_what_restart_would_not_heed_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        commands.main("restart", ["worker"])
    assert "unknown arguments: worker" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("override", "variable"), [("compose.yml", "PORT"), ("compose.tls.yml", "TLS_PORT")]
)
def test_a_port_that_is_taken_is_told_before_anything_is_built(
    override: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Recorded(files=(INFRA / "compose.yml", INFRA / override))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        values = {**DEFAULTS, "PORT": free_port(), variable: str(port)}
        monkeypatch.setattr(commands, "variables", lambda: values)
        with pytest.raises(NotStarted, match="Address already in use") as told:
            up(engine, [])
    assert f"port {port} of 127.0.0.1" in str(told.value)
    assert f"{variable}={port + 1} ./scripts/task up takes another" in str(told.value)
    assert all(command.startswith("port nginx") for command in engine.ran)


def test_every_setting_of_the_file_reaches_the_processes_that_read_them() -> None:
    """So that what .env.example shows can be set without a word about it in compose.yml."""
    services = yaml.safe_load((INFRA / "compose.yml").read_text())["services"]
    reading = {
        name
        for name, service in services.items()
        if {"path": ".env", "required": False} in service.get("env_file", ())
    }
    assert reading == {"api-1", "api-2", "worker"}


@pytest.mark.parametrize(
    ("given", "in_stack"),
    [
        (["psql", "-c", "select 1"], "exec -T --env PGUSER=app --env PGDATABASE=app postgres psql"),
        (["upgrade"], "run --rm -T --no-deps migrate alembic upgrade head"),
        (["upgrade", "0002"], "run --rm -T --no-deps migrate alembic upgrade 0002"),
        (["downgrade"], "run --rm -T --no-deps migrate alembic downgrade -1"),
    ],
)
def test_while_the_containers_are_up_it_is_their_database(
    given: list[str], in_stack: str, has_been_up: Recorded
) -> None:
    assert database.main(given[0], given[1:]) == 0
    assert has_been_up.ran[0] == "exec -T postgres true"
    assert has_been_up.ran[-1].startswith(in_stack)


def test_while_they_are_down_it_is_that_of_development(
    monkeypatch: pytest.MonkeyPatch, has_been_up: Recorded
) -> None:
    down = replace(has_been_up, failing=("exec",))
    monkeypatch.setattr(database, "find_engine", lambda: down)
    assert database.stack_that_is_up() is None


def test_a_url_that_is_set_is_meant(monkeypatch: pytest.MonkeyPatch, has_been_up: Recorded) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/app")
    assert database.stack_that_is_up() is None
    assert has_been_up.ran == []


@pytest.mark.parametrize("task", ["revision", "upgrade", "downgrade"])
def test_after_up_dev_migrations_are_those_of_this_checkout(
    task: str, monkeypatch: pytest.MonkeyPatch, has_been_up: Recorded
) -> None:
    """A revision that was just written is not in the image."""
    ran: list[list[str]] = []
    monkeypatch.setattr(database, "run", ran.append)
    monkeypatch.setenv("DATABASE_URL", "")
    has_been_up.ports["port postgres 5432"] = "127.0.0.1:5433"
    database.main(task, ["add nicknames"])
    assert [command[:2] for command in ran] == [["alembic", task]]
    assert os.environ["DATABASE_URL"].endswith("@127.0.0.1:5433/app")


def test_a_revision_needs_a_database_that_is_published(has_been_up: Recorded) -> None:
    with pytest.raises(SystemExit, match="task up -- --dev"):
        database.main("revision", ["add nicknames"])


@pytest.fixture
def has_been_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """The engine of a machine on which `task up` has made secrets."""
    file = tmp_path / ".env"
    file.write_text("POSTGRES_PASSWORD=secret\n")
    engine = Recorded()
    monkeypatch.setattr(database, "FILE", file)
    monkeypatch.setattr(database, "find_engine", lambda: engine)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return engine
