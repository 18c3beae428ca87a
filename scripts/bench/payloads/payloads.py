"""A body of 20 kB with 200 objects, a form with 5 MB, and a stream of events."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scripts.bench.comparison.works import Work

_ITEMS: Final = 200
_FILE: Final = 5_000_000
_BOUNDARY: Final = "bench-boundary"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as urllib sends it, and the same as the load generator does."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None
    work: Work


def works() -> list[Sent]:
    return [
        _sent("order", "200 objects, 20 kB", "/orders", "application/json", _order()),
        _sent(
            "file",
            "upload of 5 MB",
            "/files",
            f"multipart/form-data; boundary={_BOUNDARY}",
            _form(),
        ),
        _sent("ticks", "200 events, streamed", "/ticks"),
    ]


def _sent(
    name: str, title: str, path: str, media_type: str | None = None, body: bytes | None = None
) -> Sent:
    method = "GET" if body is None else "POST"
    headers = {} if media_type is None else {"Content-Type": media_type}
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{field}: {value}" for field, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    request = "\r\n".join([*lines, "", ""]).encode() + (body or b"")
    work = Work(name, title, 200, lambda: itertools.repeat(request))
    return Sent(method, path, headers, body, work)


def _order() -> bytes:
    items = [
        {
            "sku": f"ABC-{number:04}",
            "quantity": number % 9 + 1,
            "price": 19.95,
            "note": "Wrapped as a present, please",
        }
        for number in range(_ITEMS)
    ]
    return json.dumps({"email": "ada@example.org", "items": items}).encode()


def _form() -> bytes:
    head = (
        f"--{_BOUNDARY}\r\n"
        'Content-Disposition: form-data; name="file"; filename="file.bin"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + b"\x00\x01\x02\x03" * (_FILE // 4) + f"\r\n--{_BOUNDARY}--\r\n".encode()
