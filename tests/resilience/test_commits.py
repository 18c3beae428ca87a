"""What cannot be committed is not reported as done."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from impl.storage import Database
from tests.factories import NewUserFactory
from tests.tester import Bearer

USERS = "/api/v1/users"


@pytest.fixture
async def failing_commit(
    request: pytest.FixtureRequest, database: Database, bearer: Bearer
) -> AsyncIterator[None]:
    """Every INSERT into users succeeds from now on, but COMMIT fails with the given SQLSTATE."""
    await execute(
        database,
        f"""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE SQLSTATE '{request.param}'; END $$
        """,
        """
        CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON users
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()
        """,
    )
    yield
    await execute(database, "DROP TRIGGER refuse ON users", "DROP FUNCTION refuse")


async def execute(database: Database, *statements: str) -> None:
    session = database.write()
    for statement in statements:
        await session.execute(text(statement))
    await session.commit()
    await session.close()


@pytest.mark.parametrize(
    ("failing_commit", "status"),
    [("40001", 503), ("57P01", 503), ("53100", 503), ("P0001", 500)],
    indirect=["failing_commit"],
)
@pytest.mark.usefixtures("failing_commit")
async def test_a_failed_commit_is_an_error_and_leaves_nothing(
    client, bearer, database, status: int
) -> None:
    headers = bearer("users:read", "users:write", "users:admin")
    body = NewUserFactory.build().model_dump()
    response = await client.post(USERS, headers=headers, json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert "location" not in response.headers
    assert (await client.get(USERS, headers=headers)).json()["items"] == []
