"""Finds dialects by the address of their metaschema, the author's own included.

A metaschema says in `$vocabulary` which vocabularies its schemas use (JSON Schema 2020-12,
section 8.1.2). A keyword of any other says nothing in them.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from exactapi.generate.document.walk.dialects.dialects import JSON_SCHEMA_2020_12, Dialect, dialect
from exactapi.generate.source.library import BadReferenceError, Library

_PREFIX = "https://json-schema.org/draft/2020-12/vocab/"
_FORMATS = ("format-annotation", "format-assertion")
_KEYWORDS: Mapping[str, frozenset[str]] = {
    "applicator": frozenset(
        (
            *("prefixItems", "items", "contains", "additionalProperties", "properties", "if"),
            *("patternProperties", "dependentSchemas", "propertyNames", "then", "else", "allOf"),
            *("anyOf", "oneOf", "not"),
        )
    ),
    "unevaluated": frozenset(("unevaluatedItems", "unevaluatedProperties")),
    "validation": frozenset(
        (
            *("type", "const", "enum", "multipleOf", "maximum", "exclusiveMaximum", "minimum"),
            *("exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems"),
            *("uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties"),
            *("required", "dependentRequired"),
        )
    ),
}
_KNOWN = frozenset(
    (
        *(_PREFIX + name for name in ("core", "content", "meta-data", *_FORMATS, *_KEYWORDS)),
        "https://spec.openapis.org/oas/3.1/vocab/base",
        "https://spec.openapis.org/oas/3.2/vocab/base",
    )
)


class Dialects:
    """Dialects that a document names; a metaschema is found like any other file."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._found: dict[str, Dialect | None] = {}

    def of(self, address: Any) -> Dialect | None:
        """Return the dialect of a `$schema` or `jsonSchemaDialect`; None if it cannot be honoured.

        Raises:
            RefusedError: the file of the metaschema cannot be read.
        """
        if not isinstance(address, str):
            return None
        if address not in self._found:
            self._found[address] = dialect(address) or self._own(address)
        return self._found[address]

    def _own(self, address: str) -> Dialect | None:
        try:
            metaschema = self._library.open(self._library.root, address.partition("#")[0]).root
        except (BadReferenceError, ValueError):  # urllib's, for an address that is none
            return None
        is_object = isinstance(metaschema, dict) and metaschema is not self._library.root.root
        return _by_vocabulary(metaschema.get("$vocabulary")) if is_object else None


def _by_vocabulary(vocabulary: Any) -> Dialect | None:
    if not isinstance(vocabulary, dict):
        return None
    if any(required and name not in _KNOWN for name, required in vocabulary.items()):
        return None
    unused = [words for name, words in _KEYWORDS.items() if _PREFIX + name not in vocabulary]
    if not any(_PREFIX + name in vocabulary for name in _FORMATS):
        unused.append(frozenset({"format"}))
    return replace(JSON_SCHEMA_2020_12, name="own", unknown=frozenset().union(*unused))
