"""The command line of `task up` and its like; arguments that are not ours go on to compose."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Mapping

from scripts.stack.engine import ROOT, Engine, NoEngine, find_engine, terminal
from scripts.stack.start import NotStarted, restart, start
from scripts.stack.variables import FILE, make_secrets, variables

ADMIN = "./scripts/task stack:admin create YOU@EXAMPLE.COM"


def up(engine: Engine, arguments: list[str]) -> None:
    made = make_secrets()
    if made:
        print(f"made {', '.join(made)} in {FILE.relative_to(FILE.parents[1])}")
    build(engine, arguments)
    address = start(engine, variables())
    print(f"ready: {address}   docs: {address}/docs")
    if (ROOT / "scripts/accounts").is_dir():
        print(f"an administrator: {ADMIN}")


def build(engine: Engine, arguments: list[str]) -> None:
    """One after the other: at once, both would make the layers that they share."""
    make_secrets()
    for part in ("api-1", "worker", "migrate"):
        engine.compose("build", *arguments, part)


def down(engine: Engine, arguments: list[str]) -> None:
    make_secrets()
    engine.compose("down", *arguments)


def clean(engine: Engine, arguments: list[str]) -> None:
    """The data too."""
    make_secrets()
    engine.compose("down", "--volumes", *arguments)


def logs(engine: Engine, arguments: list[str]) -> None:
    engine.compose("logs", *(arguments or ["--follow"]))


def list_parts(engine: Engine, arguments: list[str]) -> None:
    engine.compose("ps", *arguments)


def shell(engine: Engine, arguments: list[str]) -> None:
    engine.compose("exec", "api-1", *(arguments or ["bash"]))


def admin(engine: Engine, arguments: list[str]) -> None:
    program = ("python", "-m", "scripts.accounts.admin")
    engine.compose("exec", *terminal(), "api-1", *program, *arguments)


COMMANDS: Mapping[str, Callable[[Engine, list[str]], None]] = {
    "up": up,
    "down": down,
    "restart": lambda engine, _: restart(engine),
    "build": build,
    "clean": clean,
    "logs": logs,
    "ps": list_parts,
    "shell": shell,
    "admin": admin,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="task", description="The service in containers.")
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--dev", action="store_true", help="this checkout's sources, with reload")
    parser.add_argument("--tls", action="store_true", help="TLS and HTTP/2 on TLS_PORT")
    arguments, others = parser.parse_known_args()
    overrides = [name for name in ("dev", "tls") if getattr(arguments, name)]
    try:
        COMMANDS[arguments.command](find_engine(overrides), others)
    except (NoEngine, NotStarted) as error:
        sys.stderr.write(f"{arguments.command}: {error}\n")
        return 1
    except subprocess.CalledProcessError as error:
        return error.returncode  # it has said why
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
