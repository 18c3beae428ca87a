"""What makes two requests the same question."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from hashlib import sha256
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from exactapi.access.context import RequestContext
from exactapi.access.ports import Principal
from exactapi.document.contract import Contract


class Keys:
    """The keys of one operation's answers; those of another document are others.

    `vary` are names of request headers, in lower case.
    """

    def __init__(self, contract: Contract, operation: str, vary: Sequence[str]) -> None:
        self._operation = [sha256(contract.raw).hexdigest(), operation]
        self._vary = [name.encode("latin-1") for name in vary]

    def of(self, context: RequestContext, arguments: Mapping[str, Any]) -> str | None:
        """Return the key of a request; None if its arguments cannot be told from others."""
        question = [
            self._operation,
            _identity(context.principal),
            context.media_type,
            [
                [value.decode("latin-1") for name, value in context.scope["headers"] if name == key]
                for key in self._vary
            ],
            arguments,
        ]
        try:
            written = to_json(question, bytes_mode="base64")
        except PydanticSerializationError:
            return None
        return sha256(written).hexdigest()


def _identity(principal: Principal | None) -> list[Any] | None:
    """Everything that a verifier says of the caller but the session, which is the same caller's."""
    if principal is None:
        return None
    said = {each.name: getattr(principal, each.name) for each in fields(principal)}
    del said["session"]
    return [sorted(said.pop("scopes")), said]
