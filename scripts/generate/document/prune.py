"""Takes out the references to what was refused, so that no reference leads nowhere."""

from typing import Any

from scripts.generate.document.grammar import Member, member_of
from scripts.generate.document.references import follow


def prune(document: dict[str, Any]) -> None:
    """Remove, in place, references whose target is not there; a schema loses its `$ref` only."""
    while _Pruning(document).run():
        pass  # what was removed may have been a target itself


class _Pruning:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._changed = False

    def run(self) -> bool:
        self._inside(self._document, Member("document"))
        return self._changed

    def _inside(self, value: Any, member: Member) -> None:
        inside = Member(member.kind)
        if member.shape == "list":
            value[:] = [item for item in value if self._stays(item, inside)]
        elif member.shape == "map":
            for name in [name for name, item in value.items() if not self._stays(item, inside)]:
                del value[name]
        elif isinstance(value, dict):
            for name, item in list(value.items()):
                found = member_of(member.kind, name)
                if found is not None and not self._stays(item, found):
                    del value[name]

    def _stays(self, value: Any, member: Member) -> bool:
        if not isinstance(value, dict | list):
            return True
        if member.shape == "one" and isinstance(value, dict) and self._is_broken(value):
            self._changed = True
            if member.kind != "schema":
                return False
            del value["$ref"]
        self._inside(value, member)
        return True

    def _is_broken(self, value: dict[str, Any]) -> bool:
        found: Any = follow(self._document, "", value)[1]
        return found is None
