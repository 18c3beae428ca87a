"""The canonical document with all references as JSON pointers, for readers that follow them.

The generator names schemas by pointer, and so do models. What an `$id` or an anchor names has a
pointer as well, so a second copy says everything that way; its places are those of the first.
"""

from typing import Any

from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.source.places import Places
from exactapi.schemas.identities import NAMES, Identities, base_below
from exactapi.schemas.pointers import fragment

_MOST_MEANINGS = 50
"""A `$dynamicRef` with more meanings is left out: then it may be anything."""


def plain(document: dict[str, Any], places: Places) -> dict[str, Any]:
    """Give the document without `$id`s, anchors and `$dynamicRef`; itself, where it has none.

    A `$dynamicRef` becomes `anyOf` all that it may mean: wider than it is, and never narrower.
    """
    identities = Identities(document)
    if not identities:
        return document
    copy: dict[str, Any] = _Copying(identities, places).value(document, Member("document"), "")
    return copy


class _Copying:
    def __init__(self, identities: Identities, places: Places) -> None:
        self._identities = identities
        self._places = places
        self._meanings: dict[tuple[str, str], list[dict[str, str]]] = {}

    def value(self, value: Any, member: Member, base: str) -> Any:
        if not isinstance(value, dict | list):
            return value
        inside = Member(member.kind)
        copy: Any
        if isinstance(value, list):
            copy = [self.value(each, inside, base) for each in value]
        elif member.shape == "map":
            copy = {name: self.value(each, inside, base) for name, each in value.items()}
        else:
            copy = self._object(value, member.kind, base)
        self._places.derive(copy, value)
        return copy

    def _object(self, value: dict[str, Any], kind: str, base: str) -> dict[str, Any]:
        if kind != "schema":
            return self._members(value, kind, base)
        base = base_below(value, base)
        copy = self._members(value, kind, base)
        if isinstance(copy.get("$ref"), str):
            copy["$ref"] = self._pointer(copy["$ref"], base)
        if isinstance(copy.get("$dynamicRef"), str):
            meant = self._meant(copy.pop("$dynamicRef"), base)
            if len(meant) == 1 and "$ref" not in copy:
                copy |= meant[0]
            elif meant:
                copy["allOf"] = [*copy.get("allOf", ()), {"anyOf": meant}]
        return {name: each for name, each in copy.items() if name not in NAMES}

    def _members(self, value: dict[str, Any], kind: str, base: str) -> dict[str, Any]:
        copy = {}
        for name, each in value.items():
            found = member_of(kind, name)
            copy[name] = self.value(each, found, base) if found else each
        return copy

    def _pointer(self, reference: str, base: str) -> str:
        target = self._identities.target(reference, base)
        return reference if target is None else fragment(target)

    def _meant(self, reference: str, base: str) -> list[dict[str, str]]:
        key = (reference, base)
        if key not in self._meanings:  # shared, since there may be very many
            candidates = self._identities.candidates(reference, base)
            meant = candidates if len(candidates) <= _MOST_MEANINGS else []
            self._meanings[key] = [{"$ref": fragment(each)} for each in meant]
        return self._meanings[key]
