"""Hostile URLs do not reach this machine: not by name, by number, by redirect, nor by DNS."""

import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from impl.outbound.client import HTTPClient
from impl.outbound.errors import ConnectionFailed, OutboundError
from impl.outbound.guarded import GuardedBackend, guarded_transport, resolve
from tests.peer import Peer, running


@pytest.fixture
async def canary() -> AsyncIterator[Peer]:
    """Listens in both families."""
    async with running("127.0.0.1", "::1") as peer:
        yield peer


def port_of(peer: Peer) -> int:
    return int(peer.url.rpartition(":")[2])


def guarded(backend: GuardedBackend) -> HTTPClient:
    return HTTPClient(transport=guarded_transport(backend))


async def get(http: HTTPClient, url: str) -> int:
    answer = await http.send("guarded", "GET", url, deadline=10, max_bytes=1000)
    return answer.status


HOSTILE = [
    # Numbers, in every spelling that a resolver or a parser may know.
    *("127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "017700000001"),
    *("0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "0177.0.0.01", "127.0.0.1."),
    *(
        "0.0.0.0",
        "0",
        "00",
        "127\u30020\u30020\u30021",
        "\uff11\uff12\uff17.0.0.1",
        "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
    ),
    # Names.
    *("localhost", "LOCALHOST", "localhost.", "ip6-localhost", "lo\u00adcalhost"),
    # IPv6 in all its forms.
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]"),
    *("[::ffff:7f00:1]", "[::ffff:0.0.0.0]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]"),
    *("[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fec0::1]"),
    *("[fd00:ec2::254]", "[ff02::1]", "[2001:0:7f00:1::]"),
    # Other networks.
    *("169.254.169.254", "10.0.0.1", "192.168.0.1", "100.100.100.200", "168.63.129.16"),
    *("224.0.0.1", "255.255.255.255"),
    # What looks like another host.
    *("example.com@127.0.0.1", "example.com:443@localhost", "example.com%40127.0.0.1"),
    *("127.0.0.1%2f.example.com", "127.0.0.1%00.example.com", "127.0.0.1\\.example.com"),
]


@pytest.mark.parametrize("host", HOSTILE)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_hostile_host_is_never_connected_to(canary: Peer, scheme: str, host: str) -> None:
    port = port_of(canary)
    http = guarded(GuardedBackend({port}))
    with pytest.raises(OutboundError):
        await get(http, f"{scheme}://{host}:{port}/")
    assert canary.connections == 0
    await http.close()


def test_there_are_more_than_forty() -> None:
    assert len(set(HOSTILE)) >= 40


async def test_the_canary_would_be_heard(canary: Peer) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
        http = guarded(GuardedBackend(None, is_allowed=lambda _: True))
        assert await get(http, f"http://{host}:{port_of(canary)}/") == 200
        await http.close()
    assert canary.connections == 4


async def test_a_redirect_leads_nowhere(canary: Peer) -> None:
    async with running("127.0.0.2") as public:
        public.says(302, headers=f"location: http://127.0.0.1:{port_of(canary)}/")
        http = guarded(GuardedBackend(None, is_allowed=lambda address: address == "127.0.0.2"))
        assert await get(http, public.url) == 302
        await http.close()
    assert canary.connections == 0


async def test_a_name_that_changes_its_address_leads_to_the_one_that_was_checked(
    canary: Peer,
) -> None:
    """The second look would see the canary, on the same port."""
    answers: Iterator[list[str]] = iter([["127.0.0.2"], ["127.0.0.1"], ["127.0.0.1"]])

    async def changing(_host: str, _port: int) -> list[str]:
        return next(answers)

    async with running("127.0.0.2") as public:
        backend = GuardedBackend(
            None, is_allowed=lambda address: address == "127.0.0.2", resolve=changing
        )
        http = guarded(backend)
        assert await get(http, f"http://rebinding.example.com:{port_of(public)}/") == 200
        with pytest.raises(ConnectionFailed, match="the address is not public"):
            await get(http, f"http://rebinding.example.com:{port_of(canary)}/")
        await http.close()
        assert public.requests[0].headers["host"] == f"rebinding.example.com:{port_of(public)}"
    assert canary.connections == 0


async def test_one_address_of_several_that_is_not_public_is_one_too_many(canary: Peer) -> None:
    async def both(_host: str, _port: int) -> list[str]:
        return ["8.8.8.8", "127.0.0.1"]

    http = guarded(GuardedBackend(None, resolve=both))
    with pytest.raises(ConnectionFailed, match="the address is not public"):
        await get(http, f"http://example.com:{port_of(canary)}/")
    assert canary.connections == 0
    await http.close()


@pytest.mark.parametrize("port", [22, 80, 5432, 6379, 8080])
async def test_only_the_port_of_https_is_open(port: int) -> None:
    http = guarded(GuardedBackend())
    with pytest.raises(ConnectionFailed, match=f"port {port} is not allowed"):
        await get(http, f"http://8.8.8.8:{port}/")
    await http.close()


async def test_a_name_without_an_address_is_a_failed_connection() -> None:
    async def nothing(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    http = guarded(GuardedBackend(resolve=nothing))
    with pytest.raises(ConnectionFailed) as failed:
        await get(http, "https://nowhere.example.com/")
    assert not failed.value.was_sent
    await http.close()


async def test_addresses_come_from_the_resolver_of_the_system() -> None:
    assert set(await resolve("localhost", 443)) <= {"127.0.0.1", "::1"}
    assert await resolve("127.1", 443) == ["127.0.0.1"]
