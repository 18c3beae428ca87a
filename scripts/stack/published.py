"""Where nginx is published on this machine: whether its ports are free, and what it answers."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from scripts.stack.engine import INFRA, Engine, NotStarted


@dataclass(frozen=True)
class Published:
    """A port of nginx; `inside` is its number in the container, `variable` chooses ours."""

    scheme: str
    address: str
    port: int
    inside: int
    variable: str

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}"

    def check_free(self, engine: Engine) -> None:
        """Compose would say so too, but only after it has started all the rest.

        Raises:
            NotStarted: something else listens there.
        """
        ours = engine.compose("port", "nginx", str(self.inside), quiet=True, check=False).stdout
        if ours.strip().rpartition(":")[2] == str(self.port):
            return
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.address, self.port))
            except OSError as error:
                raise NotStarted(
                    f"port {self.port} of {self.address}: {error.strerror}; "
                    f"{self.variable}={self.port + 1} ./scripts/task up takes another"
                ) from error

    def ask(self, path: str) -> int:
        """Return the status of the answer; no redirection is followed.

        Raises:
            OSError, HTTPException: there is no answer.
        """
        connection = (
            HTTPConnection(self.address, self.port, timeout=5)
            if self.scheme == "http"
            # The certificate is for the name that others know.
            else HTTPSConnection(
                self.address,
                self.port,
                timeout=5,
                context=ssl._create_unverified_context(),  # noqa: S323, SLF001
            )
        )
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status
        finally:
            connection.close()

    def wait(self, patience: float) -> None:
        """Wait until nginx serves. What it refuses it has read: its hosts may be others.

        Raises:
            NotStarted: it does not in time; the message has what was found instead.
        """
        deadline = time.monotonic() + patience
        while True:
            try:
                status = self.ask("/readyz")
            except (OSError, HTTPException) as error:
                found = str(error)
            else:
                if status < 500:
                    return
                found = f"it answers {status}"
            if time.monotonic() > deadline:
                raise NotStarted(f"{self.url} is not ready after {patience:.0f} s: {found}")
            time.sleep(0.5)


def published(engine: Engine, values: Mapping[str, str]) -> tuple[Published, ...]:
    """Return the ports of nginx; the last one is for clients."""
    plain = Published("http", values["BIND"], int(values["PORT"]), 8080, "PORT")
    if INFRA / "compose.tls.yml" not in engine.files:
        return (plain,)
    return plain, Published("https", values["BIND"], int(values["TLS_PORT"]), 8443, "TLS_PORT")
