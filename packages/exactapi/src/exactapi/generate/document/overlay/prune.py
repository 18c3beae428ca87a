"""Takes out the references to what was refused, so that no reference leads nowhere."""

from typing import Any

from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.document.walk.references.references import follow
from exactapi.schemas.identities import Identities, base_below, is_metaschema
from exactapi.schemas.pointers import value_at

_REFERENCES = ("$ref", "$dynamicRef")


def prune(document: dict[str, Any]) -> None:
    """Remove, in place, references whose target is not there; a schema loses its `$ref` only."""
    while _Pruning(document).run():
        pass  # what was removed may have been a target itself


class _Pruning:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._identities = Identities(document)
        self._changed = False

    def run(self) -> bool:
        self._inside(self._document, Member("document"), "")
        return self._changed

    def _inside(self, value: Any, member: Member, base: str) -> None:
        inside = Member(member.kind)
        if member.shape == "list":
            value[:] = [item for item in value if self._stays(item, inside, base)]
        elif member.shape == "map":
            gone = [name for name, item in value.items() if not self._stays(item, inside, base)]
            for name in gone:
                del value[name]
        elif isinstance(value, dict):
            for name, item in list(value.items()):
                found = member_of(member.kind, name)
                if found is not None and not self._stays(item, found, base):
                    del value[name]

    def _stays(self, value: Any, member: Member, base: str) -> bool:
        if not isinstance(value, dict | list):
            return True
        if member.shape == "one" and isinstance(value, dict):
            if member.kind == "schema":
                base = self._schema(value, base)
            elif isinstance(value.get("$ref"), str) and self._is_broken(value):
                self._changed = True
                return False
        self._inside(value, member, base)
        return True

    def _schema(self, schema: dict[str, Any], base: str) -> str:
        base = base_below(schema, base)
        for keyword in _REFERENCES:
            reference = schema.get(keyword)
            if isinstance(reference, str) and not is_metaschema(reference):
                target = self._identities.target(reference, base)
                if target is None or value_at(self._document, target) is None:
                    self._changed = True
                    del schema[keyword]
        return base

    def _is_broken(self, value: dict[str, Any]) -> bool:
        found: Any = follow(self._document, "", value)[1]
        return found is None
