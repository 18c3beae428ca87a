from typing import Any

import pytest

from exactapi.access.context import RequestContext
from exactapi.access.ports import Principal
from exactapi.options import ContractOptions

HEADER_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
QUERY_KEY = {"type": "apiKey", "in": "query", "name": "key"}
COOKIE_KEY = {"type": "apiKey", "in": "cookie", "name": "session"}


async def who(context: RequestContext, **_arguments: Any) -> str | None:
    return context.principal and context.principal.subject


@pytest.mark.parametrize(
    ("headers", "query", "subject"),
    [
        ({}, "key=%C3%A9", "é"),
        ({}, "k%65y=a+b", "a b"),
        ({}, "%zz=1&key=ada", "ada"),
        ({"Cookie": 'session="ada"'}, "", "ada"),
        ({"Cookie": 'session="ada'}, "", '"ada'),
        ({"Cookie": 'session="'}, "", '"'),
        ({"Cookie": 'session=""ada""'}, "", '"ada"'),
        ({"Cookie": "session=a=b=="}, "", "a=b=="),
        ({"X-Key": " ada\t"}, "", "ada"),
    ],
)
async def test_a_key_is_what_the_client_wrote(
    service: Any, headers: dict[str, str], query: str, subject: str
) -> None:
    async def verify(credentials: Any, _context: Any) -> Principal:
        return Principal(credentials.value)

    service.secure(verify, query=QUERY_KEY, cookie=COOKIE_KEY, header=HEADER_KEY)
    service.options = ContractOptions(refuse_unknown_query=False)
    service.add("POST", "/", who, security=({"query": ()}, {"cookie": ()}, {"header": ()}))
    response = await service.request("POST", f"/?{query}".rstrip("?"), headers=headers)
    if "%zz" in query:  # who is asking is known; that the rest is broken is said after it
        assert response.status_code == 400
    else:
        assert (response.status_code, response.json()) == (200, subject)


@pytest.mark.parametrize("query", ["key=%zz", "key=%ff", "key=a&key=%zz", "key=", "%zz=ada"])
async def test_a_key_that_cannot_be_read_is_401(service: Any, query: str) -> None:
    service.secure(query=QUERY_KEY)
    service.add("GET", "/", security=({"query": ()},))
    assert (await service.request("GET", f"/?{query}")).status_code == 401
