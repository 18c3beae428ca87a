"""`task run`: run a command with the environment of `task dev`.

python -m scripts.dev.run COMMAND [ARGUMENTS]

Private servers that are not running yet run as long as the command. PostgreSQL's own programs
(psql, pg_dump ...) are found, and find the database by themselves.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from scripts.dev.environment import environment
from scripts.dev.servers.installation import package_programs


def main(command: list[str]) -> NoReturn:
    with environment() as found:
        variables = {**found.variables, **_libpq(found.variables["DATABASE_URL"])}
        folders = (os.path.dirname(sys.executable), str(package_programs()))  # noqa: PTH120
        variables["PATH"] = os.pathsep.join((*folders, variables.get("PATH", os.defpath)))
        for lease in found.leases:
            os.set_inheritable(lease, True)  # noqa: FBT003  it takes no keyword
        # The command replaces this process and inherits the leases: they end when it does.
        os.execvpe(command[0], command, variables)  # noqa: S606  no shell is wanted


def _libpq(url: str) -> dict[str, str]:
    """Return the database as libpq's environment variables, which no process list shows."""
    parts = urlsplit(url)
    found = {
        "PGHOST": parts.hostname,
        "PGPORT": str(parts.port or 5432),
        "PGUSER": parts.username and unquote(parts.username),
        "PGPASSWORD": parts.password and unquote(parts.password),
        "PGDATABASE": unquote(parts.path.removeprefix("/")),
    }
    return {name: value for name, value in found.items() if value}


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("give a command: ./scripts/task run -- python -m pdb -m impl.server")
    try:
        main(sys.argv[1:])
    except (OSError, RuntimeError) as error:
        sys.exit(str(error))
