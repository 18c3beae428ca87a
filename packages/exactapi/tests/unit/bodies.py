"""Readers of bodies, and what they make of some bytes."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.types import Message

from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation
from exactapi.options import ContractOptions
from exactapi.problems import Problem
from exactapi.request.body import BodyReader

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

UPLOAD = {
    "type": "object",
    "required": ["file", "meta"],
    "properties": {
        "file": {"type": "string", "format": "binary", "minLength": 1},
        "meta": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
        "count": {"type": "integer"},
        "more": {"type": "array", "items": {"contentMediaType": "application/octet-stream"}},
    },
}


def reader(
    content: dict[str, Any] | None,
    annotations: dict[str, Any] | None = None,
    *,
    required: bool = True,
    limit: int = 10_000,
) -> BodyReader:
    """`content` maps each media type to its schema, or to a whole Media Type Object."""
    operation: dict[str, Any] = {}
    if content is not None:
        declared = {
            name: each if "encoding" in each or not each else {"schema": each}
            for name, each in content.items()
        }
        operation["requestBody"] = {"required": required, "content": declared}
    document = {"openapi": "3.1.0", "paths": {"/x": {"post": operation}}}
    bound = Operation(
        id="x",
        method="POST",
        path="/x",
        pointer="/paths/~1x/post",
        handler="x",
        body=annotations or {},
    )
    options = ContractOptions(max_body_bytes=limit)
    return BodyReader(Contract(document, json.dumps(document).encode()), bound, options)


async def read(
    subject: BodyReader,
    data: bytes | Iterable[bytes] = b"",
    content_type: str | None = JSON,
    **headers: str,
) -> Any:
    chunks = [data] if isinstance(data, bytes) else list(data)
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": index < len(chunks)}
        for index, chunk in enumerate(chunks, 1)
    ]
    fields = {"content-length": str(sum(map(len, chunks))), **headers}
    if content_type is not None:
        fields["content-type"] = content_type
    raw = [(name.replace("_", "-").encode(), each.encode()) for name, each in fields.items()]

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return await subject.read(raw, receive)


async def refused(kind: type[Problem], subject: BodyReader, *args: Any, **headers: str) -> Any:
    with pytest.raises(kind) as caught:
        await read(subject, *args, **headers)
    return caught.value


def codes(problem: Problem) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in problem.errors]
