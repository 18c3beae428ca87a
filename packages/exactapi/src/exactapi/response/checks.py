"""Check that a response is what the document declares: in development, tests, and samples."""

from collections.abc import Callable
from functools import partial
from random import random

import structlog

from exactapi.document.contract import Contract
from exactapi.document.media_types import parse_media_type
from exactapi.document.sequences import schema_of_items
from exactapi.media.header_values import HeaderValues
from exactapi.media.sequences import Sequence
from exactapi.operations.results import WITHOUT_CONTENT
from exactapi.problems import ContractViolationError
from exactapi.response.declared import DeclaredResponse, DeclaredResponses
from exactapi.response.raw import RawResponse
from exactapi.schemas.validators import Validator
from exactapi.text.strict_json import parse_json

_log = structlog.get_logger(__name__)


class ResponseChecks:
    """Status, headers, media type and body of a share (0 to 1) of one operation's responses."""

    __slots__ = ("_contract", "_declared", "_headers", "_share")

    def __init__(self, contract: Contract, declared: DeclaredResponses, share: float) -> None:
        self._contract = contract
        self._declared = declared
        self._share = share
        self._headers = HeaderValues(contract, "response")

    def check(self, raw: RawResponse) -> None:
        """A stream is checked but for its body, whose items `of_items` checks as they come.

        Raises:
            ContractViolationError: says what differs, without any of the data.
        """
        if not self._is_chosen():
            return
        response = self._declared.match(raw.status)
        if response is None:
            raise ContractViolationError(f"The status {raw.status} is not declared.")
        fields: dict[str, list[str]] = {}
        for key, value in raw.headers:
            fields.setdefault(key.decode("latin-1"), []).append(value.decode("latin-1"))
        for name, header in response.headers.items():
            breach = self._headers.breach(name, header, fields.get(name.lower(), ()))
            if breach == "required":
                raise ContractViolationError(f"{raw.status} lacks the required header {name}.")
            if breach == "schema":
                reason = f"{raw.status}, header {name} does not match its schema."
                raise ContractViolationError(reason)
        self._check_content(raw, response, fields.get("content-type", [""])[0])

    def of_items(self, status: int, media_type: str) -> Callable[[bytes], None] | None:
        """Return a check of the items of one stream, as JSON; None if nothing is checked."""
        codec = self._declared.codec(status, media_type)
        if not isinstance(codec, Sequence) or not self._is_chosen():
            return None
        schema = schema_of_items(self._contract, codec.schemas)
        if schema is None:
            return None
        return partial(self._check_item, status, self._contract.validator(schema, "response"))

    def _is_chosen(self) -> bool:
        return random() < self._share  # noqa: S311 - a sample, no secret

    def _check_item(self, status: int, validator: Validator, item: bytes) -> None:
        for error in validator.errors(parse_json(item, allow_inf_nan=True)):
            # Too late for another response: the log tells, and the message is broken off.
            reason = f"{status}, body {error.pointer}: {error.code}, {error.detail}."
            _log.error("contract_violated", operation=self._declared.operation, reason=reason)
            raise ContractViolationError(reason)

    def _check_content(self, raw: RawResponse, response: DeclaredResponse, media_type: str) -> None:
        body = raw.body
        if not response.content:
            if body or media_type:
                raise ContractViolationError(f"{raw.status} has no content in the document.")
            return
        if raw.status in WITHOUT_CONTENT and not body:
            return
        sent = parse_media_type(media_type)
        found = response.media_types.match(sent) if sent else None
        if sent is None or found is None:
            raise ContractViolationError(
                f"{raw.status} is declared as {response.media_types}, not {media_type}."
            )
        content = response.content[found]
        is_described = content.schema is not None or content.item_schema is not None
        if not is_described or not isinstance(body, bytes):
            return
        if fault := self._declared.codec(raw.status, media_type).fault(body, sent):
            raise ContractViolationError(f"{raw.status}, {fault}")
