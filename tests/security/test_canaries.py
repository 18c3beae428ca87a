"""No secret in any log or answer: a real service at log level DEBUG, and every operation asked.

Everything secret is a canary, made up for this run. Afterwards everything that the service, its
PostgreSQL and its Valkey wrote is searched for each of them, and so is every answer; the tokens
that logging in and refreshing are there to answer excepted.
"""

import asyncio
import base64
import binascii
import json
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from scripts.fuzz.service import start_worker, wait_until_ready
from tests.operations import OPERATIONS
from tests.security.conftest import Rows
from tests.security.people import AUTH, USERS, People, Person, bearing
from tests.servers import Servers

pytestmark = pytest.mark.slow

GIVES_TOKENS = {f"{AUTH}/login", f"{AUTH}/token", f"{AUTH}/refresh"}


@dataclass
class Service:
    """A process of its own, with secrets of its own, and all that it writes."""

    url: str
    log: Path
    secrets: dict[str, str]


def own_secrets() -> dict[str, str]:
    names = ("jwt_secret_key", "cursor_secret", "password_pepper", "webhook_secret_key")
    return {name: f"canary-{secrets.token_hex(24)}" for name in names}


@pytest.fixture
def service(settings: Settings, database: Database, tmp_path: Path) -> Iterator[Service]:
    own = own_secrets()
    values: dict[str, Any] = {
        "environment": "test",
        "database_url": settings.database_url.get_secret_value(),
        "redis_url": settings.redis_url.get_secret_value(),
        "password_hash_cost": "4",
        "log_level": "DEBUG",
        "rate_limit_scale": "1000",
        **own,
    }
    environment = os.environ | {name.upper(): value for name, value in values.items()}
    log = tmp_path / "log"
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as file:
        worker = start_worker(environment, listener, log=file, log_level="debug")
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            wait_until_ready(url, worker)
            yield Service(url, log, own)
        finally:
            worker.terminate()
            worker.wait(timeout=30)


@dataclass
class Searched:
    """Answers as they come, and the secrets that none of them may hold."""

    answers: list[httpx.Response] = field(default_factory=list)

    async def note(self, response: httpx.Response) -> None:
        await response.aread()
        self.answers.append(response)


async def test_no_secret_is_told(
    service: Service, database: Database, rows: Rows, servers: Servers
) -> None:
    searched = Searched()
    hooks = {"response": [searched.note]}
    async with httpx.AsyncClient(base_url=service.url, event_hooks=hooks) as client:
        people = People(client, database)
        admin = await people.admin()
        who = await people.user(password=f"canary-{secrets.token_hex(16)}")
        await ask_everything(client, admin)
        await ask_wrongly(client, who)
        await ask_strangely(client, service, who)
        changed = await change_password(client, who)
        pair = await client.post(f"{AUTH}/refresh", json={"refresh_token": changed.refresh_token})
    stored = await rows.all("users") + await rows.all("sessions")
    canaries = {
        **service.secrets,
        "the password": who.password,
        "the new password": changed.password,
        **password_of(servers.libpq_url),
        **password_of(servers.redis_url),
        **stored_secrets(stored),
    }
    tokens = {
        f"token {number}": token
        for number, token in enumerate(
            (who.access_token, who.refresh_token, changed.access_token, *tokens_in(pair))
        )
    }
    signatures = {name: token.rpartition(".")[2] for name, token in tokens.items()}
    written = service.log.read_bytes() + servers.logs()
    assert_only_templates_are_logged(service.log)
    assert_absent(written, canaries | tokens | signatures, "a log")
    for answer in searched.answers:
        text = repr(answer.headers).encode() + answer.content
        assert_absent(text, canaries, f"{answer.request.method} {answer.request.url}")
        if answer.request.url.path not in GIVES_TOKENS or answer.is_error:
            assert_absent(text, tokens | signatures, str(answer.request.url))
        assert "server" not in answer.headers
    assert len(searched.answers) > 3 * len(OPERATIONS)


async def ask_everything(client: httpx.AsyncClient, admin: Person) -> None:
    """Every operation, allowed and not, with a sound body and with a broken one."""
    for operation in OPERATIONS.values():
        request = operation.request()
        for credentials in (admin.headers, {}, bearing("no.such.token")):
            sound = request.arguments(credentials)
            if operation.id not in {"logOut", "logOutEverywhere"}:
                await client.request(request.method, request.path, **sound)
            broken = {"params": sound["params"], "headers": sound["headers"], "content": b"{"}
            await client.request(request.method, request.path, **broken)


def secrets_of(who: Person) -> tuple[str, ...]:
    return who.password, who.access_token, who.refresh_token


async def ask_wrongly(client: httpx.AsyncClient, who: Person) -> None:
    """Secrets where they do not belong, and where they are refused."""
    for place in secrets_of(who):
        await client.get(f"{USERS}/me", params={"access_token": place})
        await client.get(f"{USERS}/me", headers=bearing(place))
        await client.get(f"{USERS}/me", headers={"authorization": f"Basic {place}"})
        await client.get(f"{USERS}/me", headers={"cookie": f"token={place}"})
        await client.post(f"{AUTH}/refresh", json={"refresh_token": place})
        await client.post(f"{AUTH}/refresh", json={"token": place})
        await client.post(f"{AUTH}/refresh", content=place)
        await client.post(f"{AUTH}/login", json={"email": place, "password": place})
        await client.post(f"{AUTH}/login", json={"email": who.email, "password": f"{place}!"[:128]})
        await client.post(f"{AUTH}/login", json={"email": who.email, "password": [place]})
        await client.post(f"{AUTH}/token", data={"username": who.email, "password": place})
        registration = {"email": who.email, "password": place[:128], "full_name": "Ada"}
        await client.post(f"{AUTH}/register", json=registration)
        body = {"current_password": f"{place}!"[:128], "new_password": place[:128]}
        await client.post(f"{AUTH}/password", json=body, headers=who.headers)


JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

PATHS = ("/@", "/reset/@", f"{USERS}/@", f"{USERS}/@/access", f"{AUTH}/sessions/@")
QUERIES = ("?@", "?@=1", "?limit=@", "?cursor=@", "?email=@", "?limit=1&@[]=%ff", "?%zz@")
HEADERS = (
    *("accept", "content-type", "content-encoding", "x-request-id", "origin", "cookie", "prefer"),
    *("access-control-request-method", "referer", "traceparent", "x-forwarded-for", "forwarded"),
)
JSON_BODIES = (
    *('{"@": 1}', '{"@": 1, "@": 2}', '{"a": @}', '{"a": "@', '{"email": {"@": []}}'),
    *("@", "[@]", '["@"]', '"@"', "\ud800@"),
)
FORM_BODIES = ("@", "@=1", "password=%zz@", "username=a&@", "&=@", "a=%ff@")
BODIES = (
    *((JSON, body) for body in JSON_BODIES),
    *((FORM, body) for body in FORM_BODIES),
    ("multipart/form-data; boundary=@", "--@"),
    ('multipart/form-data; boundary="b"', '--b\r\nContent-Disposition: form-data; name="@"\r\n'),
    ("@", "a"),
)
LINES = ("@", "GET /@ HTTP/9.9", "GET / HTTP/1.1\r\nHost: a\r\n@", "@ / HTTP/1.1")
"""Where a secret takes the place of `@`."""


async def ask_strangely(client: httpx.AsyncClient, service: Service, who: Person) -> None:
    """Secrets as parts of paths, as names, in broken bodies, and in what is no request at all."""
    for place in secrets_of(who):
        for path in PATHS:
            for method in ("GET", "DELETE", "BREW"):
                await client.request(method, path.replace("@", place), headers=who.headers)
        for query in QUERIES:
            for path in (USERS, f"{USERS}/me"):
                await client.get(path + query.replace("@", place), headers=who.headers)
        for name in HEADERS:
            await client.post(f"{AUTH}/login", headers={name: place}, content=b"{}")
            await client.options(f"{AUTH}/login", headers={"origin": "https://a.b", name: place})
        await client.get(f"{USERS}/me", headers={place: "x", "cookie": f"{place}=x"})
        for media_type, body in BODIES:
            headers = {"content-type": media_type.replace("@", place)}
            content = body.replace("@", place).encode("utf-8", "surrogatepass")
            for path in ("login", "token", "register"):
                await client.post(f"{AUTH}/{path}", headers=headers, content=content)
        for line in LINES:
            answer = await asyncio.to_thread(say, service, line.replace("@", place).encode())
            assert place.encode() not in answer


def say(service: Service, line: bytes) -> bytes:
    """Return what the server answers to bytes that no HTTP library would send."""
    address = urlsplit(service.url)
    assert address.port
    with socket.create_connection(("127.0.0.1", address.port), timeout=5) as connection:
        connection.sendall(line + b"\r\nConnection: close\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def assert_only_templates_are_logged(log: Path) -> None:
    """Not paths, which may hold anything."""
    events = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    paths = {event["path"] for event in events if event["event"] == "request"}
    assert paths == {None, *(operation.path for operation in OPERATIONS.values())}


async def change_password(client: httpx.AsyncClient, who: Person) -> Person:
    changed = replace(who, password=f"canary-{secrets.token_hex(16)}")
    body = {"current_password": who.password, "new_password": changed.password}
    response = await client.post(f"{AUTH}/password", json=body, headers=who.headers)
    assert response.status_code == 204, response.text
    response = await client.post(
        f"{AUTH}/login", json={"email": changed.email, "password": changed.password}
    )
    pair = response.json()
    return replace(changed, access_token=pair["access_token"], refresh_token=pair["refresh_token"])


def tokens_in(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    pair = response.json()
    return [pair["access_token"], pair["refresh_token"]]


def password_of(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    assert parts.password
    return {f"the password of {parts.scheme}": parts.password}


def stored_secrets(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Hashes and digests, in the ways that they are usually written."""
    found: dict[str, str] = {}
    for number, row in enumerate(rows):
        for name, value in row.items():
            if name.endswith("hash") and value:
                found[f"{name} {number}"] = value
            if name.endswith("digest") and value:
                found[f"{name} {number} in hex"] = binascii.hexlify(value).decode()
                found[f"{name} {number} in base64"] = base64.b64encode(value).decode()
                found[f"{name} {number} in Python"] = repr(value)
    assert found
    return found


def assert_absent(text: bytes, canaries: Mapping[str, str], where: str) -> None:
    for name, canary in canaries.items():
        for spelling in {canary, quote(canary), json.dumps(canary)[1:-1]}:
            lines = [line for line in text.splitlines() if spelling.encode() in line]
            assert not lines, f"{name} is in {where}"


async def test_the_server_does_not_introduce_itself(service: Service) -> None:
    """Not even where it answers without asking the application."""
    for request in (
        b"GET /livez HTTP/1.1\r\nHost: a",
        b"GET /nowhere HTTP/1.1\r\nHost: a",
        b"NONSENSE",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x",
    ):
        answer = (await asyncio.to_thread(say, service, request)).lower()
        head = answer.partition(b"\r\n\r\n")[0]
        assert head.startswith(b"http/1.1 ")
        assert b"server:" not in head
        assert b"uvicorn" not in answer


UNUSABLE = {
    "refused": "postgresql://somebody:{}@{address}/app",
    "unknown": "postgresql://somebody:{}@no-such-host.invalid/app",
}


@pytest.mark.parametrize("url", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_drivers_that_fail_tell_no_password(
    settings: Settings, servers: Servers, tmp_path: Path, url: str
) -> None:
    """Neither PostgreSQL's nor Valkey's, to whom both wrong ones are sent here."""
    canary = f"canary-{secrets.token_hex(16)}"
    valkey = urlsplit(settings.redis_url.get_secret_value())
    address = urlsplit(servers.libpq_url).netloc.rpartition("@")[2]
    changes = {
        "database_url": url.format(canary, address=address),
        "redis_url": f"redis://:{canary}@127.0.0.1:{valkey.port}/0",
        **own_secrets(),
        "log_level": "DEBUG",
        "environment": "test",
    }
    environment = os.environ | {name.upper(): value for name, value in changes.items()}
    log = tmp_path / "log"
    answers = []
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as file:
        worker = start_worker(environment, listener, log=file, log_level="debug")
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            async with httpx.AsyncClient(base_url=url, timeout=60) as client:
                body = {"email": "ada@example.com", "password": "a good password"}
                answers = [
                    await client.get("/livez"),
                    await client.get("/readyz"),
                    await client.post(f"{AUTH}/login", json=body),
                ]
        finally:
            worker.terminate()
            worker.wait(timeout=30)
    assert [answer.status_code for answer in answers] == [200, 503, 503]
    written = log.read_bytes() + servers.logs()
    assert_absent(written, {"the password": canary}, "a log")
    for answer in answers:
        text = repr(answer.headers).encode() + answer.content
        assert_absent(text, {"the password": canary}, str(answer.request.url))
