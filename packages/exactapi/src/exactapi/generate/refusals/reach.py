"""Finds the operations that a refusal touches: all that reach its place by references."""

from typing import Any

from exactapi.generate.ir import Pointer
from exactapi.generate.refusals.refusals import Refusal
from exactapi.schemas.operations import path_item_of
from exactapi.schemas.pointers import join, pointer_of, tokens, value_at


class Reach:
    """Knows what each place of one document leads to."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._direct: dict[Pointer, frozenset[Pointer]] = {}

    def _references(self, pointer: Pointer) -> frozenset[Pointer]:
        if pointer not in self._direct:
            self._direct[pointer] = frozenset(_references(value_at(self._document, pointer)))
        return self._direct[pointer]

    def from_(self, starts: list[Pointer]) -> set[Pointer]:
        """Return `starts` and all pointers that are reached from there."""
        reached: set[Pointer] = set()
        pending = list(starts)
        while pending:
            pointer = pending.pop()
            if pointer not in reached:
                reached.add(pointer)
                pending.extend(self._references(pointer))
        return reached


def refused_operations(
    document: dict[str, Any], operations: list[Pointer], refusals: list[Refusal]
) -> dict[Pointer, tuple[str, ...]]:
    """Map each operation that a refusal touches to the codes of those refusals."""
    if not refusals:
        return {}
    reach = Reach(document)
    by_place = _by_place(refusals)
    refused: dict[Pointer, tuple[str, ...]] = {}
    for operation in operations:
        item = path_item_of(operation)
        starts = [operation, join(item, "parameters"), join(item, "servers"), join(item, "$ref")]
        if not _has(document, operation, "security"):
            starts.append("/security")
        reached = reach.from_(starts)
        found = {index for place in reached for index in by_place.get(place, ())}
        found |= {each for each in by_place.get(item, ()) if refusals[each].pointer == item}
        if found:
            codes = [refusals[index].code for index in sorted(found)]
            refused[operation] = tuple(dict.fromkeys(codes))
    return refused


def _by_place(refusals: list[Refusal]) -> dict[Pointer, list[int]]:
    """Index the refusals by their places and all that those lie in."""
    found: dict[Pointer, list[int]] = {}
    for index, refusal in enumerate(refusals):
        for place in _upward(refusal.pointer):
            found.setdefault(place, []).append(index)
    return found


def _has(document: dict[str, Any], pointer: Pointer, name: str) -> bool:
    return name in (value_at(document, pointer) or ())


def _upward(pointer: Pointer) -> list[Pointer]:
    """List a pointer and all that it lies in."""
    path = tokens(pointer)
    return [join("", *path[:length]) for length in range(1, len(path) + 1)]


def _references(root: Any) -> list[Pointer]:
    found: list[Pointer] = []
    pending = [root]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and (target := pointer_of(reference)) is not None:
                found.append(target)
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return found
