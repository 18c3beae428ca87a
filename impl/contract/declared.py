"""The responses that the document declares for an operation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from impl.contract.document import Contract, Located
from impl.contract.header_values import DeclaredHeader, declared_header
from impl.contract.media_types import DeclaredTypes
from impl.contract.operation import Operation


@dataclass(frozen=True, slots=True)
class DeclaredResponse:
    """`content` maps each media type, perhaps a range, to the pointer of its schema."""

    content: Mapping[str, str | None]
    media_types: DeclaredTypes
    headers: Mapping[str, DeclaredHeader]


class DeclaredResponses:
    """All responses of one operation, by status, range (`2XX`) or `default`."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        responses = contract.locate(f"{operation.pointer}/responses")
        self._by_status = {
            status.upper(): _response(contract, responses.child(status))
            for status in statuses(responses)
        }

    def match(self, status: int) -> DeclaredResponse | None:
        """The response for a status: the status itself, then its range, then `default`."""
        found = self._by_status
        return found.get(str(status)) or found.get(f"{status // 100}XX") or found.get("DEFAULT")

    @property
    def offered(self) -> tuple[str, ...]:
        """What `Accept` chooses from: nothing, where a success may have no content."""
        successes = [each for status, each in self._by_status.items() if status.startswith("2")]
        if not all(each.content for each in successes):
            return ()
        return tuple(dict.fromkeys(name for each in successes for name in each.content))


def statuses(responses: Located) -> Iterator[str]:
    """The names in a Responses Object that are no extensions."""
    return (name for name in responses.node if not name.startswith("x-"))


def _response(contract: Contract, pointer: str) -> DeclaredResponse:
    response = contract.locate(pointer)
    content = response.node.get("content", {})
    return DeclaredResponse(
        content={name: contract.locate(response.child("content", name)).schema for name in content},
        media_types=DeclaredTypes(content),
        headers={
            name: declared_header(contract, response.child("headers", name))
            for name in response.node.get("headers", {})
            # "If a response header is defined with the name Content-Type, it SHALL be ignored."
            if name.lower() != "content-type"
        },
    )
