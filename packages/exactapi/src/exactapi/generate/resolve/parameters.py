"""Turns parameters of the canonical document into those of the IR."""

from dataclasses import replace
from typing import Any

from exactapi.document.contract import Contract, parameter_key
from exactapi.document.defaults import declared_default
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import DeclaredParameter, Pointer
from exactapi.generate.resolve.messages import schema_of
from exactapi.schemas.pointers import join, value_at
from exactapi.text.serialization import STYLES, Serialization

_NOT_PARAMETERS = ("accept", "content-type", "authorization")
"""Header parameters of these names "SHALL be ignored" (Parameter Object, `name`)."""


class Parameters:
    """Merges an operation's parameters with those of its path item."""

    def __init__(self, document: dict[str, Any], overlay: frozenset[Pointer]) -> None:
        self._overlay = overlay
        self._document = document
        self._contract = Contract(document, b"")

    def of(self, item: Pointer, operation: Pointer, path: str) -> tuple[DeclaredParameter, ...]:
        """Return them in the order of the document; the operation's own win.

        A path parameter that is not in the template never has a value, and is left out.
        """
        found: dict[tuple[str, str], DeclaredParameter] = {}
        for owner in (item, operation):
            for index, value in enumerate(
                value_at(self._document, join(owner, "parameters")) or []
            ):
                at, parameter = follow(self._document, join(owner, "parameters", index), value)
                if isinstance(parameter, dict) and not _ignored(parameter, path):
                    key = parameter_key(parameter["in"], parameter["name"])
                    found[key] = replace(
                        self._parameter(at, parameter),
                        of_runtime=self._is_of_runtime(join(owner, "parameters", index), parameter),
                    )
        return tuple(found.values())

    def _is_of_runtime(self, pointer: Pointer, parameter: dict[str, Any]) -> bool:
        """Return whether the overlay has added it: a header, for paths are read by handlers."""
        added = pointer in self._overlay or pointer.rpartition("/")[0] in self._overlay
        return added and parameter["in"] == "header"

    def _parameter(self, pointer: Pointer, parameter: dict[str, Any]) -> DeclaredParameter:
        schema, media_type = schema_of(self._document, pointer, parameter)
        has_default, default = declared_default(self._contract, schema) if schema else (False, None)
        written = Serialization.of(parameter, parameter["in"])
        return DeclaredParameter(
            location=parameter["in"],
            name=parameter["name"],
            schema=schema,
            required=parameter["in"] == "path" or parameter.get("required", False),
            description=parameter.get("description", ""),
            deprecated=parameter.get("deprecated", False),
            media_type=media_type,
            default=default,
            has_default=has_default,
            may_be_empty=self._may_be_empty(parameter, schema),
            style=written.style,
            explode=written.explode,
            allow_reserved=parameter.get("allowReserved", False),
        )

    def _may_be_empty(self, parameter: dict[str, Any], schema: Pointer | None) -> bool:
        if parameter["in"] != "query" or not parameter.get("allowEmptyValue", False):
            return False
        return schema is not None and not self._contract.validator(schema, "request").is_valid("")


def _ignored(parameter: dict[str, Any], path: str) -> bool:
    name, location = parameter.get("name"), parameter.get("in")
    if not isinstance(name, str) or location not in STYLES:
        return True
    if location == "path":
        return f"{{{name}}}" not in path
    return location == "header" and name.lower() in _NOT_PARAMETERS
