"""Decides which schemas keep their `$id` and anchors, and which references stay as written.

A reference to a schema's URI or anchor says the same in the canonical document, as long as that
schema is there under its name. Where bundling files takes the name away, all references of the
resource are written as JSON pointers, and its `$id` and anchors go.
"""

from dataclasses import replace
from typing import Any

from exactapi.generate.document.walk.context import Context
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import Library
from exactapi.schemas.identities import Identities, base_of, is_identifier


class Names:
    """Decides for one walk through the source; `unnamed` are the base URIs that must go.

    Unless `identified`, schemas have no names: OpenAPI 3.0 does not know these keywords.
    """

    def __init__(self, library: Library, unnamed: frozenset[str], *, identified: bool) -> None:
        self._root = library.root
        self._identified = identified
        self._unnamed = unnamed
        self._left: list[tuple[str, str, Pointer]] = []
        self._lost: set[str] = set()

    def below(self, identifier: Any, context: Context) -> Context:
        """Enter a schema that has an `$id`."""
        if not self._identified or not is_identifier(identifier):
            return context
        base = base_of(identifier, context.base)
        kept = context.dialect.identified and base not in self._unnamed
        return replace(context, base=base, resource=base if kept else context.resource)

    def stay(self, context: Context) -> bool:
        """Return whether the schema here keeps its `$id` and its anchors."""
        named = bool(context.resource) or context.file is self._root
        same = context.base == context.resource and context.base not in self._unnamed
        return self._identified and context.dialect.identified and named and same

    def leave(self, reference: str, context: Context, target: Pointer) -> None:
        """Leave a reference as it is; it is to lead to `target`."""
        self._left.append((reference, context.resource, target))

    def lose(self, context: Context) -> None:
        """Note that a reference here must be a pointer from the document, which an `$id` hides."""
        if context.resource:
            self._lost.add(context.resource)

    def misread(self, document: dict[str, Any]) -> frozenset[str]:
        """Return the base URIs whose references would lead elsewhere in the canonical document."""
        if not self._left and not self._lost:
            return frozenset()
        identities = Identities(document)
        wrong = {
            resource
            for reference, resource, target in self._left
            if identities.target(reference, resource) != target
        }
        return frozenset(wrong | self._lost | identities.duplicates)
