"""`task psql`, `upgrade`, `downgrade` and `revision`, on the database that is meant.

That is DATABASE_URL's where it is set; else the containers' while they are up; else that of
`task dev`. `task run -- psql` always means the last one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from dotenv import dotenv_values

from scripts.dev.revision import message
from scripts.dev.run import main as run
from scripts.stack.engine import ROOT, Engine, NoEngine, find_engine, terminal
from scripts.stack.variables import FILE, variables

COMMANDS: Mapping[str, Callable[[Sequence[str]], list[str]]] = {
    "psql": lambda rest: ["psql", *rest],
    "upgrade": lambda rest: ["alembic", "upgrade", *(rest or ["head"])],
    "downgrade": lambda rest: ["alembic", "downgrade", *(rest or ["-1"])],
    "revision": lambda rest: ["alembic", "revision", "--autogenerate", "-m", message(rest)],
}


def main(name: str, rest: Sequence[str]) -> int:
    command = COMMANDS[name](rest)
    engine = stack_that_is_up()
    if engine is None:
        run(command)
    sys.stderr.write(f"{name}: the containers' database\n")
    try:
        run_in_stack(engine, name, command)
    except subprocess.CalledProcessError as error:
        return error.returncode  # it has said why
    return 0


def stack_that_is_up() -> Engine | None:
    """Return the engine that runs the containers; only where `task up` was once run is it asked."""
    settings = {**dotenv_values(ROOT / ".env"), **os.environ}
    if settings.get("DATABASE_URL") or not FILE.exists():
        return None
    try:
        engine = find_engine()
    except NoEngine:
        return None
    runs = engine.compose("exec", "-T", "postgres", "true", quiet=True, check=False)
    return engine if runs.returncode == 0 else None


def run_in_stack(engine: Engine, name: str, command: list[str]) -> None:
    """Run psql there, and the migrations that the containers have: after `up --dev` the checkout's.

    Raises:
        SystemExit: a revision is wanted, which needs a database that is published.
    """
    if name == "psql":
        app = ("--env", "PGUSER=app", "--env", "PGDATABASE=app")
        engine.compose("exec", *terminal(), *app, "postgres", *command)
        return
    published = engine.compose("port", "postgres", "5432", quiet=True, check=False).stdout.strip()
    if published:  # by `up --dev`
        password, port = variables(FILE)["POSTGRES_PASSWORD"], published.rpartition(":")[2]
        os.environ["DATABASE_URL"] = f"postgresql://app:{password}@127.0.0.1:{port}/app"
        run(command)
    elif name == "revision":
        sys.exit("PostgreSQL is not published: start it with ./scripts/task up -- --dev")
    else:
        engine.compose("run", "--rm", *terminal(), "--no-deps", "migrate", *command)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except (OSError, RuntimeError) as error:
        sys.exit(str(error))
