"""People with accounts, made over HTTP as anybody would; administrators need the database too."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx2 as httpx
from sqlalchemy import text

from impl.storage import Database
from tests.operations import OPERATIONS, DocumentOperation

AUTH = "/api/v1/auth"
USERS = "/api/v1/users"
PASSWORD = "correct horse battery staple"

OF_ACCOUNTS: dict[str, DocumentOperation] = {
    name: each for name, each in OPERATIONS.items() if {"auth", "users"} & set(each.tags)
}
"""The operations that these tests know; those of other features have tests of their own."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person who has logged in."""

    id: str
    email: str
    password: str
    access_token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        return bearing(self.access_token)


Register = Callable[..., Awaitable[Person]]


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class People:
    """Makes people through `client`; each has an address of its own."""

    def __init__(self, client: httpx.AsyncClient, database: Database) -> None:
        self._client = client
        self._database = database

    async def user(self, *, password: str = PASSWORD) -> Person:
        return await self._person("user", password)

    async def admin(self) -> Person:
        return await self._person("admin", PASSWORD)

    async def disabled(self, admin: Person) -> Person:
        """With the tokens of before."""
        person = await self.user()
        await self.disable(person, admin)
        return person

    async def deleted(self) -> Person:
        """With the tokens of before."""
        person = await self.user()
        response = await self._client.delete(f"{USERS}/{person.id}", headers=person.headers)
        assert response.status_code == 204, response.text
        return person

    async def disable(self, person: Person, admin: Person) -> None:
        response = await self._client.put(
            f"{USERS}/{person.id}/access",
            headers=admin.headers,
            json={"role": "user", "status": "disabled"},
        )
        assert response.status_code == 200, response.text

    async def log_in(self, person: Person) -> Person:
        """Return the same person in another session."""
        body = {"email": person.email, "password": person.password}
        response = await self._client.post(f"{AUTH}/login", json=body)
        assert response.status_code == 200, response.text
        pair = response.json()
        return replace(
            person, access_token=pair["access_token"], refresh_token=pair["refresh_token"]
        )

    async def _person(self, role: str, password: str) -> Person:
        email = f"{uuid4().hex}@example.com"
        body = {"email": email, "password": password, "full_name": "Ada"}
        response = await self._client.post(f"{AUTH}/register", json=body)
        assert response.status_code == 201, response.text
        user: dict[str, Any] = response.json()
        if role != "user":
            await self._promote(user["id"], role)
        return await self.log_in(Person(user["id"], email, password, "", ""))

    async def _promote(self, user_id: str, role: str) -> None:
        session = self._database.write()
        await session.execute(
            text("UPDATE users SET role = :role WHERE id = :id"), role=role, id=user_id
        )
        await session.commit()
        await session.close()
