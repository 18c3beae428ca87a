"""Where the identified schemas of a document are: `$id`, `$anchor` and `$dynamicAnchor`.

JSON Schema 2020-12, sections 8.2 and 9.1. The document itself is the resource with the base URI
"": what has no `$id` around it is named from the document, as OpenAPI 3.1 says (section 4.6).
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin

from scripts.generate.document.grammar import Member, member_of
from scripts.generate.ir import Pointer
from scripts.generate.source.places import join

_ANCHORS: Final = ("$anchor", "$dynamicAnchor")
_METASCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"


def is_metaschema(reference: str) -> bool:
    """Whether a `$ref` means the schema of all schemas, which every validator has built in."""
    return reference.removesuffix("#") == _METASCHEMA


class Identities:
    """The resources and anchors of the schemas of a canonical document, by their URIs."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.duplicates: set[str] = set()
        """Base URIs that several schemas have, or in which several have the same anchor."""
        self._resources: dict[str, Pointer] = {"": ""}
        self._anchors: dict[tuple[str, str], Pointer] = {}
        self._dynamic: dict[str, list[Pointer]] = {}
        for pointer, schema, base in schemas(document, Member("document")):
            self._gather(pointer, schema, base)

    def __bool__(self) -> bool:
        return len(self._resources) > 1 or bool(self._anchors)

    def _gather(self, pointer: Pointer, schema: dict[str, Any], base: str) -> None:
        if isinstance(schema.get("$id"), str):
            self._add(self._resources, base, pointer, base)
        for keyword in _ANCHORS:
            if isinstance(schema.get(keyword), str):
                self._add(self._anchors, (base, schema[keyword]), pointer, base)
        if isinstance(schema.get("$dynamicAnchor"), str):
            self._dynamic.setdefault(schema["$dynamicAnchor"], []).append(pointer)

    def _add(self, table: dict[Any, Pointer], key: Any, pointer: Pointer, base: str) -> None:
        if table.setdefault(key, pointer) != pointer:
            self.duplicates.add(base)

    def target(self, reference: str, base: str) -> Pointer | None:
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

    def candidates(self, reference: str, base: str) -> list[Pointer]:
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


def schemas(root: Any, start: Member) -> Iterator[tuple[Pointer, dict[str, Any], str]]:
    """Walk all schemas in the order of the document, each with its base URI."""
    pending = [("", root, start, "")]
    while pending:
        pointer, value, member, base = pending.pop()
        found: list[tuple[Pointer, Any, Member, str]] = []
        if member.shape == "one" and isinstance(value, dict):
            if member.kind == "schema":
                base = base_of(value["$id"], base) if isinstance(value.get("$id"), str) else base
                yield pointer, value, base
            for name, each in value.items():
                inside = member_of(member.kind, name)
                if inside is not None and isinstance(each, dict | list):
                    found.append((join(pointer, name), each, inside, base))
        elif member.shape != "one":
            items = value.items() if isinstance(value, dict) else enumerate(value)
            inside = Member(member.kind)
            found = [
                (join(pointer, name), each, inside, base)
                for name, each in items
                if isinstance(each, dict)
            ]
        pending.extend(reversed(found))
