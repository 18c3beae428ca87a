"""The document's operations, and for each a valid request.

Nothing here knows the service: parameters of any style, inline schemas and schemas without
examples are read as the document has them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from exactapi.document.servers import base_of_operation
from exactapi.generate.scaffold.handlers import compare
from exactapi.generate.scaffold.protocols import protocols
from exactapi.mock.samples.sample import Sampler
from exactapi.project.settings import Project
from exactapi.schemas.operations import method_of, path_item_of, served_operations
from exactapi.schemas.pointers import join, pointer_of, tokens, value_at

from impl.app import DOCUMENT
from tests.parameters import in_path, written

FORM = "application/x-www-form-urlencoded"
SPEC: dict[str, Any] = json.loads(DOCUMENT.read_bytes())

_SAMPLER = Sampler(SPEC, "request")
_SEED = 1


@dataclass(frozen=True, slots=True)
class Located:
    """A value of the document and the JSON pointer at which it stands, all references followed."""

    pointer: str
    value: Mapping[str, Any]

    def child(self, *names: str) -> "Located":
        below = join("", *names)
        return located(self.pointer + below, value_at(self.value, below))


def located(pointer: str, value: Mapping[str, Any]) -> Located:
    while isinstance(value, Mapping) and "$ref" in value:
        pointer = pointer_of(value["$ref"]) or ""
        value = value_at(SPEC, pointer)
    return Located(pointer, value)


def resolved(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a chain of references within the document leads to."""
    return located("", value).value


@dataclass(frozen=True, slots=True)
class Request:
    """What one call needs; `body` is a JSON value, `media_type` says how it is sent."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str | None = None
    body: Any = None

    def arguments(self, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the keyword arguments of `httpx.AsyncClient.request` beside method and URL."""
        sent = {**self.headers, **(headers or {})}
        if self.media_type is None:
            return {"params": self.query, "headers": sent}
        if self.media_type.startswith("multipart/"):  # httpx chooses the boundary
            parts = {name: (None, as_text(value)) for name, value in self.body.items()}
            return {"params": self.query, "headers": sent, "files": parts}
        sent.setdefault("content-type", self.media_type)
        arguments: dict[str, Any] = {"params": self.query, "headers": sent}
        if self.media_type == FORM:
            return arguments | {"data": self.body}
        is_json = self.media_type.partition(";")[0].endswith("json")
        content = json.dumps(self.body) if is_json else as_text(self.body)
        return arguments | {"content": content.encode()}


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@dataclass(frozen=True)
class DocumentOperation:
    """One operation as the document writes it; `security` and `parameters` are the effective."""

    id: str
    method: str
    path: str
    declared: Mapping[str, Any]
    base: str
    pointer: str
    parameters: tuple[Mapping[str, Any], ...]
    pointers: tuple[str, ...]
    security: tuple[Mapping[str, list[str]], ...]

    @property
    def is_public(self) -> bool:
        return not self.security or {} in self.security

    @property
    def tags(self) -> list[str]:
        return list(self.declared.get("tags", ()))

    @property
    def owner(self) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self.declared.get("x-owner")
        return found

    @property
    def path_parameters(self) -> list[str]:
        return [each["name"] for each in self.parameters if each["in"] == "path"]

    @property
    def successes(self) -> set[int]:
        """Return the statuses that are declared as successes, with all that `2XX` stands for."""
        declared = {each.upper() for each in self.declared["responses"]}
        return {each for each in range(200, 300) if {str(each), "2XX"} & declared}

    @property
    def body_types(self) -> list[str]:
        return list(resolved(self.declared.get("requestBody", {})).get("content", {}))

    def body_schema(self, media_type: str) -> Mapping[str, Any]:
        return self._body(media_type).value

    def members(self, media_type: str) -> list[str]:
        """Return the names of the members that a body declares, if it is an object."""
        schema = self.body_schema(media_type)
        return list(schema.get("properties", ())) if isinstance(schema, Mapping) else []

    def documents(self, status: int) -> bool:
        return bool(self.response(status))

    def response(self, status: int) -> Mapping[str, Any]:
        """Return the Response Object that speaks of the status; an empty one if none does."""
        responses = self.declared["responses"]
        for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if key in responses:
                return resolved(responses[key])
        return {}

    def path_with(self, name: str, segment: str) -> str:
        """Return the path of a valid request in which `segment` stands for a parameter."""
        path = self.base + self.path.replace(f"{{{name}}}", segment)
        for each in self.parameters:
            if each["in"] == "path" and each["name"] != name:
                path = path.replace(
                    f"{{{each['name']}}}", in_path(each, self._values[each["name"]])
                )
        return path

    def request(self, **path: str) -> Request:
        """Return a small valid one, with fresh e-mail addresses; `path` gives path parameters."""
        values = self._values
        where = self.base + self.path
        query: list[tuple[str, str]] = []
        headers: dict[str, str] = {}
        for each in self.parameters:
            name, place = each["name"], each["in"]
            value = path.get(name, values.get(name)) if place == "path" else values.get(name)
            if place == "path":
                where = where.replace(f"{{{name}}}", in_path(each, value))
            elif each.get("required") and place == "query":
                query += written(each, value)
            elif each.get("required") and place == "header":
                headers[name] = ",".join(text for _, text in written(each, value))
            elif each.get("required") and place == "cookie":
                pairs = [f"{key}={text}" for key, text in written(each, value)]
                headers["cookie"] = "; ".join([*filter(None, [headers.get("cookie")]), *pairs])
        if not self.body_types:
            return Request(self.method, where, query, headers)
        media_type = self.body_types[0]
        return Request(self.method, where, query, headers, media_type, self._content(media_type))

    @cached_property
    def _values(self) -> dict[str, Any]:
        """A valid value of each parameter that a request needs, by name."""
        return {
            each["name"]: _parameter_value(located(pointer, each))
            for each, pointer in zip(self.parameters, self.pointers, strict=True)
            if each.get("required")
        }

    def _body(self, media_type: str) -> Located:
        body = located(f"{self.pointer}/requestBody", self.declared["requestBody"])
        media = body.child("content", media_type)
        return media.child("schema") if "schema" in media.value else Located("", {})

    def _content(self, media_type: str) -> Any:
        schema = self._body(media_type)
        if not schema.pointer:
            return "text"  # the document says nothing of it
        body = _SAMPLER.value(schema.pointer, _SEED)
        if isinstance(schema.value, Mapping) and (examples := schema.value.get("examples")):
            body = json.loads(json.dumps(examples[0]))
        if isinstance(body, dict):
            for name in body.keys() & set(self.members(media_type)):
                if resolved(schema.value["properties"][name]).get("format") == "email":
                    body[name] = f"{uuid4().hex}@example.com"
        return body


def _parameter_value(parameter: Located) -> Any:
    examples = [each.get("value") for each in parameter.value.get("examples", {}).values()]
    for example in [parameter.value.get("example"), *examples]:
        if example is not None:
            return example
    media = next(iter(parameter.value.get("content", ())), None)
    place = ("schema",) if media is None else ("content", media, "schema")
    return _SAMPLER.value(parameter.child(*place).pointer, _SEED)


def operations() -> Iterator[DocumentOperation]:
    """Yield every operation of the document, also those that are stubs."""
    for pointer, declared in served_operations(SPEC):
        yield _operation(pointer, declared)


def _operation(pointer: str, declared: Mapping[str, Any]) -> DocumentOperation:
    above = path_item_of(pointer)
    item = value_at(SPEC, above)
    parameters = {
        (each.value["name"], each.value["in"]): each
        for owner, place in ((item, above), (declared, pointer))
        for index, value in enumerate(owner.get("parameters", ()))
        for each in [located(join(place, "parameters", index), value)]
    }
    method, path = method_of(pointer), tokens(pointer)[1]
    return DocumentOperation(
        id=declared.get("operationId", f"{method} {path}"),
        method=method,
        path=path,
        declared=declared,
        base=base_of_operation(SPEC, item, declared),
        pointer=pointer,
        parameters=tuple(each.value for each in parameters.values()),
        pointers=tuple(each.pointer for each in parameters.values()),
        security=tuple(declared.get("security", SPEC.get("security", ()))),
    )


def stubs() -> set[tuple[str, str]]:
    """Return the method and the path of each operation that is still to be written."""
    project = Project.find(Path(__file__).parent)
    return {
        (handler.method.verb, handler.method.path)
        for protocol in protocols(project.root / project.output, project.output_package)
        for handler in compare(protocol, project)
        if handler.method is not None and handler.state in {"stub", "missing"}
    }


STUBS = stubs()
OPERATIONS: dict[str, DocumentOperation] = {
    each.id: each
    for each in operations()
    if (each.method, each.base + each.path) not in STUBS and "x-websocket" not in each.declared
}
"""All that are implemented, by their operationId; but for WebSockets, which take no requests."""
