"""What is read until the head of an answer is there shares one timeout; nothing else does."""

from typing import Any

import httpcore2
import httpx2
import pytest

from exactapi.sdk.python.runtime.response import heads


class Network(httpcore2.NetworkBackend, httpcore2.NetworkStream):
    """A network on which each read takes two seconds; `given` are the seconds it was given."""

    def __init__(self) -> None:
        self.now = 100.0
        self.given: list[float | None] = []
        self.pieces = [b""]

    def connect_tcp(self, *_: Any, **__: Any) -> "Network":
        return self

    def start_tls(self, *_: Any, **__: Any) -> "Network":
        return self

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.given.append(timeout)
        self.now += 2
        return self.pieces.pop(0)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        pass

    def close(self) -> None:
        pass

    def get_extra_info(self, info: str) -> Any:
        return None


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()
    monkeypatch.setattr(heads, "monotonic", lambda: network.now)
    return network


@pytest.fixture
def client(network: Network) -> httpx2.Client:
    http = httpx2.Client(timeout=5)
    pool: Any = vars(http._transport)["_pool"]
    pool._network_backend = network
    return heads.in_time(http)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_parts_of_a_head_share_the_time(
    client: httpx2.Client, network: Network, scheme: str
) -> None:
    network.pieces = [b"HTTP/1.1 200 OK\r\n", b"a: 1\r\n", b"a: 2\r\n", b"a: 3\r\n"]
    with pytest.raises(httpx2.ReadTimeout, match="the head"):
        client.get(f"{scheme}://there")
    assert network.given == [5, 3, 1]


def test_each_request_has_time_of_its_own_and_so_has_each_part_of_a_content(
    client: httpx2.Client, network: Network
) -> None:
    answer = [b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n", b"\r\n", b"a", b"b", b"c"]
    network.pieces = answer * 2
    for _ in range(2):
        with client.stream("GET", "http://there") as response:
            heads.has_come(response)
            assert response.read() == b"abc"
        network.now += 100
    assert network.given == [5, 3, 5, 5, 5] * 2


def test_no_timeout_is_none(client: httpx2.Client, network: Network) -> None:
    network.pieces = [b"HTTP/1.1 204 No Content\r\n", b"\r\n"]
    assert client.get("http://there", timeout=None).status_code == 204
    assert network.given == [None, None]
