"""The command line of `task up` and its like; arguments that are not ours go on to compose."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scripts.stack.engine import ROOT, Engine, NoEngine, NotStarted, find_engine, terminal
from scripts.stack.published import published
from scripts.stack.start import restart, start
from scripts.stack.variables import FILE, make_secrets, variables

ADMIN = "./scripts/task stack:admin create YOU@EXAMPLE.COM"


def up(engine: Engine, arguments: list[str]) -> None:
    """Build and start all in containers."""
    values = variables()
    for port in published(engine, values):
        port.check_free(engine)
    build(engine, arguments)
    os.environ["IMAGE_ID"] = engine.image_id(f"{values['IMAGE']}:{values['TAG']}")
    service = start(engine, values)
    url = values.get("PUBLIC_URL") or service.url
    page = "docs" if service.ask("/docs") == 200 else "openapi.json"  # production shows no pages
    print(f"ready: {url}   the API: {url}/{page}")
    if (ROOT / "scripts/accounts").is_dir():
        print(f"an administrator: {ADMIN}")


def build(engine: Engine, arguments: list[str]) -> None:
    """Build the images."""
    # One after the other: at once, both would make the layers that they share.
    for part in ("api-1", "worker", "migrate"):
        engine.compose("build", *arguments, part)


def down(engine: Engine, arguments: list[str]) -> None:
    """Stop the containers; the data stays."""
    engine.compose("down", *arguments)


def clean(engine: Engine, arguments: list[str]) -> None:
    """Remove the containers and their data."""
    engine.compose("down", "--volumes", *arguments)


def logs(engine: Engine, arguments: list[str]) -> None:
    """Follow the logs of all containers, or of those named."""
    engine.compose("logs", *(arguments or ["--follow"]))


def list_parts(engine: Engine, arguments: list[str]) -> None:
    """List the containers."""
    engine.compose("ps", *arguments)


def shell(engine: Engine, arguments: list[str]) -> None:
    """Open a shell in a container of the API, or run a command there."""
    engine.compose("exec", "api-1", *(arguments or ["bash"]))


def admin(engine: Engine, arguments: list[str]) -> None:
    """Create an administrator in the containers."""
    program = ("python", "-m", "scripts.accounts.admin")
    engine.compose("exec", *terminal(), "api-1", *program, *arguments)


def restart_replicas(engine: Engine, _arguments: list[str]) -> None:
    """Restart the replicas of the API, one after the other."""
    restart(engine)


@dataclass(frozen=True)
class Command:
    """What a task does; `others` says what its other arguments are, where it takes any."""

    run: Callable[[Engine, list[str]], None]
    others: str = ""


COMMANDS: Mapping[str, Command] = {
    "up": Command(up, "Other arguments are those of compose's build, for example --no-cache."),
    "down": Command(down, "Other arguments are those of compose's down."),
    "restart": Command(restart_replicas),
    "build": Command(build, "Other arguments are those of compose's build, such as --no-cache."),
    "clean": Command(clean, "Other arguments are those of compose's down."),
    "logs": Command(
        logs,
        "Other arguments are those of compose's logs: --tail 20 api-1. The parts are nginx, api-1, "
        "api-2, worker, postgres and valkey.",
    ),
    "ps": Command(list_parts, "Other arguments are those of compose's ps, for example --all."),
    "shell": Command(shell, "Other arguments are the command to run: env."),
    "admin": Command(
        admin,
        "The arguments are create, promote or password, each with an email address; "
        "--name and --password-stdin are as `./scripts/task admin create --help` has them.",
    ),
}


def main(name: str, rest: list[str]) -> int:
    task = "stack:admin" if name == "admin" else name
    command = COMMANDS[name]
    parser = argparse.ArgumentParser(
        prog=f"./scripts/task {task}",
        usage=f"%(prog)s [-h] [--dev] [--tls]{' [ARGUMENT ...]' if command.others else ''}",
        description=f"{command.run.__doc__} {command.others}",
    )
    parser.add_argument("--dev", action="store_true", help="this checkout's sources, with reload")
    parser.add_argument("--tls", action="store_true", help="TLS and HTTP/2 on TLS_PORT")
    arguments, others = parser.parse_known_args(rest)
    if others and not command.others:
        parser.error(f"unknown arguments: {' '.join(others)}")
    overrides = [name for name in ("dev", "tls") if getattr(arguments, name)]
    try:
        engine = find_engine(overrides)
        if made := make_secrets():  # without them compose does not read its file
            print(f"made {', '.join(made)} in {FILE.relative_to(FILE.parents[1])}")
        command.run(engine, others)
    except (NoEngine, NotStarted) as error:
        sys.stderr.write(f"{name}: {error}\n")
        return 1
    except subprocess.CalledProcessError as error:
        return error.returncode  # it has said why
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
