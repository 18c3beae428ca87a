"""Whether an answer is what the document declares: for development, tests, and samples."""

from collections.abc import Iterator
from random import random
from typing import Any

import jiter

from impl.contract.declared import DeclaredHeader, DeclaredResponse, DeclaredResponses
from impl.contract.document import Contract
from impl.contract.errors import ContractViolationError
from impl.contract.media_types import is_json, parse_media_type
from impl.contract.reply import Reply


class ResponseChecks:
    """Status, headers, media type and body of a share (0 to 1) of one operation's answers."""

    __slots__ = ("_contract", "_declared", "_share")

    def __init__(self, contract: Contract, declared: DeclaredResponses, share: float) -> None:
        self._contract = contract
        self._declared = declared
        self._share = share

    def check(self, reply: Reply) -> None:
        """A stream is checked but for its body.

        Raises:
            ContractViolationError: says what differs, without any of the data.
        """
        if random() >= self._share:  # noqa: S311 - a sample, no secret
            return
        response = self._declared.match(reply.status)
        if response is None:
            raise ContractViolationError(f"The status {reply.status} is not declared.")
        fields: dict[str, list[str]] = {}
        for key, value in reply.headers:
            fields.setdefault(key.decode("latin-1"), []).append(value.decode("latin-1"))
        for name, header in response.headers.items():
            self._check_header(reply.status, name, header, fields.get(name.lower()))
        self._check_content(reply, response, fields.get("content-type", [""])[0])

    def _check_header(
        self, status: int, name: str, header: DeclaredHeader, values: list[str] | None
    ) -> None:
        if values is None:
            if header.required:
                raise ContractViolationError(f"{status} lacks the required header {name}.")
            return
        if header.schema is None:
            return
        validator = self._contract.validator(header.schema, "response")
        if not any(map(validator.is_valid, _readings(", ".join(values), header))):
            raise ContractViolationError(f"{status}, header {name} does not match its schema.")

    def _check_content(self, reply: Reply, response: DeclaredResponse, media_type: str) -> None:
        body = reply.body
        if not response.content:
            if body or media_type:
                raise ContractViolationError(f"{reply.status} has no content in the document.")
            return
        if reply.status == 304:
            return
        sent = parse_media_type(media_type)
        found = response.media_types.match(sent) if sent else None
        if found is None:
            raise ContractViolationError(
                f"{reply.status} is declared as {response.media_types}, not {media_type}."
            )
        schema = response.content[found]
        if schema is None or not isinstance(body, bytes) or not is_json(media_type):
            return
        try:
            value = jiter.from_json(body, allow_inf_nan=False)
        except ValueError:
            raise ContractViolationError(f"{reply.status}, body: not JSON.") from None
        for error in self._contract.validator(schema, "response").errors(value):
            raise ContractViolationError(
                f"{reply.status}, body {error.pointer}: {error.code}, {error.detail}."
            )


def _readings(text: str, header: DeclaredHeader) -> Iterator[Any]:
    """What a header's text may mean in the style `simple`; the schema is the judge of which."""
    if header.is_json:
        yield jiter.from_json(text.encode())
        return
    yield text
    yield _scalar(text)
    items = [item.strip(" ") for item in text.split(",")] if text else []
    yield items
    yield [_scalar(item) for item in items]
    if header.explode:
        yield {key: _scalar(value) for key, _, value in (item.partition("=") for item in items)}
    else:
        yield dict(zip(items[::2], map(_scalar, items[1::2]), strict=False))


def _scalar(text: str) -> Any:
    try:
        value = jiter.from_json(text.encode(), allow_inf_nan=False)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text
