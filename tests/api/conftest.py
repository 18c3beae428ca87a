"""Users that are there before a test begins, made by the API itself."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2 as httpx
import pytest

from tests.factories import NewUserFactory

User = dict[str, Any]


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
