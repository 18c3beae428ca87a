"""Webhooks of the document as functions that check the signature, and read the message."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from exactapi.generate.ir import Api
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import Shape
from exactapi.generate.plan import PlannedOperation, is_callback, plan_webhooks
from exactapi.generate.python.names import Namespace
from exactapi.generate.python.text import docstring, printable
from exactapi.generate.routers.schemas import OperationSchemas
from exactapi.sdk.python.names import WEBHOOKS

_RAISES: Final = """\
Raises:
    SignatureInvalid: The message is not signed with one of the secrets.
    pydantic.ValidationError: The message does not match its schema."""


@dataclass(frozen=True, slots=True)
class ReceivedWebhook:
    """A webhook whose message is JSON, and the shape of that."""

    name: str
    planned: PlannedOperation
    shape: Shape

    @property
    def doc(self) -> str:
        operation = self.planned.operation
        summary = printable(operation.summary) or f"Read the webhook {self.planned.id}"
        return docstring(summary, f"{operation.description}\n\n{_RAISES}".strip(), indent=4)


def received_webhooks(api: Api, reader: Reader) -> Iterator[ReceivedWebhook]:
    """Yield all webhooks with a JSON body; callbacks have receivers of their own."""
    names = Namespace(WEBHOOKS)
    for planned in plan_webhooks(api):
        body = planned.operation.body
        schemas = OperationSchemas(reader, planned.class_prefix, sent=True)
        if body is None or is_callback(planned.operation):
            continue
        found = [each for each in body.content if schemas.form(each, sent=False) == "json"]
        if found:
            name = names.claim(planned.handler)
            yield ReceivedWebhook(name, planned, schemas.request(body, found[0]))
