"""Finds values of a schema that XML cannot express, whatever its XML Objects say."""

from collections.abc import Iterator
from dataclasses import replace

from exactapi.document.contract import Contract
from exactapi.document.shapes import ALL_TYPES, Pointers, Shape
from exactapi.xml.elements import XML
from exactapi.xml.objects import Described, XmlObjects
from exactapi.xml.writer import is_name

_NESTED = frozenset({"array", "object"})
_Use = tuple[Pointers, bool, frozenset[str]]


def xml_fault(contract: Contract, pointer: str) -> str | None:
    """Why values of the schema at a pointer have no XML form that could be read; None: they do."""
    faults = _Faults(XmlObjects(contract))
    root = faults.objects.root(pointer)
    return next(faults.of(replace(root, kind="element"), frozenset({"xml"})), None)


class _Faults:
    """Walks the schemas of one document, each use once."""

    def __init__(self, objects: XmlObjects) -> None:
        self.objects = objects
        self._seen: set[_Use] = set()

    def of(self, described: Described, prefixes: frozenset[str]) -> Iterator[str]:
        """Yield the faults of a schema and those inside; `prefixes` are declared around it."""
        name = described.name
        if name.namespace is not None:
            prefixes |= {name.prefix}
        yield from _of_name(described, prefixes)
        use = (described.pointers, described.wrapped, prefixes)
        if use in self._seen:
            return
        self._seen.add(use)
        shape = self.objects.shape(described.pointers)
        if described.kind != "element":
            yield from _of_scalar(described, shape)
            return
        if "array" in shape.types and shape.types != ALL_TYPES:
            for index in range(len(shape.prefix) + 1):
                yield from self._of_item(self.objects.item(shape, described, index), prefixes)
        for member in shape.properties:
            yield from self.of(self.objects.member(shape, member), prefixes)
        if shape.others:
            yield from self.of(self.objects.free(shape), prefixes)

    def _of_item(self, item: Described, prefixes: frozenset[str]) -> Iterator[str]:
        is_array = self.objects.shape(item.pointers).types - {"null"} == {"array"}
        if is_array and not item.wrapped:
            yield f"arrays within the array at {_place(item)} cannot be told apart"
        elif item.kind != "element":
            yield f"the items at {_place(item)} are no elements"
        yield from self.of(replace(item, kind="element"), prefixes)


def _of_name(described: Described, prefixes: frozenset[str]) -> Iterator[str]:
    name = described.name
    if described.kind in ("element", "attribute") and name.local and not is_name(name.local):
        yield f"`{name.local[:100]}` can be no name"
    if name.prefix and name.prefix not in prefixes and name.namespace != XML:
        yield f"the prefix `{name.prefix[:100]}` has no namespace"


def _of_scalar(described: Described, shape: Shape) -> Iterator[str]:
    if described.kind == "none":
        yield f"the schema at {_place(described)} is no node"
    elif shape.types and shape.types <= _NESTED | {"null"}:
        yield f"the {described.kind} at {_place(described)} is an object or an array"


def _place(described: Described) -> str:
    return f"`#{described.pointers[0]}`" if described.pointers else "a free member"
