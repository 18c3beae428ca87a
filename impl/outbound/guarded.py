"""Connections to addresses that somebody else has named: only to the public Internet.

The guard stands where the connection is made. It resolves the name once, looks at every address,
and connects to one of those that it has looked at, so a name that resolves to something else a
moment later does not get by. TLS still checks the certificate for the name.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any, Final, NoReturn

import httpcore2
import httpx2

from impl.outbound.addresses import is_public

Resolve = Callable[[str, int], Awaitable[list[str]]]

PORTS: Final = frozenset({443})


class AddressRefused(Exception):
    """The name leads to an address, or the URL to a port, that nobody may be sent to."""


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as digits."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections for httpcore, after a look at where they lead."""

    def __init__(
        self,
        ports: Collection[int] | None = PORTS,
        *,
        is_allowed: Callable[[str], bool] = is_public,
        resolve: Resolve = resolve,
    ) -> None:
        """`ports` None means all."""
        self._ports = ports
        self._is_allowed = is_allowed
        self._resolve = resolve
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  named by httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address that takes the connection.

        Raises:
            AddressRefused: an address or the port is not allowed.
            httpcore2.ConnectError: the name has no address, or none takes the connection.
        """
        if self._ports is not None and port not in self._ports:
            raise AddressRefused(f"port {port} is not allowed")
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError("the name has no address") from error
        if not all(map(self._is_allowed, addresses)):
            raise AddressRefused("the address is not public")
        failure: Exception = httpcore2.ConnectError("the name has no address")
        for address in addresses:
            try:
                return await self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(self, *_arguments: Any, **_options: Any) -> NoReturn:
        raise AddressRefused("sockets of this machine are not allowed")

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def guarded_transport(
    backend: GuardedBackend,
    *,
    max_connections: int = 100,
    ssl_context: ssl.SSLContext | None = None,
) -> httpx2.AsyncHTTPTransport:
    """Return a transport all of whose connections the backend makes; it knows no proxy.

    httpx2 has no argument for it, so its pool is replaced; a test connects through it.
    """
    context = ssl_context or httpx2.create_ssl_context(trust_env=False)
    transport = httpx2.AsyncHTTPTransport(verify=context, trust_env=False)
    transport._pool = httpcore2.AsyncConnectionPool(  # noqa: SLF001  see above
        ssl_context=context,
        max_connections=max_connections,
        max_keepalive_connections=0,  # each call is looked at
        network_backend=backend,
    )
    return transport
