"""Users that are there before a test begins, made by the API itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import pytest

from tests.factories import PASSWORD, NewUserFactory, RegistrationFactory

AUTH = "/api/v1/auth"
User = dict[str, Any]


@dataclass
class Person:
    """A person with an account and a password, logged in."""

    client: httpx.AsyncClient
    id: str
    email: str
    password: str = PASSWORD
    access_token: str = ""
    refresh_token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}

    async def log_in(self) -> httpx.Response:
        """Begins another session; this one goes on."""
        credentials = {"email": self.email, "password": self.password}
        return await self.client.post(f"{AUTH}/login", json=credentials)

    async def refresh(self) -> httpx.Response:
        """Asks for the next tokens, and keeps the old ones."""
        return await self.client.post(f"{AUTH}/refresh", json={"refresh_token": self.refresh_token})

    def take(self, response: httpx.Response) -> "Person":
        assert response.status_code == 200, response.text
        pair = response.json()
        self.access_token, self.refresh_token = pair["access_token"], pair["refresh_token"]
        return self


@pytest.fixture
def make_user(
    client: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> Callable[..., Awaitable[User]]:
    """Creates a user with these fields, if any, and answers it as the API shows it."""

    async def make(**fields: str) -> User:
        body = NewUserFactory.build(**fields).model_dump(mode="json")
        response = await client.post(
            "/api/v1/users", json=body, headers=bearer("users:write", "users:admin")
        )
        assert response.status_code == 201, response.text
        user: User = response.json()
        return user

    return make


@pytest.fixture
async def user(make_user: Callable[..., Awaitable[User]]) -> User:
    return await make_user()


@pytest.fixture
def make_person(client: httpx.AsyncClient) -> Callable[..., Awaitable[Person]]:
    """Registers a person, and logs in."""

    async def make(**fields: str) -> Person:
        body = RegistrationFactory.build(**fields).model_dump()
        response = await client.post(f"{AUTH}/register", json=body)
        assert response.status_code == 201, response.text
        person = Person(client, response.json()["id"], body["email"], body["password"])
        return person.take(await person.log_in())

    return make


@pytest.fixture
async def ada(make_person: Callable[..., Awaitable[Person]]) -> Person:
    return await make_person()


@pytest.fixture
async def bob(make_person: Callable[..., Awaitable[Person]]) -> Person:
    return await make_person()


@pytest.fixture
async def admin(client: httpx.AsyncClient, make_user: Callable[..., Awaitable[User]]) -> Person:
    user = await make_user(password=PASSWORD, role="admin")
    person = Person(client, user["id"], user["email"])
    return person.take(await person.log_in())
