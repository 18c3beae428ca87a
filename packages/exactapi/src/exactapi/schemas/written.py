"""The way back from the compiled set of schemas to what the document says.

A rule that the document has in other words leads to those: the bounds of an `int32` to its
`format`, the refusal of a member to its `readOnly`.
"""

from collections.abc import Mapping
from typing import Any

from exactapi.schemas.patterns import runnable
from exactapi.schemas.pointers import fragment_of, join, tokens


class Written:
    """What is written at the places of a compiled set.

    `start` begins the URI of each; `places` has the key of each gathered schema by its pointer and
    the names that it hides, `roots` its value. `hiding` is the keyword that hides members.
    """

    def __init__(
        self,
        start: str,
        hiding: str,
        places: Mapping[tuple[str, frozenset[str]], str],
        roots: Mapping[str, Any],
    ) -> None:
        self._start = start
        self._hiding = hiding
        self._places = places
        self._roots = roots

    def schema(self, location: str) -> Mapping[str, Any]:
        """Return the schema of the document that has the keyword at a URI; empty if none has."""
        if not location.startswith(self._start):
            return {}
        root, path = self._way(location)
        node = self._roots[root]
        around = node if isinstance(node, Mapping) else {}
        for token in path[:-1]:
            name = _name(node, token)
            if name is None:  # a rule of ours: what the format of the schema around it means
                return {"format": around["format"]} if "format" in around else {}
            node = node[name]
            if isinstance(node, Mapping):
                around = node
        return node if isinstance(node, Mapping) else {}

    def pointer(self, location: str) -> str | None:
        """Return the pointer of the schema or keyword at a URI; None if the document has none."""
        if not location.startswith(self._start):
            return None
        pointer, path = self._way(location)
        node = self._roots[pointer]
        around, has_format = pointer, False
        for step in path:
            if isinstance(node, Mapping):
                around, has_format = pointer, "format" in node
            name = _name(node, step)
            if name is None:
                rule = self._hiding if step == "not" else "format" if has_format else None
                return None if rule is None else join(around, rule)
            pointer, node = join(pointer, name), node[name]
        return pointer

    def _way(self, location: str) -> tuple[str, list[str]]:
        """Return the pointer of the gathered schema that a URI leads into, and the way inside."""
        _, key, *path = tokens(fragment_of(location))
        return next(root for (root, _), name in self._places.items() if name == key), path


def _name(node: Any, token: str) -> str | int | None:
    """Return what the document calls a step of a way through the compiled set; None if astray."""
    if isinstance(node, list):
        return int(token) if int(token) < len(node) else None
    if not isinstance(node, Mapping):
        return None
    return token if token in node else next((n for n in node if runnable(n) == token), None)
