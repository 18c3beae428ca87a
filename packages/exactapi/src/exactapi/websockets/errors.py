"""What is wrong with a message of a client, in the words of the document.

The document names the schema of error messages (`x-websocket`, `error`). A message that cannot be
taken is answered with one of these, and the socket stays open.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

from exactapi.errors import ExactAPIError
from exactapi.problems import MAX_ERRORS, JsonValue, ProblemError

MessageErrorCode = Literal["malformed", "invalid", "rate-limited"]
"""malformed: no JSON text. invalid: against the schema. rate-limited: one too many."""

MESSAGE_ERROR_CODES: Final[tuple[MessageErrorCode, ...]] = get_args(MessageErrorCode)

Follow: TypeAlias = Callable[[str], Mapping[str, Any]]
"""From the text of a `$ref` to the schema that it leads to."""


@dataclass(eq=False)
class MessageError(ExactAPIError):
    """A message of a client that the handler never sees."""

    code: MessageErrorCode
    detail: str
    errors: Sequence[ProblemError] = ()

    def message(self, constants: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return the message that tells it; `constants` are those of the schema."""
        told: list[JsonValue] = [
            {"pointer": each.pointer, "code": each.code, "detail": each.detail}
            for each in self.errors[:MAX_ERRORS]
        ]
        return {**constants, "code": self.code, "detail": self.detail, "errors": told}


def constants(schema: Mapping[str, Any], follow: Follow) -> dict[str, JsonValue]:
    """Return the members that have one value alone, as `type` has in `{"type": "error"}`."""
    return {
        name: member["const"]
        for part in _parts(schema, follow)
        for name, member in part.get("properties", {}).items()
        if isinstance(member, Mapping) and "const" in member
    }


def _parts(schema: Mapping[str, Any], follow: Follow) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and all that it is made of by `$ref` and `allOf`."""
    pending, seen = [schema], set[int]()
    while pending:
        part = pending.pop()
        if not isinstance(part, Mapping) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        pending.extend(part.get("allOf", ()))
        if isinstance(part.get("$ref"), str):
            pending.append(follow(part["$ref"]))
