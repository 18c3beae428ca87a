"""A webhook that leads to a real peer, and the worker's part that sends to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from impl.consumers import CONSUMERS
from impl.events.consuming import Consuming
from impl.features.users.service import UserService
from impl.features.webhooks.delivering import Delivering
from impl.features.webhooks.service import WebhookService
from impl.resources import Resources
from impl.settings import Settings
from impl.storage import Database
from tests.peer import Peer, running

EVERYTHING = ("user.created", "user.updated", "user.deleted")


@dataclass
class Hooks:
    """What a test does with webhooks, each call in a transaction of its own."""

    resources: Resources
    delivering: Delivering

    async def rows(self, statement: str) -> list[dict[str, Any]]:
        session = self.resources.database.write()
        try:
            return [dict(row) for row in (await session.execute(text(statement))).mappings()]
        finally:
            await session.close()

    async def execute(self, statement: str) -> None:
        session = self.resources.database.write()
        await session.execute(text(statement))
        await session.commit()
        await session.close()

    async def webhooks(self, act: Callable[[WebhookService], Awaitable[Any]]) -> Any:
        work = self.resources.database.unit_of_work()
        try:
            result = await act(WebhookService(work, self.resources))
            await work.commit()
            return result
        finally:
            await work.close()

    async def create(self, url: str, *events: str) -> tuple[UUID, str]:
        """Return the id of a new webhook, and its secret."""
        webhook, secret = await self.webhooks(
            lambda service: service.create(url=url, events=events or EVERYTHING)
        )
        return webhook.id, secret

    async def create_user(self, email: str = "ada@example.com") -> UUID:
        """Create a user, and let the consumers do what follows."""
        work = self.resources.database.unit_of_work()
        user = await UserService(work, self.resources).create(
            email=email, full_name="Ada", password=None
        )
        await work.commit()
        await work.close()
        await self.consume()
        return user.id

    async def consume(self) -> None:
        consuming = Consuming(
            self.resources.settings, self.resources.database, CONSUMERS, self.resources
        )
        while await consuming.consume_one():
            pass

    async def deliver(self) -> None:
        """Send what is due, and wait until nothing is under way."""
        is_idle = False
        while not is_idle:
            was_under_way = bool(self.delivering._under_way)
            is_idle = not await self.delivering.deliver_due() and not was_under_way
            await asyncio.sleep(0.01)


@pytest.fixture
async def resources(settings: Settings, database: Database) -> AsyncIterator[Resources]:
    resources = Resources.create(settings, CONSUMERS)
    yield resources
    await resources.close()


@pytest.fixture
async def hooks(resources: Resources) -> AsyncIterator[Hooks]:
    hooks = Hooks(resources, Delivering(resources))
    yield hooks
    await hooks.delivering.close()


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running() as peer:
        yield peer
