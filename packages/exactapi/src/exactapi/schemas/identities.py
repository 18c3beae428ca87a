"""Where the identified schemas of a document are: `$id`, `$anchor` and `$dynamicAnchor`.

JSON Schema 2020-12, sections 8.2 and 9.1. The document itself is the resource with the base URI
"": what has no `$id` around it is named from the document, as OpenAPI 3.1 says (section 4.6).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin

from exactapi.schemas.places import schema_roots, subschemas
from exactapi.schemas.pointers import join

_ANCHORS: Final = ("$anchor", "$dynamicAnchor")
_METASCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"


def is_metaschema(reference: str) -> bool:
    """Whether a `$ref` means the schema of all schemas, which every validator has built in."""
    return reference.removesuffix("#") == _METASCHEMA


class Identities:
    """The resources and anchors of the schemas of a canonical document, by their URIs."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.duplicates: set[str] = set()
        """Base URIs that several schemas have, or in which several have the same anchor."""
        self._resources: dict[str, str] = {"": ""}
        self._anchors: dict[tuple[str, str], str] = {}
        self._dynamic: dict[str, list[str]] = {}
        self._bases: dict[str, str] = {}
        for pointer, schema, base in _schemas(document):
            self._gather(pointer, schema, base)

    def __bool__(self) -> bool:
        return len(self._resources) > 1 or bool(self._anchors)

    def _gather(self, pointer: str, schema: Mapping[str, Any], base: str) -> None:
        if isinstance(schema.get("$id"), str):
            self._add(self._resources, base, pointer, base)
            self._bases[pointer] = base
        for keyword in _ANCHORS:
            if isinstance(schema.get(keyword), str):
                self._add(self._anchors, (base, schema[keyword]), pointer, base)
        if isinstance(schema.get("$dynamicAnchor"), str):
            self._dynamic.setdefault(schema["$dynamicAnchor"], []).append(pointer)

    def _add(self, table: dict[Any, str], key: Any, pointer: str, base: str) -> None:
        if table.setdefault(key, pointer) != pointer:
            self.duplicates.add(base)

    def base(self, pointer: str) -> str:
        """The base URI of the schema at a pointer; "" where no `$id` is around it."""
        while pointer and self._bases:
            if pointer in self._bases:
                return self._bases[pointer]
            pointer = pointer.rpartition("/")[0]
        return ""

    def around(self, pointer: str) -> str:
        """The same without an `$id` of the schema itself."""
        return self.base(pointer.rpartition("/")[0])

    def target(self, reference: str, base: str) -> str | None:
        """The pointer that a reference below the base URI leads to; None: out of the document.

        It is not checked that the document has something there.
        """
        uri, _, fragment = reference.partition("#")
        fragment = unquote(fragment)
        full = base_of(uri, base) if uri else base
        if fragment and not fragment.startswith("/"):
            return self._anchors.get((full, fragment))
        resource = self._resources.get(full)
        return None if resource is None else resource + fragment

    def candidates(self, reference: str, base: str) -> list[str]:
        """The pointers that a `$dynamicRef` may lead to, depending on the way to it."""
        target = self.target(reference, base)
        declared = self._dynamic.get(unquote(reference.partition("#")[2]), [])
        if target is None or target in declared:
            return declared if target else []
        return [target]


def base_of(identifier: str, base: str) -> str:
    """The base URI that an `$id` gives, below another (RFC 3986, section 5)."""
    try:
        return urldefrag(urljoin(base, identifier))[0]
    except ValueError:  # urllib's, for an address that is none
        return identifier


def _schemas(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """All schemas that are objects, in the order of the document, each with its base URI."""
    roots = ((pointer, schema, "") for pointer, schema in schema_roots(document))
    pending = [*roots][::-1]
    while pending:
        pointer, schema, base = pending.pop()
        if not isinstance(schema, Mapping):
            continue
        if isinstance(schema.get("$id"), str):
            base = base_of(schema["$id"], base)
        yield pointer, schema, base
        inside = [(join(pointer, *path), each, base) for path, each in subschemas(schema)]
        pending.extend(reversed(inside))
