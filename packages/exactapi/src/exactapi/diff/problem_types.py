"""The problem types that an operation declares: the `type` of its examples, by status."""

from collections.abc import Iterator, Mapping
from typing import Any

from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Api, DeclaredOperation
from exactapi.problems import PROBLEM_JSON
from exactapi.schemas.pointers import join, value_at

_NO_TYPE = "about:blank"


def problem_types(api: Api, operation: DeclaredOperation) -> dict[tuple[str, str], None]:
    """Return pairs of status and type, in the order of the document."""
    found: dict[tuple[str, str], None] = {}
    for response in operation.responses:
        here = join(operation.pointer, "responses", response.status)
        at, _ = follow(api.schemas, here, value_at(api.schemas, here))
        media_type = value_at(api.schemas, join(at, "content", PROBLEM_JSON))
        for example in _examples(media_type):
            kind = example.get("type", _NO_TYPE)
            if isinstance(kind, str) and kind != _NO_TYPE:
                found[response.status, kind] = None
    return found


def _examples(media_type: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(media_type, Mapping):
        return
    if isinstance(media_type.get("example"), Mapping):
        yield media_type["example"]
    named = media_type.get("examples")
    for one in named.values() if isinstance(named, Mapping) else ():
        if isinstance(one, Mapping) and isinstance(one.get("value"), Mapping):
            yield one["value"]
