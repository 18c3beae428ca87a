"""Turns operations of the canonical document into those of the IR."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from exactapi.document.servers import base_of_operation
from exactapi.generate.document.overlay.limits import limits
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import (
    Api,
    DeclaredOperation,
    DeclaredOwner,
    DeclaredSocket,
    Pointer,
    RequestBody,
)
from exactapi.generate.resolve.messages import Messages
from exactapi.generate.resolve.parameters import Parameters
from exactapi.generate.source.places import Places
from exactapi.operations.policies import WEBSOCKET, Cache, ETag, Idempotency, Limit, Sunset, Timeout
from exactapi.schemas.operations import (
    method_of,
    operations,
    path_item_of,
    served_operations,
)
from exactapi.schemas.pointers import join, tokens, value_at


class Resolver:
    """Builds the IR. `refused` maps the pointer of an operation to its codes."""

    def __init__(
        self,
        document: dict[str, Any],
        places: Places,
        overlay: tuple[Pointer, ...],
        refused: Mapping[Pointer, tuple[str, ...]],
    ) -> None:
        self._document = document
        self._places = places
        self._refused = refused
        self._messages = Messages(document, frozenset(overlay))
        self._parameters = Parameters(document, frozenset(overlay))

    def api(self) -> Api:
        info = self._document.get("info", {})
        served = list(served_operations(self._document))
        callbacks = [
            self._received(at, operation)
            for pointer, parent in served
            for at, operation in self._callbacks(pointer, parent)
        ]
        declared = operations(self._document.get("webhooks"), "/webhooks")
        webhooks = [self._received(at, operation) for at, operation in declared]
        return Api(
            title=info.get("title", ""),
            version=info.get("version", ""),
            operations=tuple(self._served(pointer, operation) for pointer, operation in served),
            webhooks=(*webhooks, *callbacks),
            document=self._document,
            schemas=self._document,
        )

    def _callbacks(
        self, pointer: Pointer, operation: dict[str, Any]
    ) -> Iterator[tuple[Pointer, dict[str, Any]]]:
        for name, callback in operation.get("callbacks", {}).items():
            at, found = follow(self._document, join(pointer, "callbacks", name), callback)
            yield from operations(found, at)

    def _served(self, pointer: Pointer, operation: dict[str, Any]) -> DeclaredOperation:
        item = value_at(self._document, path_item_of(pointer)) or {}
        base = base_of_operation(self._document, item, operation)
        return replace(
            self._operation(pointer, operation, base + tokens(pointer)[1]),
            limits=tuple(_limit(stated) for _, stated in limits(self._document, pointer)),
            owner=_owner(operation.get("x-owner")),
            cache=_cache(operation.get("x-cache")),
            etag=_etag(operation.get("x-etag")),
            idempotency=_idempotency(operation.get("x-idempotency")),
            sunset=_sunset(operation.get("x-sunset")),
            timeout=_timeout(operation.get("x-timeout")),
            socket=_socket(pointer, operation),
        )

    def _received(self, pointer: Pointer, operation: dict[str, Any]) -> DeclaredOperation:
        """Return an operation that the API's user serves: a webhook or a callback."""
        return self._operation(pointer, operation, tokens(path_item_of(pointer))[-1])

    def _operation(
        self, pointer: Pointer, operation: dict[str, Any], path: str
    ) -> DeclaredOperation:
        return DeclaredOperation(
            id=operation.get("operationId"),
            method=method_of(pointer),
            path=path,
            pointer=pointer,
            location=self._places.locate(self._document, pointer),
            tags=tuple(operation.get("tags", ())),
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            deprecated=operation.get("deprecated", False),
            parameters=self._parameters.of(path_item_of(pointer), pointer, path),
            body=self._body(pointer, operation),
            responses=self._messages.responses(pointer, operation.get("responses", {})),
            security=self._security(operation),
            limits=(),
            owner=None,
            cache=None,
            etag=None,
            idempotency=None,
            sunset=None,
            timeout=None,
            socket=None,
            extensions={name: value for name, value in operation.items() if name.startswith("x-")},
            refused=self._refused.get(pointer, ()),
        )

    def _body(self, pointer: Pointer, operation: dict[str, Any]) -> RequestBody | None:
        if "requestBody" not in operation:
            return None
        at, body = follow(self._document, join(pointer, "requestBody"), operation["requestBody"])
        if not isinstance(body, dict):
            return None
        return RequestBody(
            required=body.get("required", False),
            description=body.get("description", ""),
            content=self._messages.content(at, body.get("content", {})),
        )

    def _security(self, operation: dict[str, Any]) -> tuple[dict[str, tuple[str, ...]], ...]:
        alternatives = operation.get("security", self._document.get("security", []))
        return tuple(
            {scheme: tuple(scopes) for scheme, scopes in alternative.items()}
            for alternative in alternatives
        )


def _limit(stated: Mapping[str, Any]) -> Limit:
    return Limit(
        name=stated["name"],
        limit=int(stated["limit"]),
        window=int(stated["window"]),
        by=stated.get("by", "principal"),
        restricted=stated.get("on-outage") == "restricted",
    )


def _cache(stated: Mapping[str, Any] | None) -> Cache | None:
    if stated is None:
        return None
    vary, tags = stated.get("vary", ()), stated.get("tags", ())
    return Cache(ttl=int(stated["ttl"]), vary=tuple(vary), tags=tuple(tags))


def _etag(stated: Mapping[str, Any] | None) -> ETag | None:
    return None if stated is None else ETag(required=stated.get("required", False))


def _idempotency(stated: Mapping[str, Any] | None) -> Idempotency | None:
    if stated is None:
        return None
    default = Idempotency()
    return Idempotency(
        ttl=int(stated.get("ttl", default.ttl)), required=stated.get("required", default.required)
    )


def _sunset(stated: Mapping[str, Any] | None) -> Sunset | None:
    return None if stated is None else Sunset(**stated)


def _timeout(stated: Mapping[str, Any] | None) -> Timeout | None:
    return None if stated is None else Timeout(**stated)


def _socket(pointer: Pointer, operation: Mapping[str, Any]) -> DeclaredSocket | None:
    if WEBSOCKET not in operation:
        return None
    here = join(pointer, WEBSOCKET)
    return DeclaredSocket(join(here, "receives"), join(here, "sends"))


def _owner(stated: Mapping[str, Any] | None) -> DeclaredOwner | None:
    if stated is None:
        return None
    denied: Literal[403, 404] = 404 if stated.get("denied") == 404 else 403
    return DeclaredOwner(stated["parameter"], stated.get("unless"), denied)
