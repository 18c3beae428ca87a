"""TCP ports on the loopback interface."""

import random
import socket
from pathlib import Path

# Below what systems hand out to outgoing connections, so that a port stays free while we start.
_RANGE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Return whether a server could listen on it now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def kept_port(file: Path) -> int:
    """Return the port noted in `file` while that is free, so that addresses outlive a restart."""
    noted = file.read_text() if file.exists() else ""
    if noted.isdecimal() and is_free(int(noted)):
        return int(noted)
    port = next(port for port in random.sample(_RANGE, len(_RANGE)) if is_free(port))
    file.write_text(str(port))
    return port
