"""Finds the schemas that have names: `$id`, `$anchor` and `$dynamicAnchor`.

JSON Schema 2020-12, sections 8.2 and 9.1. The document itself is the resource with the base URI
"": what has no `$id` around it is named from the document, as OpenAPI 3.1 says (section 4.6).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from exactapi.schemas.places import schema_roots, subschemas
from exactapi.schemas.pointers import fragment_of, join

ANCHORS: Final = ("$anchor", "$dynamicAnchor")
NAMES: Final = ("$id", *ANCHORS)
"""The keywords that name a schema."""

_METASCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"

Placed = tuple[str, Mapping[str, Any], str]
"""A schema between its pointer and its base URI."""


def is_metaschema(reference: str) -> bool:
    """Return whether a `$ref` means the schema of all schemas, which validators have built in."""
    return reference.removesuffix("#") == _METASCHEMA


class SchemaNames:
    """The schemas that have names, by URI and anchor; each name may be given twice.

    `base` is the base URI of what has no `$id` around it. `drafts`: an `$id` that is a fragment
    is an anchor, as draft-06 and draft-07 wrote one.
    """

    def __init__(self, schemas: Iterable[Placed], base: str = "", *, drafts: bool = False) -> None:
        self.resources: dict[str, list[str]] = {}
        self.anchors: dict[tuple[str, str], list[str]] = {}
        self.dynamic: dict[str, list[str]] = {}
        """The schemas that declare each `$dynamicAnchor`, whatever their base URI."""
        self._bases: dict[str, str] = {}
        self._base = base
        for pointer, schema, uri in schemas:
            self._gather(pointer, schema, uri, drafts=drafts)

    def _gather(self, pointer: str, schema: Mapping[str, Any], base: str, *, drafts: bool) -> None:
        names = {schema[keyword] for keyword in ANCHORS if isinstance(schema.get(keyword), str)}
        identifier = schema.get("$id")
        if drafts and isinstance(identifier, str) and identifier.startswith("#"):
            names |= {identifier[1:]} - {""}
        elif isinstance(identifier, str):
            self.resources.setdefault(base, []).append(pointer)
            self._bases[pointer] = base
        for name in names:
            self.anchors.setdefault((base, name), []).append(pointer)
        if isinstance(schema.get("$dynamicAnchor"), str):
            self.dynamic.setdefault(schema["$dynamicAnchor"], []).append(pointer)

    def base(self, pointer: str) -> str:
        """Return the base URI of what stands at a pointer: the nearest `$id`, its own included."""
        while self._bases:
            if pointer in self._bases:
                return self._bases[pointer]
            if not pointer:
                break
            pointer = pointer.rpartition("/")[0]
        return self._base

    def around(self, pointer: str) -> str:
        """Return the same without an `$id` of the schema itself."""
        return self.base(pointer.rpartition("/")[0]) if pointer else self._base


class Identities(SchemaNames):
    """The named schemas of a canonical document, which is a resource itself, with the URI ""."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(_schemas(document))
        self.resources.setdefault("", []).insert(0, "")

    def __bool__(self) -> bool:
        return len(self.resources) > 1 or bool(self.anchors)

    @property
    def duplicates(self) -> set[str]:
        """Base URIs that several schemas have, or in which several have the same anchor."""
        resources = {uri for uri, found in self.resources.items() if len(found) > 1}
        return resources | {uri for (uri, _), found in self.anchors.items() if len(found) > 1}

    def target(self, reference: str, base: str) -> str | None:
        """Return the pointer that a reference leads to; None: out of the document.

        It is not checked that the document has something there.
        """
        uri, fragment = reference.partition("#")[0], fragment_of(reference)
        full = base_of(uri, base) if uri else base
        if fragment and not fragment.startswith("/"):
            found = self.anchors.get((full, fragment))
            return found[0] if found else None
        resources = self.resources.get(full)
        return resources[0] + fragment if resources else None

    def candidates(self, reference: str, base: str) -> list[str]:
        """Return the pointers that a `$dynamicRef` may lead to, depending on the way to it."""
        target = self.target(reference, base)
        declared = self.dynamic.get(fragment_of(reference), [])
        if target is None or target in declared:
            return declared if target else []
        return [target]


def base_of(identifier: str, base: str) -> str:
    """Return the base URI that an `$id` gives, below another (RFC 3986, section 5)."""
    try:
        return urldefrag(urljoin(base, identifier))[0]
    except ValueError:  # urllib's, for an address that is none
        return identifier


def base_below(schema: Mapping[str, Any], base: str) -> str:
    """Return the base URI inside a schema: its own `$id` counts, or else the one around it."""
    identifier = schema.get("$id")
    return base_of(identifier, base) if isinstance(identifier, str) else base


def is_identifier(identifier: Any) -> bool:
    """Return whether an `$id` starts a resource of its own."""
    return isinstance(identifier, str) and not identifier.startswith("#")


def _schemas(document: Mapping[str, Any]) -> Iterator[Placed]:
    """Yield all schemas that are objects, in the order of the document, each with its base URI."""
    roots = ((pointer, schema, "") for pointer, schema in schema_roots(document))
    pending = [*roots][::-1]
    while pending:
        pointer, schema, base = pending.pop()
        if not isinstance(schema, Mapping):
            continue
        base = base_below(schema, base)
        yield pointer, schema, base
        inside = [(join(pointer, *path), each, base) for path, each in subschemas(schema)]
        pending.extend(reversed(inside))
