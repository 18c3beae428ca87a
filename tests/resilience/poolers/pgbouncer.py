"""The PgBouncer of `PATH` in front of a PostgreSQL, for as long as a `with` block lasts."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
SHIPPED = Path(__file__).parents[3] / "infra/k8s/components/pgbouncer/pgbouncer.ini"
NEEDED = "PgBouncer is not installed: apt-get install pgbouncer"


@contextmanager
def pgbouncer(url: str, folder: Path, mode: str, sessions: int) -> Iterator[str]:
    """Give the URL of the pooler, with the settings that the manifests ship.

    It has so many `sessions` of the server for each user.
    """
    server = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    users = folder / "users.txt"
    users.write_text(f'"{server.username}" "{server.password or ""}"\n')
    configuration = folder / "pgbouncer.ini"
    parser = ConfigParser()
    parser.read(SHIPPED)
    parser["databases"]["*"] = f"host={server.hostname} port={server.port}"
    parser["pgbouncer"].update(
        listen_addr="127.0.0.1",
        listen_port=str(port),
        auth_type="plain",
        auth_file=str(users),
        pool_mode=mode,
        default_pool_size=str(sessions),
        logfile=str(folder / "pgbouncer.log"),
    )
    with configuration.open("w") as file:
        parser.write(file)
    command = [str(PROGRAM), str(configuration)]
    if os.geteuid() == 0:
        for path in (folder, users, configuration):
            path.chmod(0o777)
        command += ["-u", "nobody"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield server._replace(
            netloc=f"{server.username}:{server.password or ''}@127.0.0.1:{port}"
        ).geturl()
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PgBouncer did not start")
