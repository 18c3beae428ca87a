"""The responses that the document declares for an operation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from exactapi.document.contract import Contract, Located
from exactapi.document.media_types import DeclaredTypes, parse_media_type
from exactapi.media.codec import Codec
from exactapi.media.header_values import DeclaredHeader, declared_header
from exactapi.media.kinds import codec
from exactapi.operations.operation import Operation
from exactapi.problems import PROBLEM_JSON

_DEFAULT: Final = "DEFAULT"


@dataclass(frozen=True, slots=True)
class DeclaredResponse:
    """`content` maps each media type, perhaps a range, to its Media Type Object."""

    content: Mapping[str, Located]
    media_types: DeclaredTypes
    headers: Mapping[str, DeclaredHeader]


class DeclaredResponses:
    """All responses of one operation, by status, range (`2XX`) or `default`."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self.operation = operation.id
        self._contract = contract
        self.codec = lru_cache(maxsize=64)(self._codec)
        responses = contract.locate(f"{operation.pointer}/responses")
        self._by_status = {
            status.upper(): _response(contract, responses.child(status))
            for status in statuses(responses)
        }

    def match(self, status: int) -> DeclaredResponse | None:
        """Return the response for a status: the status itself, then its range, then `default`."""
        found = self._by_status
        return found.get(str(status)) or found.get(f"{status // 100}XX") or found.get(_DEFAULT)

    def content(self, status: int, media_type: str) -> Located | None:
        """Return the Media Type Object for what is sent with a status as a media type."""
        response, sent = self.match(status), parse_media_type(media_type)
        name = response.media_types.match(sent) if response and sent else None
        return response.content[name] if response and name else None

    def _codec(self, status: int, media_type: str) -> Codec:
        """Return the codec that writes and checks content of a status and media type."""
        return codec(self._contract, media_type, self.content(status, media_type), "response")

    @property
    def offered(self) -> tuple[str, ...]:
        """Return the media types of the successes, from which `Accept` chooses."""
        return tuple(
            dict.fromkeys(
                name
                for status, each in self._successes
                for name in each.content
                if status != _DEFAULT or name != PROBLEM_JSON
            )
        )

    @property
    def may_be_empty(self) -> bool:
        """Return whether a success may have no content, which no `Accept` refuses."""
        return not all(each.content for _, each in self._successes)

    @property
    def _successes(self) -> list[tuple[str, DeclaredResponse]]:
        """Return those of 2XX; `default`, too, where the document has only errors beside it."""
        found = list(self._by_status.items())
        if any(status.startswith(("1", "2", "3")) for status, _ in found):
            return [each for each in found if each[0].startswith("2")]
        return [each for each in found if each[0] == _DEFAULT]


def statuses(responses: Located) -> Iterator[str]:
    """Return the names in a Responses Object that are no extensions."""
    return (name for name in responses.node if not name.startswith("x-"))


def _response(contract: Contract, pointer: str) -> DeclaredResponse:
    response = contract.locate(pointer)
    content = response.node.get("content", {})
    return DeclaredResponse(
        content={name: contract.locate(response.child("content", name)) for name in content},
        media_types=DeclaredTypes(content),
        headers={
            name: declared_header(contract, response.child("headers", name))
            for name in response.node.get("headers", {})
            # "If a response header is defined with the name Content-Type, it SHALL be ignored."
            if name.lower() != "content-type"
        },
    )
