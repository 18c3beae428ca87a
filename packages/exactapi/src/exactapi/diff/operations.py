"""Compares one operation of two documents: who may call it how, and what comes back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from exactapi.diff.changes import Changes
from exactapi.diff.policies import (
    compare_cache,
    compare_limits,
    compare_owner,
    compare_security,
    compare_sockets,
)
from exactapi.diff.problem_types import problem_types
from exactapi.diff.rules import Direction
from exactapi.diff.schemas import REVERSED, Schemas
from exactapi.generate.ir import (
    Api,
    DeclaredOperation,
    DeclaredParameter,
    Header,
    MediaType,
    Pointer,
    RequestBody,
    Response,
)
from exactapi.generate.plan import identifier
from exactapi.operations.policies import WEBSOCKET
from exactapi.schemas.pointers import value_at

_ENFORCED: Final = frozenset(
    {"x-rate-limit", "x-owner", "x-cache", "x-etag", "x-idempotency", WEBSOCKET}
)
"""Extensions that are compared by what they say."""
_OF_LIMITS: Final = frozenset({"ratelimit", "ratelimit-policy"})
"""Headers that come and go with the limit, which is told itself."""
_OF_CACHE: Final = frozenset({"age", "cache-control"})
"""The same of the cache."""


class Operations:
    """Compares operations of two documents that belong together, and tells `changes`."""

    def __init__(self, base: Api, new: Api, changes: Changes) -> None:
        self._base = base
        self._new = new
        self._changes = changes
        self._schemas = Schemas(base.schemas, new.schemas, changes)

    def compare(self, base: DeclaredOperation, new: DeclaredOperation, sent: Direction) -> None:
        """`sent` is the direction of the request: consumers receive those of webhooks."""
        self._schemas.forget()
        name = identifier(new)
        self._named(base, new, name)
        self._parameters(base, new, sent, name)
        self._body(base.body, new.body, sent, f"{name} body")
        self._responses(base, new, REVERSED[sent], name)
        if sent == "sent":  # nothing of this holds for what the service itself sends
            compare_security(base.security, new.security, self._changes)
            compare_limits(base.limits, new.limits, self._changes)
            compare_owner(base.owner, new.owner, name, self._changes)
            compare_cache(base.cache, new.cache, name, self._changes)
            self._socket(base, new, name)

    def _socket(self, base: DeclaredOperation, new: DeclaredOperation, name: str) -> None:
        if base.socket is None or new.socket is None:
            if base.socket != new.socket:
                kind = "plain requests" if new.socket is None else "a WebSocket"
                self._changes.add("protocol-changed", name, f"is served over {kind}")
            return
        self._schema(base.socket.receives, new.socket.receives, "sent", f"{name} messages sent")
        place = f"{name} messages received"
        self._schema(base.socket.sends, new.socket.sends, "received", place)
        before, after = base.extensions[WEBSOCKET], new.extensions[WEBSOCKET]
        compare_sockets(before, after, name, self._changes)

    def _named(self, base: DeclaredOperation, new: DeclaredOperation, name: str) -> None:
        if identifier(base) != name:
            self._changes.add("operation-renamed", name, f"was {identifier(base)}")
        if base.tags[:1] != new.tags[:1]:
            text = f"from {_tag(base)} to {_tag(new)}"
            self._changes.add("operation-moved", name, text)
        if new.deprecated and not base.deprecated:
            self._changes.add("deprecated", name, "is deprecated")
        words = [
            word for word in ("summary", "description") if getattr(base, word) != getattr(new, word)
        ]
        if base.tags[1:] != new.tags[1:]:
            words.append("tags")
        if words:
            self._changes.add("words-changed", name, ", ".join(words))
        for key in sorted({*base.extensions, *new.extensions} - _ENFORCED):
            if base.extensions.get(key) != new.extensions.get(key):
                self._changes.add("extension-changed", name, f"`{key}`")

    def _parameters(
        self, base: DeclaredOperation, new: DeclaredOperation, sent: Direction, name: str
    ) -> None:
        before, after = _by_name(base), _by_name(new)
        for key, parameter in before.items():
            if key not in after:
                self._changes.add("parameter-removed", name, _called(parameter))
        for key, parameter in after.items():
            if key not in before:
                code = "parameter-added-required" if parameter.required else "parameter-added"
                self._changes.add(code, name, _called(parameter))
            else:
                self._parameter(before[key], parameter, sent, name)

    def _parameter(
        self, base: DeclaredParameter, new: DeclaredParameter, sent: Direction, name: str
    ) -> None:
        called = _called(new)
        if base.name != new.name:
            self._changes.add("parameter-renamed", name, f"{called} was `{base.name}`")
        if base.required != new.required:
            code = "parameter-required" if new.required else "parameter-optional"
            self._changes.add(code, name, called)
        for aspect in ("style", "explode", "media_type", "allow_reserved", "may_be_empty"):
            before, after = getattr(base, aspect), getattr(new, aspect)
            if before != after:
                text = f"{called}: {aspect.replace('_', ' ')} {before} -> {after}"
                self._changes.add("parameter-rewritten", name, text)
        if new.deprecated and not base.deprecated:
            self._changes.add("deprecated", name, f"{called} is deprecated")
        if base.description != new.description:
            self._changes.add("words-changed", name, f"{called}: description")
        self._schema(base.schema, new.schema, sent, f"{name} {called}")

    def _body(
        self, base: RequestBody | None, new: RequestBody | None, sent: Direction, place: str
    ) -> None:
        if base is None or new is None:
            if new is not None:
                code = "body-added-required" if new.required else "body-added"
                self._changes.add(code, place, " or ".join(each.name for each in new.content))
            if base is not None:
                self._changes.add("body-removed", place, "no body is read")
            return
        if base.required != new.required:
            code = "body-required" if new.required else "body-optional"
            self._changes.add(code, place, "required" if new.required else "may be left out")
        if base.description != new.description:
            self._changes.add("words-changed", place, "description")
        self._content(base.content, new.content, sent, place)

    def _content(
        self,
        base: Sequence[MediaType],
        new: Sequence[MediaType],
        direction: Direction,
        place: str,
    ) -> None:
        before = {each.name.lower(): each for each in base}
        after = {each.name.lower(): each for each in new}
        for name in before.keys() - after.keys():
            self._changes.add("media-type-removed", place, before[name].name)
        for name, media_type in after.items():
            if name not in before:
                self._changes.add("media-type-added", place, media_type.name)
                continue
            if before[name].encoding != media_type.encoding:
                self._changes.add("encoding-changed", place, media_type.name)
            here = place if len(after) == 1 else f"{place} ({media_type.name})"
            self._schema(before[name].schema, media_type.schema, direction, here)
            self._schema(before[name].item_schema, media_type.item_schema, direction, here)

    def _responses(
        self, base: DeclaredOperation, new: DeclaredOperation, received: Direction, name: str
    ) -> None:
        before = {each.status.upper(): each for each in base.responses}
        after = {each.status.upper(): each for each in new.responses}
        silent = _OF_LIMITS if base.cache is new.cache is None else _OF_LIMITS | _OF_CACHE
        for status in before:
            if status not in after:
                code = "success-removed" if status.startswith("2") else "error-removed"
                self._changes.add(code, name, f"status {status}")
        for status, response in after.items():
            place = f"{name} {status}"
            if status not in before:
                code = "success-added" if status.startswith("2") else "error-added"
                self._changes.add(code, name, f"status {status}")
            else:
                self._response(before[status], response, received, place, silent)
        self._problems(base, new, name)

    def _response(
        self,
        base: Response,
        new: Response,
        received: Direction,
        place: str,
        silent: frozenset[str],
    ) -> None:
        """`silent` are headers that are not compared."""
        if base.description != new.description:
            self._changes.add("words-changed", place, "description")
        self._content(base.content, new.content, received, place)
        before, after = _headers(base.headers, silent), _headers(new.headers, silent)
        for name, header in before.items():
            if name not in after:
                self._changes.add("header-removed", place, header.name)
        for name, header in after.items():
            if name not in before:
                self._changes.add("header-added", place, header.name)
                continue
            if before[name].required != header.required:
                code = "header-required" if header.required else "header-optional"
                self._changes.add(code, place, header.name)
            if before[name].description != header.description:
                self._changes.add("words-changed", place, f"{header.name}: description")
            self._schema(before[name].schema, header.schema, received, f"{place} {header.name}")

    def _problems(self, base: DeclaredOperation, new: DeclaredOperation, name: str) -> None:
        before, after = problem_types(self._base, base), problem_types(self._new, new)
        for status, kind in before:
            if (status, kind) not in after:
                self._changes.add("problem-removed", f"{name} {status}", kind)
        for status, kind in after:
            if (status, kind) not in before:
                self._changes.add("problem-added", f"{name} {status}", kind)

    def _schema(
        self, base: Pointer | None, new: Pointer | None, direction: Direction, place: str
    ) -> None:
        before = {} if base is None else value_at(self._base.schemas, base, {})
        after = {} if new is None else value_at(self._new.schemas, new, {})
        self._schemas.compare(before, after, direction, place)


def _by_name(operation: DeclaredOperation) -> Mapping[Any, DeclaredParameter]:
    """Parameters by what tells them apart: those of the path by their place in it."""
    found: dict[Any, DeclaredParameter] = {}
    for parameter in operation.parameters:
        name: Any = parameter.name
        if parameter.location == "header":
            name = name.lower()
        elif parameter.location == "path":
            name = operation.path.find(f"{{{parameter.name}}}")
            name = operation.path[:name].count("{")
        found[parameter.location, name] = parameter
    return found


def _called(parameter: DeclaredParameter) -> str:
    return f"{parameter.location} parameter `{parameter.name}`"


def _headers(headers: Iterable[Header], silent: frozenset[str]) -> Mapping[str, Header]:
    return {each.name.lower(): each for each in headers if each.name.lower() not in silent}


def _tag(operation: DeclaredOperation) -> str:
    return operation.tags[0] if operation.tags else "no tag"
