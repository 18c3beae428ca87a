"""The XML form of values, as their schemas describe it (OpenAPI 3.0.4 to 3.2, "XML Object").

What counts of a schema is what it says itself and what it reaches through `$ref` and `allOf`
(OpenAPI 3.2, "Non-JSON Data"); of two parts that say something, the nearer one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from exactapi.document.contract import Contract
from exactapi.document.shapes import ALL_TYPES, Pointers, Shape, either, parts_of, shape_of
from exactapi.schemas.directions import Direction
from exactapi.schemas.pointers import tokens

Kind = Literal["element", "attribute", "text", "none"]

_COMPONENTS: Final = "/components/schemas/"
_HIDING: Final[Mapping[Direction, str]] = {"request": "readOnly", "response": "writeOnly"}


@dataclass(frozen=True, slots=True)
class XmlName:
    """The name of an element or attribute; None where the document gives none.

    `namespace` is None where the document says nothing of it; `prefix` is "" for none.
    """

    local: str | None
    namespace: str | None = None
    prefix: str = ""

    def matches(self, namespace: str, local: str, around: str) -> bool:
        """Return whether an element has this name; `around` is the namespace of its parent.

        Where the schemas name no namespace, that of the parent is as good as none: a default
        namespace, which counts for all that is inside, can be meant by either.
        """
        if self.local is not None and self.local != local:
            return False
        if self.namespace is None:
            return bool(self.prefix) or namespace in ("", around)
        return namespace == self.namespace


@dataclass(frozen=True, slots=True)
class Described:
    """A schema, or several of which one must accept the value, with its XML form.

    `wrapped`: the items of an array stand in an element of their own; `is_root`: it is no member,
    so that no property gives its items a name.
    """

    pointers: Pointers
    name: XmlName
    kind: Kind = "element"
    wrapped: bool = False
    is_root: bool = False


class XmlObjects:
    """The XML Objects of the schemas of one document."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._known: dict[Pointers, tuple[Mapping[str, Any], bool]] = {}
        # From 3.2 on a schema with a `$ref` is no node, so it does not name one either.
        self._by_reference = str(contract.document.get("openapi", "")).startswith("3.2")

    def root(self, pointer: str) -> Described:
        """Return the schema of a whole document: named by itself, or by the component that it is.

        A document has one root, so an array has an element there whatever is said.
        """
        return self._described((pointer,), None, in_components=True, is_root=True)

    def member(self, shape: Shape, name: str) -> Described:
        """Return the member of an object."""
        return self._described(shape.member(name), name, in_components=self._by_reference)

    def free(self, shape: Shape, name: str | None = None) -> Described:
        """Return a member that is not declared: an element of its own name, or of any."""
        found = self._described(shape.others, None, in_components=False)
        return replace(found, name=XmlName(name), kind="element")

    def item(self, shape: Shape, array: Described, index: int) -> Described:
        """Return an item of an array: named by itself, else as the array, not by its own name."""
        in_components = array.is_root or self._by_reference
        return self._described(shape.item(index), array.name.local, in_components=in_components)

    def shape(self, pointers: Pointers) -> Shape:
        """Return the shape of values that one of the schemas accepts; without schemas, any."""
        shapes = [shape_of(self._contract, pointer) for pointer in pointers]
        return either(shapes) if shapes else Shape()

    def required(self, pointers: Pointers) -> frozenset[str]:
        """Return the members that each of the schemas requires."""
        found = [
            frozenset().union(*(part.get("required", ()) for part in self._parts(each)))
            for each in pointers
        ]
        return frozenset.intersection(*found) if found else frozenset()

    def is_hidden(self, pointers: Pointers, direction: Direction) -> bool:
        """Return whether a member is absent in one direction (`readOnly`, `writeOnly`)."""
        keyword = _HIDING[direction]
        return any(part.get(keyword) is True for each in pointers for part in self._parts(each))

    def _described(
        self,
        pointers: Pointers,
        inferred: str | None,
        *,
        in_components: bool,
        is_root: bool = False,
    ) -> Described:
        xml, is_array = self._said(pointers)
        if in_components and pointers:
            inferred = self._component(pointers[0]) or inferred
        kind: Kind = "element"
        if xml.get("attribute") is True:
            kind = "attribute"
        if (node := xml.get("nodeType")) is not None:
            kind = "text" if node == "cdata" else node
        wrapped = is_array and (is_root or xml.get("wrapped") is True or node == "element")
        if is_array and not wrapped:
            xml, kind = {}, "element"
        name = XmlName(
            str(xml["name"]) if "name" in xml else inferred,
            xml.get("namespace"),
            str(xml.get("prefix", "")),
        )
        return Described(pointers, name, kind, wrapped, is_root)

    def _said(self, pointers: Pointers) -> tuple[Mapping[str, Any], bool]:
        """Return the XML Object of the first schema that has one, and whether it is an array's."""
        if pointers not in self._known:
            xml = next(filter(None, map(self._xml, pointers)), {})
            self._known[pointers] = xml, self.shape(pointers).types - {"null"} == {"array"}
        return self._known[pointers]

    def _xml(self, pointer: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in self._parts(pointer):
            if isinstance(xml := part.get("xml"), Mapping):
                found = {**xml, **found}
        return found

    def _parts(self, pointer: str) -> Iterator[Mapping[str, Any]]:
        return parts_of(self._contract, pointer)

    def _component(self, pointer: str) -> str | None:
        """Return the name of the component that the schema at a pointer is, or refers to."""
        seen: set[str] = set()
        while pointer not in seen:
            seen.add(pointer)
            if pointer.startswith(_COMPONENTS) and pointer.count("/") == _COMPONENTS.count("/"):
                return tokens(pointer)[-1]
            pointer = self._contract.referred(pointer) or pointer
        return None


def has_null(shape: Shape) -> bool:
    """Return whether a schema allows null expressly, not as it allows everything."""
    return "null" in shape.types and shape.types != ALL_TYPES
