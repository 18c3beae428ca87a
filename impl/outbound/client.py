"""The HTTP client of a process: one pool of connections for all integrations."""

import asyncio
from collections.abc import Mapping
from typing import Final

import httpx2
from structlog.contextvars import get_contextvars

from impl.observability.trace_context import traceparent
from impl.outbound.errors import ConnectionFailed, DeadlineExceeded, ResponseTooLarge
from impl.outbound.guarded import AddressRefused
from impl.outbound.response import Response

_UNSENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class HTTPClient:
    """Makes single calls. `Integration` adds retries and a circuit breaker.

    A call ends at its deadline, whatever the peer does. Redirects are answers like others. A body
    is read up to a limit and no further, and counts as it is after decompression. Neither proxies
    nor credentials are taken from the environment. Each call carries the id of the request that it
    is made for, and its trace.
    """

    def __init__(
        self, max_connections: int = 100, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._client = httpx2.AsyncClient(
            follow_redirects=False,
            limits=httpx2.Limits(max_connections=max_connections, keepalive_expiry=15),
            timeout=None,
            transport=transport,
            trust_env=False,
        )

    async def send(
        self,
        service: str,
        method: str,
        url: str | httpx2.URL,
        *,
        deadline: float,
        max_bytes: int,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Response:
        """Make one call, and return its answer, whatever its status; `deadline` is in seconds.

        `service` names the peer in errors.

        Raises:
            ConnectionFailed: there is no answer, or no whole one.
            DeadlineExceeded: it took too long.
            ResponseTooLarge: the body has more than `max_bytes`.
        """
        headers = _passed_on() | dict(headers or {})
        try:
            request = self._client.build_request(
                method, url, params=params, headers=headers, content=content
            )
            async with asyncio.timeout(deadline):
                return await self._exchange(service, request, max_bytes)
        except TimeoutError:
            raise DeadlineExceeded(service, f"no answer within {deadline:.3g} s") from None
        except AddressRefused as error:
            raise ConnectionFailed(service, str(error), was_sent=False) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            # Its message may hold the address.
            raise ConnectionFailed(
                service, type(error).__name__, was_sent=not isinstance(error, _UNSENT)
            ) from None

    async def close(self) -> None:
        await self._client.aclose()

    async def _exchange(self, service: str, request: httpx2.Request, max_bytes: int) -> Response:
        response = await self._client.send(request, stream=True)
        try:
            content = bytearray()
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > max_bytes:
                    raise ResponseTooLarge(service, f"the body has more than {max_bytes} bytes")
            return Response(response.status_code, response.headers, bytes(content))
        finally:
            await response.aclose()


def _passed_on() -> dict[str, str]:
    """Return the headers that connect a call with the request that it is made for."""
    found = {"traceparent": traceparent(), "x-request-id": get_contextvars().get("request_id")}
    return {name: value for name, value in found.items() if value is not None}
