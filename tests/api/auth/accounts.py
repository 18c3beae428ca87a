"""The paths of accounts, and what is stored of them."""

AUTH = "/api/v1/auth"
ME = "/api/v1/users/me"
ANOTHER_PASSWORD = "wrong mule accumulator clip"


async def is_logged_in(client, headers) -> bool:
    response = await client.get(ME, headers=headers)
    assert response.status_code in {200, 401}
    return response.status_code == 200
