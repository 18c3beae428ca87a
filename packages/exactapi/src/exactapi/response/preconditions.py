"""`x-etag`: which version of an object a client means (RFC 9110, sections 8.8.3 and 13).

An entity tag is `"STATE.FORM"`. STATE stands for the version that the handler names; FORM for the
document and the media type, which decide how it is written. `If-None-Match` compares both, so that
a new release sends its own form; `If-Match` compares STATE, so that it refuses no one's change.
"""

import re
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Final

from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation
from exactapi.operations.policies import ETag
from exactapi.problems import ContractViolationError
from exactapi.rejections import MalformedRequest, PreconditionFailed, PreconditionRequired
from exactapi.response.raw import HeaderList, RawResponse
from exactapi.schemas.operations import READS

_TAG: Final = r'(?:W/)?"[!#-~\x80-\xff]*"'
_TAGS: Final = re.compile(rf"\*|[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")
"""Empty elements of a list are ignored (RFC 9110, section 5.6.1.2)."""

_ONE_TAG: Final = re.compile(_TAG)

CONDITIONS: Final = frozenset({b"if-match", b"if-none-match"})

_OF_CONTENT: Final = frozenset({b"content-type", b"content-length"})
"""Header fields that a 304 does not have."""


class EntityTags:
    """The tags and the conditions of one operation."""

    def __init__(self, contract: Contract, operation: Operation, policy: ETag) -> None:
        self._operation = operation
        self._required = policy.required
        self._reads = operation.method in READS
        release = sha256(contract.raw).digest()
        self._form = lru_cache(maxsize=16)(lambda written: _digest(release + written, 6))

    def conditions(self, headers: HeaderList) -> "Preconditions":
        """Return what a request says.

        Raises:
            MalformedRequest: a field is no list of entity tags.
            PreconditionRequired: the operation needs an `If-Match`.
        """
        given = [each for each in headers if each[0] in CONDITIONS]
        match = _tags(given, "If-Match") if given else None
        none_match = _tags(given, "If-None-Match") if given else None
        if self._required and match is None:
            raise PreconditionRequired
        return Preconditions(match, none_match)

    def tell(self, conditions: "Preconditions", response: RawResponse) -> None:
        """Add the `ETag` of what the response shows.

        Raises:
            ContractViolationError: the handler has not said what the document promises.
        """
        if not self._reads and conditions.is_given and not conditions.was_checked:
            raise self._not_called("if_match", "so a condition would be ignored")
        if not 200 <= response.status < 300 or self._operation.method == "DELETE":
            return
        if conditions.state is not None:
            written = next(
                (value for name, value in response.headers if name == b"content-type"), b""
            )
            tag = f'"{conditions.state}.{self._form(written)}"'
            response.headers.append((b"etag", tag.encode()))
        elif response.body or self._reads:
            raise self._not_called("etag", "so the response has no `ETag`")

    def answer(self, conditions: "Preconditions", response: RawResponse) -> RawResponse:
        """Return the response to a read, or a 304 if the client has it already.

        Raises:
            PreconditionFailed: the client asks for another version.
        """
        if not self._reads or not conditions.is_given:
            return response
        tag = next((value for name, value in response.headers if name == b"etag"), None)
        if tag is None:
            return response
        conditions.check(tag.decode()[1:].partition(".")[0])
        if not conditions.has(tag.decode()):
            return response
        headers = [each for each in response.headers if each[0] not in _OF_CONTENT]
        return RawResponse(304, headers, b"", response.release)

    def _not_called(self, method: str, so: str) -> ContractViolationError:
        handler = self._operation.handler
        return ContractViolationError(f"{handler} has not called `context.{method}`, {so}.")


class Preconditions:
    """The conditions of one request; None stands for a field that it does not have.

    `state` is that of the object that the response shows, once the handler has named it.
    """

    __slots__ = ("_match", "_none_match", "state", "was_checked")

    def __init__(self, match: list[str] | None, none_match: list[str] | None) -> None:
        self._match = match
        self._none_match = none_match
        self.state: str | None = None
        self.was_checked = False

    @property
    def is_given(self) -> bool:
        return self._match is not None or self._none_match is not None

    def check(self, state: str) -> None:
        """Compare with an object that is there.

        Raises:
            PreconditionFailed: `If-Match` names other versions.
        """
        self.was_checked = True
        if self._match is not None and not _names(self._match, state):
            raise PreconditionFailed

    def check_change(self, state: str | None) -> None:
        """Compare with the object that is about to be changed; None stands for one to be made.

        Raises:
            PreconditionFailed: `If-Match` names other versions, or `If-None-Match` this one.
        """
        if state is None:
            self.was_checked = True
            if self._match is not None:
                raise PreconditionFailed
            return
        self.check(state)
        if self._none_match is not None and _names(self._none_match, state, weak=True):
            raise PreconditionFailed

    def has(self, tag: str) -> bool:
        """Return whether `If-None-Match` names the tag, by weak comparison."""
        tags = self._none_match or ()
        return "*" in tags or any(each.removeprefix("W/") == tag for each in tags)


def state_of(version: tuple[object, ...]) -> str:
    """Return the first part of the tag of an object of this version."""
    return _digest(repr([str(part) for part in version]).encode(), 12)


def _names(tags: list[str], state: str, *, weak: bool = False) -> bool:
    if weak:
        tags = [tag.removeprefix("W/") for tag in tags]
    return any(tag == "*" or tag.startswith(f'"{state}.') for tag in tags)


def _tags(headers: HeaderList, field: str) -> list[str] | None:
    name = field.lower().encode()
    lines = [value.decode("latin-1") for key, value in headers if key == name]
    if not lines:
        return None
    text = ",".join(lines).strip(" \t")
    if not _TAGS.fullmatch(text):
        raise MalformedRequest(f"{field} is neither `*` nor a list of entity tags.")
    return ["*"] if text == "*" else _ONE_TAG.findall(text)


def _digest(content: bytes, length: int) -> str:
    return blake2b(content, digest_size=length).hexdigest()
