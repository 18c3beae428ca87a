"""Free TCP ports on the loopback interface."""

import socket


def free_port() -> int:
    """A port that nothing listens on now; the system does not hand it out again soon."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
