"""An application without limits, so that only what is tested refuses; and people in it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from tests.security.people import People, Person
from tests.security.tokens.forge import Forge


@pytest.fixture(scope="session")
async def unlimited_app(settings: Settings) -> AsyncIterator[FastAPI]:
    app = create_app(settings.model_copy(update={"rate_limits_enabled": False}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(unlimited_app: FastAPI, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(unlimited_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
def people(client: httpx.AsyncClient, database: Database) -> People:
    return People(client, database)


@pytest.fixture
async def admin(people: People) -> Person:
    return await people.admin()


@pytest.fixture
def forge(admin: Person, settings: Settings) -> Forge:
    """Starts from an administrator's token, so that no scope stands in an attack's way."""
    return Forge(admin.access_token, settings.jwt_secret_key.get_secret_value().encode())


class Rows:
    """What the tables hold, column by column."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, table: str) -> list[dict[str, Any]]:
        session = self._database.write()
        try:
            result = await session.execute(text(f"SELECT * FROM {table} ORDER BY id"))
            return [dict(row) for row in result.mappings()]
        finally:
            await session.close()

    async def user(self, user_id: str) -> dict[str, Any]:
        (row,) = [row for row in await self.all("users") if str(row["id"]) == user_id]
        return row


@pytest.fixture
def rows(database: Database) -> Rows:
    return Rows(database)
