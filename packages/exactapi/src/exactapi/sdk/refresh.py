"""Which operation gets the next tokens: the document's links say so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import DeclaredOperation
from exactapi.generate.plan import Module, PlannedOperation
from exactapi.schemas.pointers import join, value_at

_MEMBER = "refresh_token"
_EXPRESSION = f"$response.body#/{_MEMBER}"


@dataclass(frozen=True, slots=True)
class Refresh:
    """The operation, the module that it is in, and the member of its body for the token."""

    module: Module
    planned: PlannedOperation
    member: str

    @property
    def operation(self) -> DeclaredOperation:
        return self.planned.operation


def refresh_of(document: Mapping[str, Any], modules: tuple[Module, ...]) -> Refresh | None:
    """Find the operation that a link feeds with the `refresh_token` of an answer."""
    operations = {each.id: (module, each) for module in modules for each in module.operations}
    for link in _links(document, modules):
        body = link.get("requestBody")
        if isinstance(body, Mapping) and body.get(_MEMBER) == _EXPRESSION:
            found = operations.get(str(link.get("operationId")))
            if found is not None and _takes_only(found[1], body):
                return Refresh(*found, _MEMBER)
    return None


def _takes_only(planned: PlannedOperation, body: Mapping[str, Any]) -> bool:
    """Return whether the link gives all that a call needs."""
    is_plain = not any(parameter.required for parameter in planned.operation.parameters)
    return is_plain and body.keys() == {_MEMBER}


def _links(document: Mapping[str, Any], modules: tuple[Module, ...]) -> Iterator[Mapping[str, Any]]:
    for pointer in (each.operation.pointer for module in modules for each in module.operations):
        for status, response in (value_at(document, join(pointer, "responses")) or {}).items():
            place, found = follow(document, join(pointer, "responses", status), response)
            links = found.get("links") if isinstance(found, Mapping) else None
            for name, link in (links or {}).items():
                _, one = follow(document, join(place, "links", name), link)
                if isinstance(one, Mapping):
                    yield one
