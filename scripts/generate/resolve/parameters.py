"""Parameters, from the canonical document to the IR."""

from typing import Any

from scripts.generate.document.references import follow
from scripts.generate.ir import Parameter, Pointer
from scripts.generate.resolve.messages import schema_of
from scripts.generate.source.places import join, member, tokens

LOCATIONS = ("path", "query", "header", "cookie")
_NOT_PARAMETERS = ("accept", "content-type", "authorization")
"""Header parameters of these names "SHALL be ignored" (Parameter Object, `name`)."""


class Parameters:
    """Merges an operation's parameters with those of its path item."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def of(self, item: Pointer, operation: Pointer) -> tuple[Parameter, ...]:
        """Give them in the order of the document; the operation's own win."""
        found: dict[tuple[str, str], Parameter] = {}
        for owner in (item, operation):
            for index, value in enumerate(self._at(join(owner, "parameters")) or []):
                at, parameter = follow(self._document, join(owner, "parameters", index), value)
                if isinstance(parameter, dict) and not _ignored(parameter):
                    key = (parameter["in"], parameter["name"])
                    found[key] = self._parameter(at, parameter)
        return tuple(found.values())

    def _parameter(self, pointer: Pointer, parameter: dict[str, Any]) -> Parameter:
        schema, media_type = schema_of(self._document, pointer, parameter)
        has_default, default = self._default(schema)
        return Parameter(
            location=parameter["in"],
            name=parameter["name"],
            schema=schema,
            required=parameter["in"] == "path" or parameter.get("required", False),
            description=parameter.get("description", ""),
            deprecated=parameter.get("deprecated", False),
            media_type=media_type,
            default=default,
            has_default=has_default,
        )

    def _default(self, schema: Pointer | None) -> tuple[bool, Any]:
        """Find the default beside or behind a schema's `$ref`."""
        value = self._at(schema) if schema else None
        seen: set[int] = set()
        while isinstance(value, dict) and id(value) not in seen:
            seen.add(id(value))
            if "default" in value:
                return True, value["default"]
            onward = value.get("$ref")
            _, value = follow(self._document, "", {"$ref": onward}) if onward else ("", None)
        return False, None

    def _at(self, pointer: Pointer) -> Any:
        value: Any = self._document
        for token in tokens(pointer):
            value = member(value, token)
        return value


def _ignored(parameter: dict[str, Any]) -> bool:
    name, location = parameter.get("name"), parameter.get("in")
    if not isinstance(name, str) or location not in LOCATIONS:
        return True
    return location == "header" and name.lower() in _NOT_PARAMETERS
