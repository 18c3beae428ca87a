"""Every operation of the document, through both clients, against the live service."""

from typing import Any

import pytest

from scripts.fuzz.service import RunningService
from tests.sdk.journey import Awaited, journey
from users_service import AsyncClient, Client, models
from users_service._runtime.client.async_client import AsyncCalls
from users_service._runtime.client.sync_client import SyncCalls


@pytest.fixture
def exercised(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The operations that were called and answered with a success."""
    found: set[str] = set()
    sync_call, async_call = SyncCalls.call, AsyncCalls.call

    def call(self: SyncCalls, operation: Any, *rest: Any, **options: Any) -> Any:
        value = sync_call(self, operation, *rest, **options)
        found.add(operation.id)
        return value

    async def acall(self: AsyncCalls, operation: Any, *rest: Any, **options: Any) -> Any:
        value = await async_call(self, operation, *rest, **options)
        found.add(operation.id)
        return value

    monkeypatch.setattr(SyncCalls, "call", call)
    monkeypatch.setattr(AsyncCalls, "call", acall)
    return found


async def test_synchronous_client(
    service: RunningService, operation_ids: set[str], exercised: set[str]
) -> None:
    def as_user(client: Awaited, pair: models.TokenPair) -> Awaited:
        return Awaited(client.client.with_credentials(bearer_auth=pair.access_token))

    with Client(service.url) as client:
        await journey(Awaited(client), as_user)
    assert exercised == operation_ids


async def test_asynchronous_client(
    service: RunningService, operation_ids: set[str], exercised: set[str]
) -> None:
    def as_user(client: AsyncClient, pair: models.TokenPair) -> AsyncClient:
        return client.with_credentials(bearer_auth=pair.access_token)

    async with AsyncClient(service.url) as client:
        await journey(client, as_user)
    assert exercised == operation_ids
