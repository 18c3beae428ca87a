"""The requests of the benchmark, and the proof that all servers answer them alike."""

import itertools
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

USERS = "/api/v1/users"
PEOPLE = 200
"""Users that exist before anything is measured."""
_NO_ADDRESS = {"email": "nobody", "full_name": "Ada King"}
"""A change that every server has to refuse."""


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of request. `requests` makes an endless supply, so that no two need be alike."""

    name: str
    title: str
    status: int
    requests: Callable[[], Iterator[bytes]]


def works(token: str, ids: list[str]) -> list[Work]:
    """In the order of the report."""

    def read() -> Iterator[bytes]:
        return itertools.cycle([request("GET", f"{USERS}/{each}", token) for each in ids])

    def newest() -> Iterator[bytes]:
        return itertools.repeat(request("GET", f"{USERS}?limit=50", token))

    def rename() -> Iterator[bytes]:
        # Always another name: an ORM does not write what has not changed.
        for each in itertools.cycle(ids):
            name = {"full_name": f"Ada {secrets.token_hex(6)}"}
            yield request("PATCH", f"{USERS}/{each}", token, name)

    def refused() -> Iterator[bytes]:
        return itertools.repeat(request("PATCH", f"{USERS}/{ids[0]}", token, _NO_ADDRESS))

    def health() -> Iterator[bytes]:
        return itertools.repeat(request("GET", "/livez", None))

    return [
        Work("read", "read by id", 200, read),
        Work("list", "list of 50", 200, newest),
        Work("write", "PATCH, committed", 200, rename),
        Work("refused", "refused body", 422, refused),
        Work("health", "health", 200, health),
    ]


def seed(url: str, token: str) -> list[str]:
    """Create the users through the service itself; gives their ids."""
    return [
        fetch(
            "POST",
            f"{url}{USERS}",
            token,
            {"email": f"{number}@example.com", "full_name": "Ada Lovelace"},
        )["id"]
        for number in range(PEOPLE)
    ]


def disagreements(urls: dict[str, str], token: str, ids: list[str]) -> list[str]:
    """Return where a server's responses differ from the first one's; instants compare by value."""
    found = []
    for path in (f"{USERS}/{ids[0]}", f"{USERS}?limit=50", "/livez"):
        answers = {name: _comparable(fetch("GET", url + path, token)) for name, url in urls.items()}
        first = next(iter(answers))
        found += [
            f"{name} and {first} answer GET {path} differently"
            for name, answer in answers.items()
            if answer != answers[first]
        ]
    name = {"full_name": "Ada King"}
    changes = {
        server: _comparable(fetch("PATCH", f"{url}{USERS}/{ids[0]}", token, name))
        for server, url in urls.items()
    }
    for changed in changes.values():
        changed.pop("updated_at")
    expected = next(iter(changes.values()))
    found += [
        f"{server} answers PATCH differently"
        for server, changed in changes.items()
        if changed != expected
    ]
    return found + [
        f"{server} does not answer 422 to a PATCH with {_NO_ADDRESS['email']!r} as an address"
        for server, url in urls.items()
        if not _refuses(f"{url}{USERS}/{ids[0]}", token)
    ]


def _refuses(url: str, token: str) -> bool:
    try:
        fetch("PATCH", url, token, _NO_ADDRESS)
    except RuntimeError as error:
        return ": 422 " in str(error)
    return False


def fetch(method: str, url: str, token: str, body: Any = None) -> Any:
    """Return the JSON of an answer.

    Raises:
        RuntimeError: it is no success; with the answer.
    """
    request = urllib.request.Request(  # noqa: S310  our own loopback URL
        url,
        None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  as above
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            reason = error.read(500).decode(errors="replace")
        raise RuntimeError(f"{method} {url}: {error.code} {reason}") from None


def _comparable(value: Any) -> Any:
    """Milliseconds are what all of them keep: JavaScript's dates have no microseconds."""
    match value:
        case dict():
            return {
                name: datetime.fromisoformat(member).isoformat(timespec="milliseconds")
                if name.endswith("_at")
                else _comparable(member)
                for name, member in value.items()
            }
        case list():
            return [_comparable(item) for item in value]
    return value


def request(method: str, path: str, token: str | None, body: Any = None) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept: application/json"]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content
