"""The operations with an `x-websocket` as an AsyncAPI 3 document, for readers and tools of that.

AsyncAPI describes the application: it receives what clients send. Its schemas are those of the
OpenAPI document, but for `discriminator`, which is a name there, and what only OpenAPI has.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from exactapi.document.contract import Contract
from exactapi.document.servers import base_of_operation
from exactapi.operations.policies import WEBSOCKET
from exactapi.schemas.operations import served_operations
from exactapi.schemas.places import SCHEMA_KEYWORDS, SCHEMA_MAPS
from exactapi.schemas.pointers import fragment, join, pointer_of, tokens, value_at

_DIRECTIONS: Final = (("receive", "receives"), ("send", "sends"))
_OPENAPI_ONLY: Final = frozenset({"example", "externalDocs", "xml"})
_SCHEMAS: Final = "/components/schemas"
_PROTOCOLS: Final = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
_SCHEME_TYPES: Final = {"apiKey": "httpApiKey", "mutualTLS": "X509"}
_SCHEME_MEMBERS: Final = frozenset(
    {"bearerFormat", "description", "in", "name", "openIdConnectUrl", "scheme"}
)


def asyncapi(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the AsyncAPI document of a canonical document; None if it has no sockets."""
    sockets = [each for each in served_operations(document) if WEBSOCKET in each[1]]
    return _Writer(document).document(sockets) if sockets else None


class _Writer:
    """Writes channels and operations, and collects the components that they need."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._contract = Contract(document, b"")
        self._messages: dict[str, Any] = {}
        self._schemas: dict[str, Any] = {}
        self._schemes: dict[str, Any] = {}

    def document(self, sockets: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
        channels: dict[str, Any] = {}
        operations: dict[str, Any] = {}
        for pointer, operation in sockets:
            name = operation.get("operationId") or _plain(tokens(pointer)[1])
            channels[name] = self._channel(pointer, operation)
            for action, member in _DIRECTIONS:
                operations[f"{name}.{action}"] = self._operation(name, action, operation, member)
        info = self._document.get("info", {})
        kept = {key: info[key] for key in ("title", "version", "description") if key in info}
        components = {
            "messages": self._messages,
            "schemas": self._schemas,
            "securitySchemes": self._schemes,
        }
        servers = dict(_servers(self._document.get("servers", [])))
        return {
            "asyncapi": "3.0.0",
            "info": kept,
            "defaultContentType": "application/json",
            **({"servers": servers} if servers else {}),
            "channels": channels,
            "operations": operations,
            "components": {name: each for name, each in components.items() if each},
        }

    def _channel(self, pointer: str, operation: Mapping[str, Any]) -> dict[str, Any]:
        path = tokens(pointer)[1]
        base = base_of_operation(self._document, self._document["paths"][path], operation)
        parameters = [each.node for each in self._contract.parameters(pointer)]
        channel: dict[str, Any] = {"address": base + path}
        channel |= {key: operation[key] for key in ("summary", "description") if key in operation}
        channel["messages"] = {
            name: {"$ref": f"#/components/messages/{name}"}
            for _, member in _DIRECTIONS
            for name in self._message_names(operation[WEBSOCKET][member])
        }
        in_path = [each for each in parameters if each["in"] == "path"]
        if in_path:
            channel["parameters"] = {
                each["name"]: {"description": each.get("description", "")} for each in in_path
            }
        binding: dict[str, Any] = {"method": "GET", "bindingVersion": "0.1.0"}
        for location, member in (("query", "query"), ("header", "headers")):
            if found := [each for each in parameters if each["in"] == location]:
                binding[member] = self._object(found)
        return channel | {"bindings": {"ws": binding}}

    def _object(self, parameters: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Parameters as the members of one object, which is how a binding has them."""
        return {
            "type": "object",
            "properties": {
                each["name"]: self._schema(each.get("schema", {})) for each in parameters
            },
            "required": [each["name"] for each in parameters if each.get("required")],
        }

    def _operation(
        self, channel: str, action: str, operation: Mapping[str, Any], member: str
    ) -> dict[str, Any]:
        names = self._message_names(operation[WEBSOCKET][member])
        written: dict[str, Any] = {
            "action": action,
            "channel": {"$ref": f"#/channels/{channel}"},
            "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
        }
        alternatives = operation.get("security", self._document.get("security", []))
        # AsyncAPI has no words for schemes that are needed together, nor for none at all.
        if alternatives and all(len(each) == 1 for each in alternatives):
            written["security"] = [
                self._requirement(name, scopes)
                for alternative in alternatives
                for name, scopes in alternative.items()
            ]
        return written

    def _requirement(self, name: str, scopes: list[str]) -> dict[str, Any]:
        """Refer to the scheme; write it out where scopes are needed, as they stand in it."""
        declared = self._contract.security_schemes[name]
        kind = declared["type"]
        scheme = {"type": _SCHEME_TYPES.get(kind, kind)}
        scheme |= {key: each for key, each in declared.items() if key in _SCHEME_MEMBERS}
        if kind == "oauth2":
            scheme["flows"] = {flow: _flow(each) for flow, each in declared["flows"].items()}
        self._schemes[name] = scheme
        if scopes and kind in ("oauth2", "openIdConnect"):
            return {**scheme, "scopes": [*scopes]}
        return {"$ref": f"#/components/securitySchemes/{name}"}

    def _message_names(self, reference: Mapping[str, Any]) -> list[str]:
        """Return the messages of one direction: the alternatives of the schema, or itself."""
        schema = self._contract.resolve(reference)
        alternatives = schema.get("oneOf") or schema.get("anyOf") or []
        if not alternatives or not all("$ref" in each for each in alternatives):
            alternatives = [reference]
        return [self._message(each["$ref"]) for each in alternatives]

    def _message(self, reference: str) -> str:
        name = self._component(reference)
        message: dict[str, Any] = {"name": name}
        if description := self._contract.resolve({"$ref": reference}).get("description"):
            message["summary"] = description
        self._messages[name] = {**message, "payload": {"$ref": f"#/components/schemas/{name}"}}
        return name

    def _component(self, reference: str) -> str:
        """Take over a schema that is referred to; return its name."""
        pointer = pointer_of(reference) or ""
        is_named = pointer.startswith(f"{_SCHEMAS}/") and len(tokens(pointer)) == 3
        name = tokens(pointer)[2] if is_named else _plain(pointer)
        if name not in self._schemas:
            self._schemas[name] = {}  # taken, for those that lead back to it
            self._schemas[name] = self._schema(value_at(self._document, pointer, {}))
        return name

    def _schema(self, schema: Any) -> Any:
        if not isinstance(schema, Mapping):
            return schema
        written: dict[str, Any] = {}
        for key, value in schema.items():
            if key in SCHEMA_MAPS:
                written[key] = {name: self._schema(each) for name, each in value.items()}
            elif key in SCHEMA_KEYWORDS:
                is_list = isinstance(value, list)
                written[key] = [*map(self._schema, value)] if is_list else self._schema(value)
            elif key == "$ref":
                written[key] = fragment(join(_SCHEMAS, self._component(value)))
            elif key == "discriminator":
                written[key] = value["propertyName"]
            elif key not in _OPENAPI_ONLY:
                written[key] = value
        return written


def _servers(servers: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the servers that have a host; a relative one is wherever the document is."""
    for number, server in enumerate(servers, 1):
        url = urlsplit(str(server["url"]))
        if url.scheme in _PROTOCOLS and url.netloc and "{" not in server["url"]:
            yield f"server{number}", {"host": url.netloc, "protocol": _PROTOCOLS[url.scheme]}


def _flow(flow: Mapping[str, Any]) -> dict[str, Any]:
    return {"availableScopes" if key == "scopes" else key: each for key, each in flow.items()}


def _plain(text: str) -> str:
    """Return a name of what has none: only letters, digits, `.`, `-` and `_` may stand in it."""
    return "".join(each if each.isalnum() else "-" for each in text).strip("-") or "root"
