"""The messages of one operation: read, validated and written by the document's schemas."""

from collections.abc import Mapping
from typing import Any

from exactapi.document.contract import Contract
from exactapi.media.json_writer import json_bytes
from exactapi.operations.operation import Operation
from exactapi.operations.policies import WEBSOCKET, MessageRate
from exactapi.problems import ContractViolationError, ProblemError
from exactapi.rejections import MalformedRequest
from exactapi.schemas.pointers import join
from exactapi.text.conversion import UNSUPPORTED, Conversion, UnrepresentableValueError
from exactapi.text.strict_json import parse_json, read_json
from exactapi.websockets.errors import MessageError, constants


class WrittenMessage(str):
    """A message that was validated and written once, to be sent to many."""

    __slots__ = ()


class Messages:
    """Reads what clients send by `receives`, and writes what they are sent by `sends`."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        pointer = join(operation.pointer, WEBSOCKET)
        declared: Mapping[str, Any] = contract.locate(operation.pointer).node[WEBSOCKET]
        self.subprotocols: tuple[str, ...] = tuple(declared.get("subprotocols", ()))
        rate = declared.get("rate-limit")
        self.rate = None if rate is None else MessageRate(**rate)
        self._id = operation.id
        self._receives = contract.validator(join(pointer, "receives"), "request")
        self._sends = contract.validator(join(pointer, "sends"), "response")
        self._conversion = Conversion(operation.receives)
        self._constants = constants(declared["error"], lambda ref: _schema(contract, ref))

    def read(self, text: str | None) -> Any:
        """Return the message of a text frame; None is a binary one.

        Raises:
            MessageError: it is no JSON, or breaks the schema.
        """
        if text is None:
            raise MessageError("malformed", "Messages are JSON in text frames, not binary ones.")
        data = text.encode()
        try:
            value = read_json(data)
        except MalformedRequest as error:
            raise MessageError("malformed", str(error)) from None
        if not self._receives.is_valid(value):
            raise _invalid(self._receives.errors(value))
        try:
            return self._conversion.json(value, data)
        except UnrepresentableValueError as error:
            raise _invalid(
                [ProblemError(f"#{place}", "unsupported", UNSUPPORTED) for place in error.places]
            ) from None

    def write(self, message: Any) -> WrittenMessage:
        """Return a message as a text frame has it.

        Raises:
            ContractViolationError: it breaks the schema of what is sent.
        """
        data = json_bytes(message)
        value = parse_json(data, allow_inf_nan=True)
        if not self._sends.is_valid(value):
            first = self._sends.errors(value)[0]
            raise ContractViolationError(
                f"{self._id}: a message that is sent: {first.pointer} {first.detail}"
            )
        return WrittenMessage(data.decode())

    def write_error(self, error: MessageError) -> WrittenMessage:
        """Return the message that tells a client what is wrong with its own."""
        return self.write(error.message(self._constants))


def _invalid(errors: list[ProblemError]) -> MessageError:
    return MessageError("invalid", "The message does not match the contract.", errors)


def _schema(contract: Contract, reference: str) -> Mapping[str, Any]:
    target = contract.identities.target(reference, "")
    schema = contract.schema(target) if target else {}
    return schema if isinstance(schema, Mapping) else {}
