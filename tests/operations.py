"""The document's operations, and for each the smallest valid request that its examples make."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from exactapi.schemas.operations import method_of, served_operations
from exactapi.schemas.pointers import pointer_of, tokens, value_at

from impl.app import DOCUMENT

SPEC: dict[str, Any] = json.loads(DOCUMENT.read_bytes())


def resolved(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a chain of references within the document leads to."""
    while "$ref" in value:
        value = value_at(SPEC, pointer_of(value["$ref"]) or "")
    return value


@dataclass(frozen=True, slots=True)
class Request:
    """What one call needs; `body` is JSON or a form, as `media_type` says."""

    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    media_type: str | None = None
    body: Any = None


@dataclass(frozen=True, slots=True)
class DocumentOperation:
    """One operation as the document writes it; `security` and `parameters` are the effective."""

    id: str
    method: str
    path: str
    declared: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]
    security: tuple[Mapping[str, list[str]], ...]

    @property
    def is_public(self) -> bool:
        return not self.security or {} in self.security

    @property
    def owner(self) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self.declared.get("x-owner")
        return found

    @property
    def path_parameters(self) -> list[str]:
        return [each["name"] for each in self.parameters if each["in"] == "path"]

    @property
    def success(self) -> int:
        """The one status of success; an operation with several needs another idea."""
        (status,) = [int(each) for each in self.declared["responses"] if each.startswith("2")]
        return status

    @property
    def body_types(self) -> list[str]:
        return list(resolved(self.declared.get("requestBody", {})).get("content", {}))

    def body_schema(self, media_type: str) -> Mapping[str, Any]:
        content = resolved(self.declared["requestBody"])["content"]
        return resolved(content[media_type]["schema"])

    def documents(self, status: int) -> bool:
        responses = self.declared["responses"]
        return bool({str(status), f"{status // 100}XX", "default"} & responses.keys())

    def request(self, **path: str) -> Request:
        """The smallest valid one, with fresh e-mail addresses; `path` replaces its examples."""
        values = {
            each["name"]: _example(each["schema"])
            for each in self.parameters
            if each["in"] == "path"
        } | path
        where = self.path.format(**{name: quote(str(each)) for name, each in values.items()})
        query = {
            each["name"]: each.get("example", _example(each["schema"]))
            for each in self.parameters
            if each["in"] == "query" and each.get("required")
        }
        if not self.body_types:
            return Request(self.method, where, query)
        media_type = self.body_types[0]
        return Request(self.method, where, query, media_type, self._body(media_type))

    def _body(self, media_type: str) -> Any:
        schema = self.body_schema(media_type)
        body = dict(_example(schema))
        for name in body.keys() & schema["properties"].keys():
            if resolved(schema["properties"][name]).get("format") == "email":
                body[name] = f"{uuid4().hex}@example.com"
        return body


def _example(schema: Mapping[str, Any]) -> Any:
    found = resolved(schema)
    if "examples" not in found:
        raise LookupError(f"no example to make a request from: {found}")
    return found["examples"][0]


def operations() -> Iterator[DocumentOperation]:
    for pointer, declared in served_operations(SPEC):
        path = tokens(pointer)[1]
        shared = SPEC["paths"][path].get("parameters", ())
        yield DocumentOperation(
            id=declared["operationId"],
            method=method_of(pointer),
            path=path,
            declared=declared,
            parameters=tuple(resolved(each) for each in (*shared, *declared.get("parameters", ()))),
            security=tuple(declared.get("security", SPEC.get("security", ()))),
        )


OPERATIONS: dict[str, DocumentOperation] = {each.id: each for each in operations()}
