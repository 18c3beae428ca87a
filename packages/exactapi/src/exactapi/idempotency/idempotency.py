"""`x-idempotency`: a request that is sent again is done once, and answered with the same bytes.

The key is claimed, and the answer kept, in the transaction of the change itself. So there is no
moment at which one is durable without the other, whenever the process dies.
"""

import json
import re
from collections.abc import Mapping
from hashlib import file_digest, sha256
from typing import Any, Final

from pydantic_core import to_json
from starlette.datastructures import UploadFile

from exactapi.access.context import RequestContext
from exactapi.access.limits import FIELDS
from exactapi.access.ports import IdempotencyKeys, KeyInUseError
from exactapi.operations.operation import Operation
from exactapi.operations.policies import Idempotency
from exactapi.problems import ContractViolationError, ProblemError
from exactapi.rejections import InvalidRequest, KeyInFlight, MalformedRequest
from exactapi.response.preconditions import CONDITIONS
from exactapi.response.raw import RawResponse

_HEADER: Final = b"idempotency-key"
_PLACE: Final = "header.Idempotency-Key"
_KEY: Final = re.compile(r'([A-Za-z0-9._~:+/=-]{1,255})|"([A-Za-z0-9._~:+/=-]{1,255})"')
_REPLAYED: Final = (b"idempotency-replayed", b"true")


class Claim:
    """A key of one request; `fingerprint` tells whether another request is the same."""

    __slots__ = ("fingerprint", "key")

    def __init__(self, key: bytes, fingerprint: bytes) -> None:
        self.key = key
        self.fingerprint = fingerprint


class IdempotentRequests:
    """The keys of one operation."""

    def __init__(self, operation: Operation, policy: Idempotency, keys: IdempotencyKeys) -> None:
        self._operation = operation
        self._policy = policy
        self._keys = keys

    def claim(self, context: RequestContext, arguments: Mapping[str, Any]) -> Claim | None:
        """Return what the request says; None if it has no key.

        Raises:
            MalformedRequest: the key is none, or it is missing where it must be there.
        """
        given = [value for name, value in context.scope["headers"] if name == _HEADER]
        if not given:
            if self._policy.required:
                raise MalformedRequest(
                    "Send an `Idempotency-Key`: a text of your own, another one for each request."
                )
            return None
        match = _KEY.fullmatch(b",".join(given).decode("latin-1").strip(" \t"))
        if match is None:
            raise MalformedRequest(
                "The Idempotency-Key is not 1 to 255 letters, digits or characters of `-._~:+/=`."
            )
        caller = context.principal.subject if context.principal else ""
        scope = [self._operation.id, caller, match[1] or match[2]]
        # With the key, which the store does not have: else passwords could be guessed from it.
        asked = [scope, arguments, *_conditions(context)]
        fingerprint = to_json(asked, bytes_mode="base64", fallback=_file)
        return Claim(sha256(to_json(scope)).digest(), sha256(fingerprint).digest())

    async def begin(self, context: RequestContext, claim: Claim) -> RawResponse | None:
        """Hold the key until the transaction ends; return the answer that it has had before.

        Raises:
            KeyInFlight: another request holds it.
            InvalidRequest: it was used for another request.
        """
        try:
            kept = await self._keys.begin(context.unit_of_work, claim.key)
        except KeyInUseError:
            raise KeyInFlight(retry_after=1) from None
        if kept is None:
            return None
        if kept.fingerprint != claim.fingerprint:
            error = ProblemError(_PLACE, "duplicate", "was used for another request")
            raise InvalidRequest([error], "The Idempotency-Key belongs to another request.")
        return _read(kept.answer)

    async def keep(self, context: RequestContext, claim: Claim, response: RawResponse) -> None:
        """Keep the answer in the transaction that is about to be committed.

        Raises:
            ContractViolationError: it is a stream, which nobody can send again.
        """
        await self._keys.keep(
            context.unit_of_work,
            claim.key,
            fingerprint=claim.fingerprint,
            answer=_written(response),
            ttl=self._policy.ttl,
        )


def _conditions(context: RequestContext) -> list[list[str]]:
    """Return the conditions of the request, which are parameters that the runtime reads itself."""
    if context.preconditions is None:
        return []
    return [
        [name.decode(), value.decode("latin-1")]
        for name, value in context.scope["headers"]
        if name in CONDITIONS
    ]


def _file(value: Any) -> list[Any]:
    """Return what tells a file of a form from another one; the handler reads it from its start."""
    if not isinstance(value, UploadFile):
        raise TypeError(f"{type(value).__name__} cannot be told from others")
    content = file_digest(value.file, sha256)  # type: ignore[arg-type]
    value.file.seek(0)
    return [value.filename, value.content_type, content.hexdigest()]


def _written(response: RawResponse) -> bytes:
    """One line of JSON, then the body; how the limits stood is no part of it."""
    if not isinstance(response.body, bytes):
        raise ContractViolationError("A stream cannot be answered again: remove `x-idempotency`.")
    fields = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in response.headers
        if name not in FIELDS
    ]
    return json.dumps([response.status, fields]).encode() + b"\n" + response.body


def _read(answer: bytes) -> RawResponse:
    head, _, body = answer.partition(b"\n")
    status, fields = json.loads(head)
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
    return RawResponse(status, [*headers, _REPLAYED], body)
