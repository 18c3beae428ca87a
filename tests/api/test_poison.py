"""Hostile values and requests in every slot of every operation: never a 500, always a problem."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import pytest

from impl.app import DOCUMENT

SPEC = json.loads(DOCUMENT.read_bytes())
USERS = "/api/v1/users"
GOOD = {"email": "ada@example.com", "full_name": "Ada"}

# Values for anything: as JSON in a body, as text in a path, a query or a header.
VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "zero": 0,
    "minus one": -1,
    "fraction": 1.5,
    "int32 and one": 2**31,
    "int64 and one": 2**63,
    "beyond a double": 10**400,
    "5,000 digits": 10**5000,
    "empty": "",
    "blank": " ",
    "NUL": "a\0b",
    "only NUL": "\0",
    "control": "\x01\x1f\x7f",
    "line ends": "a\r\nX-Evil: 1",
    "lone surrogate": "\ud800",
    "surrogate pair backwards": "\udc00\ud800",
    "not a character": "\uffff",
    "astral": "\U0010ffff",
    "byte order mark": "\ufeffa",
    "right to left": "\u202eadmin",
    "zero width": "ad\u200bmin",
    "zalgo": "a" + "\u0301" * 50,
    "fullwidth brackets": "\uff1cscript\uff1e",
    "upper case grows": "\u00df" * 100,
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "quote": "' OR '1'='1",
    "statement": "'; DROP TABLE users; --",
    "placeholder": "$1 %s :id {0} {{7*7}} ${7*7}",
    "format": "%n%x%s",
    "path up": "../../../../etc/passwd",
    "null path": "..%00/..%2f",
    "markup": "<script>alert(1)</script>",
    "long": "a" * 10_000,
    "longest": "a" * 300_000,
    "many ats": "@" * 254,
    "quoted address": '"a b"@example.com',
    "address of a number": "a@[127.0.0.1]",
    "pattern bomb": "a" * 5_000 + "!",
    "list": [],
    "nested list": [[[[]]]],
    "object": {},
    "prototype": {"__proto__": {"admin": True}},
    "reference": {"$ref": "#/components/schemas/User"},
    "long list": [0] * 10_000,
    "date of the year 0": "0000-01-01T00:00:00Z",
    "leap second": "2016-12-31T23:59:60Z",
    "uuid of nothing": "00000000-0000-0000-0000-000000000000",
    "uuid of all": "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "uuid in braces": "{01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a}",
}

# Whole bodies, byte for byte.
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "blank": b" \n",
    "not JSON": b"{",
    "two values": b"{} {}",
    "NaN": b'{"email": NaN, "full_name": "Ada"}',
    "Infinity": b'{"email": -Infinity, "full_name": "Ada"}',
    "1e400": b'{"email": 1e400, "full_name": "Ada"}',
    "a name twice": b'{"email": "a@b.de", "email": "c@d.de", "full_name": "Ada"}',
    "not UTF-8": b'{"email": "\xff\xfe", "full_name": "Ada"}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + json.dumps(GOOD).encode(),
    "escaped surrogate": b'{"email": "\\ud800@b.de", "full_name": "\\udfff"}',
    "escaped NUL": b'{"email": "a@b.de", "full_name": "\\u0000"}',
    "surrogate as a name": b'{"\\ud800": 1}',
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    "many members": json.dumps(GOOD | {f"m{n}": n for n in range(20_000)}).encode(),
    "5,000 digits": b'{"email": ' + b"9" * 5_000 + b"}",
    "too large": b'"' + b"a" * 1_100_000 + b'"',
    "comment": b'{"email": "a@b.de" /* */}',
    "trailing comma": b'{"email": "a@b.de",}',
}

# Headers that a request may carry.
HEADERS: dict[str, dict[str, bytes]] = {
    "other media type": {"content-type": b"text/plain"},
    "no media type": {"content-type": b""},
    "odd media type": {"content-type": b"application/json; charset=utf-16"},
    "malformed media type": {"content-type": b"\xff\xfe;;;="},
    "compressed": {"content-encoding": b"gzip"},
    "accepts nothing of ours": {"accept": b"image/png"},
    "malformed accept": {"accept": b";;;q=,,,\xff"},
    "malformed id": {"x-request-id": b"\xff\xfe" * 50},
    "malformed cookie": {"cookie": b"=;=\xff;;;"},
    "malformed length": {"content-length": b"-1"},
    "basic credentials": {"authorization": b"Basic \xff\xff"},
    "bearer without a token": {"authorization": b"Bearer"},
    "bearer of bytes": {"authorization": b"Bearer \xff\xfe\x80"},
    "nested bearer": {"authorization": b"Bearer " + b"eyJ" * 3_000},
    "hostile origin": {"origin": b"null", "access-control-request-method": b"PUT"},
    "many hosts": {"host": b"a<b>\xff"},
}


@dataclass
class Service:
    client: httpx.AsyncClient
    headers: dict[str, str]

    async def send(self, method: str, path: str, **request: Any) -> None:
        """Send it, and hold the answer against what the document and RFC 9457 say."""
        headers = {**self.headers, **request.pop("headers", {})}
        response = await self.client.request(method, path, headers=headers, **request)
        template = USERS if path.partition("?")[0] == USERS else f"{USERS}/{{id}}"
        documented = SPEC["paths"][template][method.lower()]["responses"]
        # A path parameter with a slash in it is another path.
        assert str(response.status_code) in {*documented, "404"}, response.text
        assert response.status_code != 500
        if response.status_code >= 400:
            assert response.headers["content-type"] == "application/problem+json"
            problem = response.json()
            assert problem["status"] == response.status_code
            assert problem["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
            assert not {"Traceback", "asyncpg", "SELECT"} & set(problem["detail"].split())


@pytest.fixture
def service(client: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]) -> Service:
    return Service(client, bearer("users:read", "users:write", "users:admin"))


def in_url(value: Any) -> str:
    text = value if isinstance(value, str) else _json(value).decode()
    return quote(text.encode(errors="surrogatepass"), safe="")[:30_000]


def _json(value: Any) -> bytes:
    """Also of integers beyond what Python likes to write."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**63:
        return b"1" + b"0" * (len(hex(value)) - 2)
    return json.dumps(value).encode()


def each(cases: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases.values(), ids=cases.keys())


@each(VALUES)
async def test_as_a_member_of_the_body(service: Service, case: Any) -> None:
    for name in GOOD:
        rest = {key: value for key, value in GOOD.items() if key != name}
        body = b'{"%s": %s, %s' % (name.encode(), _json(case), json.dumps(rest).encode()[1:])
        await service.send(
            "POST", USERS, content=body, headers={"content-type": "application/json"}
        )


@each(VALUES)
async def test_as_the_whole_body(service: Service, case: Any) -> None:
    await service.send(
        "POST", USERS, content=_json(case), headers={"content-type": "application/json"}
    )


@each(VALUES)
async def test_as_the_name_of_a_member(service: Service, case: Any) -> None:
    body = GOOD | {case if isinstance(case, str) else "other": case if case != 10**5000 else 1}
    await service.send(
        "POST",
        USERS,
        content=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )


@each(VALUES)
async def test_in_the_path(service: Service, case: Any) -> None:
    value = in_url(case)
    if value.strip("."):
        await service.send("GET", f"{USERS}/{value}")
        await service.send("DELETE", f"{USERS}/{value}")


@each(VALUES)
async def test_in_the_query(service: Service, case: Any) -> None:
    for name in ("limit", "cursor", "other", in_url(case)):
        await service.send("GET", f"{USERS}?{name}={in_url(case)}")


@pytest.mark.parametrize(
    "query", ["limit=%ff", "limit=%", "limit=%zz", "%ff=1", "&&&", "=", "limit", "a" * 20_000]
)
async def test_as_the_raw_query(service: Service, query: str) -> None:
    await service.send("GET", f"{USERS}?{query}")


@each(BODIES)
async def test_as_bytes(service: Service, case: bytes) -> None:
    await service.send("POST", USERS, content=case, headers={"content-type": "application/json"})


@each(HEADERS)
async def test_as_headers(service: Service, case: dict[str, bytes]) -> None:
    await service.send("GET", USERS, headers=case)
    await service.send(
        "POST",
        USERS,
        content=json.dumps(GOOD).encode(),
        headers={"content-type": b"application/json", **case},
    )
