"""Whether an answer is what the document declares: for development, tests, and samples."""

from random import random
from typing import Final

import jiter

from impl.contract.declared import DeclaredResponse, DeclaredResponses
from impl.contract.document import Contract
from impl.contract.errors import ContractViolationError
from impl.contract.header_values import HeaderValues
from impl.contract.media_types import is_json, parse_media_type
from impl.contract.reply import Reply
from impl.contract.text import TextReader

_WITHOUT_CONTENT: Final = frozenset({204, 205, 304})
"""What HTTP sends without content, whatever is declared (RFC 9110, sections 15.3.5 to 15.4.5)."""


class ResponseChecks:
    """Status, headers, media type and body of a share (0 to 1) of one operation's answers."""

    __slots__ = ("_contract", "_declared", "_headers", "_readers", "_share")

    def __init__(self, contract: Contract, declared: DeclaredResponses, share: float) -> None:
        self._contract = contract
        self._declared = declared
        self._share = share
        self._headers = HeaderValues(contract, "response")
        self._readers: dict[str, TextReader] = {}

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
            breach = self._headers.breach(name, header, fields.get(name.lower(), ()))
            if breach == "required":
                raise ContractViolationError(f"{reply.status} lacks the required header {name}.")
            if breach == "schema":
                reason = f"{reply.status}, header {name} does not match its schema."
                raise ContractViolationError(reason)
        self._check_content(reply, response, fields.get("content-type", [""])[0])

    def _check_content(self, reply: Reply, response: DeclaredResponse, media_type: str) -> None:
        body = reply.body
        if not response.content:
            if body or media_type:
                raise ContractViolationError(f"{reply.status} has no content in the document.")
            return
        if reply.status in _WITHOUT_CONTENT and not body:
            return
        sent = parse_media_type(media_type)
        found = response.media_types.match(sent) if sent else None
        if found is None:
            raise ContractViolationError(
                f"{reply.status} is declared as {response.media_types}, not {media_type}."
            )
        schema = response.content[found]
        if schema is None or not isinstance(body, bytes):
            return
        if is_json(media_type):
            self._check_json(reply.status, schema, body)
        elif media_type.startswith("text/"):
            self._check_text(reply.status, schema, body)

    def _check_json(self, status: int, schema: str, body: bytes) -> None:
        try:
            value = jiter.from_json(body, allow_inf_nan=False)
        except ValueError:
            raise ContractViolationError(f"{status}, body: not JSON.") from None
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
