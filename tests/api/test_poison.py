"""Hostile values and requests in every slot of every operation: never a 5xx, always documented.

The operations and their slots are the document's, so a new operation is tested as soon as it is
written there. The short form tries a part of the values in each slot, another part in the next
one; the thorough form tries them all.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from tests.api.poison import BODIES, HEADERS, VALUES
from tests.credentials import credentials
from tests.operations import FORM, OPERATIONS, DocumentOperation, Request

pytestmark = pytest.mark.slow

PARTS = 6
SIZES = [
    pytest.param(False, id="a part"),
    pytest.param(True, id="all", marks=pytest.mark.thorough),
]
QUERIES = (
    "limit=%ff",
    "limit=1&limit=2",
    "limit=%",
    "a=%zz",
    "%ff=1",
    "&&&",
    "=",
    "limit",
    "a" * 20_000,
)

READ_HEADERS = (
    "accept",
    "authorization",
    "content-type",
    "cookie",
    "if-none-match",
    "origin",
    "user-agent",
    "x-forwarded-for",
    "x-request-id",
)
"""What the service, or something before it, reads in any request."""

_PROBLEM = "application/problem+json"
_TELLING = {"Traceback", "asyncpg", "SELECT", "INSERT", "UPDATE", "sqlalchemy"}


@dataclass
class Service:
    """Sends with credentials for everything; with new ones where an operation has ended these."""

    client: httpx.AsyncClient
    database: Database
    settings: Settings
    headers: dict[str, str] = field(default_factory=dict)

    async def send(
        self, operation: DocumentOperation, name: str, path: str, **request: Any
    ) -> None:
        """Send it, and hold the answer against what the document and RFC 9457 say."""
        needed = operation.request()
        extra = {**needed.headers, **request.pop("headers", {})}
        if "?" not in path:
            request["params"] = needed.query
        for _ in range(2):
            headers = {**self.headers, **extra}
            response = await self.client.request(operation.method, path, headers=headers, **request)
            if response.status_code != 401 or operation.is_public or "authorization" in extra:
                break
            await self.renew()
        status = response.status_code
        # A path parameter with a slash in it is another path, perhaps of other methods.
        other_path = path.partition("?")[0] != needed.path
        documented = operation.documents(status) or (other_path and status in {404, 405})
        assert documented, f"{name}: {status} {response.text}"
        assert status < 500, f"{name}: {response.text}"
        if response.is_error and not is_declared_otherwise(operation, response):
            assert response.headers["content-type"] == _PROBLEM, name
            problem = response.json()
            assert problem["status"] == status
            assert problem["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
            assert not _TELLING & set(problem["detail"].split())

    async def renew(self) -> None:
        self.headers = await credentials(self.database, self.settings)


def is_declared_otherwise(operation: DocumentOperation, response: httpx.Response) -> bool:
    """Return whether the document words this error itself, as OAuth 2.0 does."""
    declared = operation.response(response.status_code).get("content", {})
    media_type = response.headers.get("content-type", "").partition(";")[0]
    return media_type != _PROBLEM and media_type in declared


def takes_values(media_type: str) -> bool:
    """Return whether a body of this type can hold any value: JSON and forms."""
    return media_type == FORM or media_type.partition(";")[0].endswith("json")


def body_of(request: Request) -> dict[str, Any]:
    """Return the arguments that send the valid body, if there is one; headers as bytes."""
    arguments = request.arguments()
    del arguments["params"]
    headers = {name: value.encode() for name, value in arguments.pop("headers").items()}
    return {**arguments, "headers": headers}


@pytest.fixture
async def service(client: httpx.AsyncClient, database: Database, settings: Settings) -> Service:
    service = Service(client, database, settings)
    await service.renew()
    return service


def in_url(value: Any) -> str:
    written = value if isinstance(value, str) else as_json(value).decode()
    return quote(written.encode(errors="surrogatepass"), safe="")[:30_000]


def in_header(value: Any) -> bytes:
    """Any bytes but those that no server hands on (RFC 9110, section 5.5)."""
    text = value.encode(errors="surrogatepass") if isinstance(value, str) else as_json(value)
    return text.translate(None, b"\0\r\n")[:30_000]


def as_json(value: Any) -> bytes:
    """Also of integers beyond what Python likes to write."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**64:
        return b"1" + b"0" * (len(hex(value)) - 2)
    return json.dumps(value).encode()


_slots = count()


def slots(kind: str) -> Iterator[Any]:
    """Each operation that has slots of the kind, with each of their names."""
    for operation in OPERATIONS.values():
        if kind == "path":
            names = operation.path_parameters
        elif kind == "query":
            queried = [each["name"] for each in operation.parameters if each["in"] == "query"]
            names = [*queried, "other"]
        elif kind == "member":
            names = [
                name
                for media_type in operation.body_types
                if takes_values(media_type)
                for name in operation.members(media_type)
            ]
            names = list(dict.fromkeys(names))
        else:
            names = [each for each in operation.body_types[:1] if takes_values(each)]
        for name in names:
            yield pytest.param(operation, name, next(_slots), id=f"{operation.id} {name}")


def of_each(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("operation", "name", "slot"), list(slots(kind)))


def values(slot: int, *, thorough: bool, parts: int = PARTS) -> list[tuple[str, Any]]:
    every = list(VALUES.items())
    return every if thorough else every[slot % parts :: parts]


def test_the_corpus_is_large() -> None:
    assert len(VALUES) >= 150


@pytest.mark.parametrize("thorough", SIZES)
@of_each("member")
async def test_as_a_member_of_the_body(
    service: Service, operation: DocumentOperation, name: str, slot: int, thorough: bool
) -> None:
    for case, value in values(slot, thorough=thorough):
        request = operation.request()
        if request.media_type == FORM:
            pairs = {key: in_url(each) for key, each in (request.body | {name: value}).items()}
            body = "&".join(f"{key}={each}" for key, each in pairs.items()).encode()
        else:
            rest = {key: each for key, each in request.body.items() if key != name}
            tail = json.dumps(rest).encode()[1:]
            body = b'{"%s":%s%s%s' % (name.encode(), as_json(value), b"," if rest else b"", tail)
        headers = {"content-type": request.media_type}
        await service.send(operation, case, request.path, content=body, headers=headers)


@pytest.mark.parametrize("thorough", SIZES)
@of_each("body")
async def test_as_the_whole_body_and_as_the_name_of_a_member(
    service: Service, operation: DocumentOperation, name: str, slot: int, thorough: bool
) -> None:
    headers = {"content-type": name}
    for case, value in values(slot, thorough=thorough):
        request = operation.request()
        member = value if isinstance(value, str) else case
        for body in (as_json(value), as_json(request.body | {member: "value"})):
            await service.send(operation, case, request.path, content=body, headers=headers)


@pytest.mark.parametrize("thorough", SIZES)
@of_each("path")
async def test_in_the_path(
    service: Service, operation: DocumentOperation, name: str, slot: int, thorough: bool
) -> None:
    request = operation.request()
    for case, value in values(slot, thorough=thorough):
        segment = in_url(value)
        if segment.strip("."):  # clients remove dots themselves
            path = operation.path_with(name, segment)
            await service.send(operation, case, path, **body_of(request))


@pytest.mark.parametrize("thorough", SIZES)
@of_each("query")
async def test_in_the_query(
    service: Service, operation: DocumentOperation, name: str, slot: int, thorough: bool
) -> None:
    path = operation.request().path
    for case, value in values(slot, thorough=thorough):
        await service.send(operation, case, f"{path}?{name}={in_url(value)}")
        if name == "other":
            await service.send(operation, case, f"{path}?{in_url(value)}=1")
    for query in QUERIES:
        await service.send(operation, query, f"{path}?{query}")


@pytest.mark.parametrize("thorough", SIZES)
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
async def test_in_a_header(service: Service, operation: DocumentOperation, thorough: bool) -> None:
    path = operation.request().path
    sound = body_of(operation.request())
    usual = sound.pop("headers", {})
    declared = [each["name"] for each in operation.parameters if each["in"] == "header"]
    first = list(OPERATIONS).index(operation.id)
    for slot, name in enumerate([*READ_HEADERS, *declared], start=first):
        for case, value in values(slot, thorough=thorough, parts=3 * PARTS):
            field = in_header(value)
            for sent in (field, b"Bearer " + field) if name == "authorization" else (field,):
                headers = {**usual, name: sent}
                await service.send(operation, case, path, headers=headers, **sound)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
async def test_as_bytes(service: Service, operation: DocumentOperation) -> None:
    request = operation.request()
    for case, body in BODIES.items():
        for media_type in operation.body_types or ["application/json"]:
            headers = {"content-type": media_type}
            await service.send(operation, case, request.path, content=body, headers=headers)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
async def test_as_headers(service: Service, operation: DocumentOperation) -> None:
    path = operation.request().path
    sound = body_of(operation.request())
    usual = sound.pop("headers", {})
    for case, headers in HEADERS.items():
        await service.send(operation, case, path, headers={**usual, **headers}, **sound)
