import pytest

UP = {"status": "ok"}
READY = {"status": "ok", "postgresql": "ok", "redis": "ok"}


@pytest.mark.parametrize(("path", "body"), [("/livez", UP), ("/startupz", UP), ("/readyz", READY)])
async def test_all_is_well_and_nobody_needs_credentials(client, path: str, body: object) -> None:
    response = await client.get(path)
    assert (response.status_code, response.json()) == (200, body)


async def test_credentials_are_not_looked_at(client) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    assert (await client.get("/livez", headers=headers)).status_code == 200
