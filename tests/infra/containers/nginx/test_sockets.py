"""WebSockets through nginx."""

import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.containers.nginx import echo
from tests.infra.containers.nginx.server import own_nginx
from tests.infra.containers.stack import Stack

pytestmark = pytest.mark.infra


@pytest.fixture(scope="module")
def port(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of an nginx as the stack's own, with an echo server behind it."""
    name = f"{stack.name}-echo"

    def behind(configuration: Path) -> None:
        file = configuration / "http.conf"
        lines = file.read_text().replace("server api-1:", f"server {name}:").splitlines()
        file.write_text("\n".join(line for line in lines if "server api-2:" not in line))

    stack.run(
        *("run", "-d", "--name", name, "--network", f"{stack.name}_front", "exact-service-test"),
        *("python", "-c", Path(echo.__file__).read_text(), "8000"),
    )
    try:
        with own_nginx(stack, tmp_path_factory.mktemp("sockets"), behind) as port:
            yield port
    finally:
        stack.run("rm", "-f", name, check=False)


def opened(port: int, *fields: str) -> tuple[socket.socket, bytes]:
    """A connection on which an upgrade was asked for, and the head of the answer."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    lines = ("GET /ws HTTP/1.1", "Host: localhost", "Connection: Upgrade", *fields, "", "")
    connection.sendall("\r\n".join(lines).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    return connection, head


def frame(opcode: int, payload: bytes) -> bytes:
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    return bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked


KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="


def test_a_socket_is_opened_carries_frames_both_ways_and_closes(port: int) -> None:
    connection, head = opened(port, "Upgrade: websocket", "Sec-WebSocket-Version: 13", KEY)
    with connection:
        assert head.startswith(b"HTTP/1.1 101 ")
        assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head  # the answer to KEY, RFC 6455, section 1.3
        for _ in range(20):
            said = secrets.token_bytes(100)
            connection.sendall(frame(echo.TEXT, said))
            assert received(connection, 102) == bytes([0x80 | echo.TEXT, 100]) + said
        connection.sendall(frame(echo.CLOSE, (1000).to_bytes(2, "big")))
        assert received(connection, 4) == bytes([0x80 | echo.CLOSE, 2]) + (1000).to_bytes(2, "big")
        assert connection.recv(1) == b""


@pytest.mark.parametrize("protocol", ["h2c", "websockets", "TLS/1.0", "websocket, h2c"])
def test_nothing_else_is_upgraded(port: int, protocol: str) -> None:
    """The server behind would see an upgrade of its own kind alone; of others it is not told."""
    connection, head = opened(port, f"Upgrade: {protocol}", "Sec-WebSocket-Version: 13", KEY)
    connection.close()
    assert head.startswith(b"HTTP/1.1 426 ")


def received(connection: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += connection.recv(count - len(found)) or pytest.fail("it hung up")
    return found
