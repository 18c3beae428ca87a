"""The clients.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx2

from ._runtime.client.async_client import AsyncCalls
from ._runtime.client.async_client import AsyncClient as _AsyncClient
from ._runtime.client.shared import Api, Settings, Shared
from ._runtime.client.sync_client import SyncCalls, opened
from ._runtime.client.sync_client import SyncClient as _SyncClient
from ._runtime.request.credentials import Credential, Refresh, Scheme, Tokens
from ._runtime.request.retries import RETRIES, Retries
from .problems import PROBLEMS
from .resources.auth import REFRESH, AsyncAuth, Auth
from .resources.health import AsyncHealth, Health
from .resources.realtime import AsyncRealtime, Realtime
from .resources.users import AsyncUsers, Users
from .resources.webhooks import AsyncWebhooks, Webhooks
from .sockets import AsyncSockets, Sockets

VERSION: Final = "0.1.0"
"""The version of this SDK."""
API_VERSION: Final = "0.2.0"
"""The version of the API that it was made for."""

_API: Final = Api(
    product="users-service/0.1.0 (API 0.2.0)",
    schemes={
        "ticket": Scheme("query", "ticket"),
        "bearerAuth": Scheme("bearer"),
        "oauth2": Scheme("bearer"),
    },
    problems=PROBLEMS,
    refresh=Refresh(REFRESH, "refresh_token"),
)


class Client(_SyncClient):
    """A client of Users service."""

    def __init__(
        self,
        base_url: str,
        *,
        ticket: str | None = None,
        bearer_auth: str | Tokens | None = None,
        oauth2: str | Tokens | None = None,
        timeout: float | None = 30.0,
        retries: Retries = RETRIES,
        event_hooks: Mapping[str, list[Callable[..., Any]]] | None = None,
        http: httpx2.Client | None = None,
    ) -> None:
        """Open a client.

        `event_hooks` and `http` are httpx2's: functions for each `request` and `response`, and a
        client of your own, with its proxies and certificates.
        """
        given: dict[str, Credential | None] = {
            "ticket": ticket,
            "bearerAuth": bearer_auth,
            "oauth2": oauth2,
        }
        settings = Settings(base_url.rstrip("/"), retries, timeout)
        pool = opened(event_hooks) if http is None else http
        self.calls = calls = SyncCalls(Shared(_API, settings, given), pool)
        self.health = Health(calls)
        self.auth = Auth(calls)
        self.users = Users(calls)
        self.realtime = Realtime(calls)
        self.webhooks = Webhooks(calls)
        self.sockets = Sockets(calls)

    def with_credentials(
        self,
        *,
        ticket: str | None = None,
        bearer_auth: str | Tokens | None = None,
        oauth2: str | Tokens | None = None,
    ) -> Client:
        """The same client for someone else: it shares the connections, and must not be closed."""
        settings = self.calls.shared.settings
        return Client(
            settings.base_url,
            ticket=ticket,
            bearer_auth=bearer_auth,
            oauth2=oauth2,
            timeout=settings.timeout,
            retries=settings.retries,
            http=self.calls.http,
        )


class AsyncClient(_AsyncClient):
    """A client of Users service."""

    def __init__(
        self,
        base_url: str,
        *,
        ticket: str | None = None,
        bearer_auth: str | Tokens | None = None,
        oauth2: str | Tokens | None = None,
        timeout: float | None = 30.0,
        retries: Retries = RETRIES,
        event_hooks: Mapping[str, list[Callable[..., Any]]] | None = None,
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        """Open a client.

        `event_hooks` and `http` are httpx2's: functions for each `request` and `response`, and a
        client of your own, with its proxies and certificates.
        """
        given: dict[str, Credential | None] = {
            "ticket": ticket,
            "bearerAuth": bearer_auth,
            "oauth2": oauth2,
        }
        settings = Settings(base_url.rstrip("/"), retries, timeout)
        pool = httpx2.AsyncClient(event_hooks=event_hooks) if http is None else http
        self.calls = calls = AsyncCalls(Shared(_API, settings, given), pool)
        self.health = AsyncHealth(calls)
        self.auth = AsyncAuth(calls)
        self.users = AsyncUsers(calls)
        self.realtime = AsyncRealtime(calls)
        self.webhooks = AsyncWebhooks(calls)
        self.sockets = AsyncSockets(calls)

    def with_credentials(
        self,
        *,
        ticket: str | None = None,
        bearer_auth: str | Tokens | None = None,
        oauth2: str | Tokens | None = None,
    ) -> AsyncClient:
        """The same client for someone else: it shares the connections, and must not be closed."""
        settings = self.calls.shared.settings
        return AsyncClient(
            settings.base_url,
            ticket=ticket,
            bearer_auth=bearer_auth,
            oauth2=oauth2,
            timeout=settings.timeout,
            retries=settings.retries,
            http=self.calls.http,
        )
