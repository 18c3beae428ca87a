"""Whether an answer is what the document declares: for development, tests, and samples."""

from collections.abc import Callable
from functools import partial
from random import random

import jiter
import structlog

from exactapi.document.contract import Contract
from exactapi.document.lengths import Lengths, is_of_octets
from exactapi.document.media_types import (
    MediaType,
    is_json,
    is_xml,
    is_yaml,
    parse_media_type,
    sequence,
)
from exactapi.problems import ContractViolationError, JsonValue
from exactapi.rejections import InvalidRequest, MalformedRequest
from exactapi.response.content import WITHOUT_CONTENT
from exactapi.response.declared import DeclaredResponse, DeclaredResponses
from exactapi.response.header_values import HeaderValues
from exactapi.response.raw import RawResponse
from exactapi.text.scalars import TextReader
from exactapi.xml.elements import ENCODINGS
from exactapi.xml.reader import XmlReader

_log = structlog.get_logger(__name__)


class ResponseChecks:
    """Status, headers, media type and body of a share (0 to 1) of one operation's answers."""

    __slots__ = ("_contract", "_declared", "_headers", "_readers", "_share", "_xml")

    def __init__(self, contract: Contract, declared: DeclaredResponses, share: float) -> None:
        self._contract = contract
        self._declared = declared
        self._share = share
        self._headers = HeaderValues(contract, "response")
        self._readers: dict[str, TextReader] = {}
        self._xml: dict[str, XmlReader] = {}

    def check(self, reply: RawResponse) -> None:
        """A stream is checked but for its body, whose items `of_items` checks as they come.

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
            breach = self._headers.breach(name, header, fields.get(name.lower(), ()))
            if breach == "required":
                raise ContractViolationError(f"{reply.status} lacks the required header {name}.")
            if breach == "schema":
                reason = f"{reply.status}, header {name} does not match its schema."
                raise ContractViolationError(reason)
        self._check_content(reply, response, fields.get("content-type", [""])[0])

    def of_items(self, status: int, media_type: str) -> Callable[[bytes], None] | None:
        """What checks the items of one stream, as JSON; None where nothing is to be checked."""
        schema = self._declared.schema(status, media_type)
        if schema is None or random() >= self._share:  # noqa: S311 - a sample, no secret
            return None
        return partial(self._check_item, status, schema)

    def _check_item(self, status: int, schema: str, item: bytes) -> None:
        try:
            self._check_json(status, schema, item)
        except ContractViolationError as violation:
            # Too late for another answer: the log tells, and the message is broken off.
            _log.error(
                "contract_violated", operation=self._declared.operation, reason=str(violation)
            )
            raise

    def _check_content(
        self, reply: RawResponse, response: DeclaredResponse, media_type: str
    ) -> None:
        body = reply.body
        if not response.content:
            if body or media_type:
                raise ContractViolationError(f"{reply.status} has no content in the document.")
            return
        if reply.status in WITHOUT_CONTENT and not body:
            return
        sent = parse_media_type(media_type)
        found = response.media_types.match(sent) if sent else None
        if sent is None or found is None:
            raise ContractViolationError(
                f"{reply.status} is declared as {response.media_types}, not {media_type}."
            )
        schema = response.content[found]
        if schema is None or not isinstance(body, bytes) or sequence(media_type):
            return
        if is_json(media_type) or (is_yaml(media_type) and _is_json_text(body)):
            self._check_json(reply.status, schema, body)
        elif is_xml(media_type) and not is_of_octets(self._contract, schema):
            self._check_xml(reply.status, schema, body, sent)
        elif media_type.lower().startswith("text/"):
            self._check_text(reply.status, schema, body)
        else:
            for error in Lengths(self._contract, (schema,)).errors(len(body)):
                raise ContractViolationError(f"{reply.status}, body: {error.detail}.")

    def _check_json(self, status: int, schema: str, body: bytes) -> None:
        try:
            value = jiter.from_json(body, allow_inf_nan=False)
        except ValueError:
            raise ContractViolationError(f"{status}, body: not JSON.") from None
        self._check_value(status, schema, value)

    def _check_xml(self, status: int, schema: str, body: bytes, sent: MediaType) -> None:
        if schema not in self._xml:
            self._xml[schema] = XmlReader(self._contract, schema, "response")
        charset = sent.charset if sent.charset in ENCODINGS else None
        try:
            value = self._xml[schema].read(body, charset)
        except (MalformedRequest, InvalidRequest) as error:
            reasons = [f"{each.pointer} {each.detail}" for each in error.errors]
            reason = "; ".join(reasons) or error.detail
            raise ContractViolationError(f"{status}, body: {reason}") from None
        self._check_value(status, schema, value)

    def _check_value(self, status: int, schema: str, value: JsonValue) -> None:
        for error in self._contract.validator(schema, "response").errors(value):
            raise ContractViolationError(
                f"{status}, body {error.pointer}: {error.code}, {error.detail}."
            )

    def _check_text(self, status: int, schema: str, body: bytes) -> None:
        """Only of scalars it is said what they look like in a text.

        What is not UTF-8 is bytes of another encoding, which the handler has chosen.
        """
        reader = self._reader(schema)
        validator = self._contract.validator(schema, "response")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return
        if reader.has_scalars and not any(map(validator.is_valid, reader.scalars(text))):
            raise ContractViolationError(f"{status}, body: the text does not match its schema.")

    def _reader(self, schema: str) -> TextReader:
        if schema not in self._readers:
            self._readers[schema] = TextReader(self._contract, (schema,), "response")
        return self._readers[schema]


def _is_json_text(body: bytes) -> bool:
    """Whether YAML is what the runtime writes; a handler may have written any other."""
    try:
        jiter.from_json(body, allow_inf_nan=False)
    except ValueError:
        return False
    return True
