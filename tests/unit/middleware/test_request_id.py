from uuid import UUID

import pytest
import structlog

from impl.middleware.exchange import Exchange

ID = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"


@pytest.mark.parametrize("given", [ID, ID.upper(), ID.replace("-", "")])
async def test_a_callers_uuid_is_kept(behind, application, given: str) -> None:
    response = await behind(Exchange).get("/", headers={"X-Request-Id": given})
    assert response.headers.get_list("x-request-id") == [ID]
    assert application.scope["state"]["request_id"] == ID


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("X-Request-Id", "")],
        [("X-Request-Id", "abc")],
        [("X-Request-Id", ID + "0")],
        [("X-Request-Id", ID[:-1] + "é")],
        [("X-Request-Id", ID + "\tforged=1")],
        [("X-Request-Id", "a" * 10_000)],
        [("X-Request-Id", ID), ("X-Request-Id", ID)],
    ],
)
async def test_anything_else_is_replaced(behind, application, headers) -> None:
    encoded = [(name, value.encode("latin-1")) for name, value in headers]
    response = await behind(Exchange).get("/", headers=encoded)
    made = response.headers["x-request-id"]
    assert made == str(UUID(made)) != ID
    assert application.scope["state"]["request_id"] == made


async def test_requests_do_not_share_their_state(behind, application) -> None:
    client = behind(Exchange)
    await client.get("/")
    first = application.scope["state"]
    await client.get("/")
    assert first["request_id"] != application.scope["state"]["request_id"]


async def test_log_events_of_the_request_carry_it(behind, application) -> None:
    seen = {}

    def look(app):
        async def call(scope, receive, send):
            seen.update(structlog.contextvars.get_contextvars())
            await app(scope, receive, send)

        return call

    await behind(Exchange, look).get("/", headers={"X-Request-Id": ID})
    assert seen == {"request_id": ID}
