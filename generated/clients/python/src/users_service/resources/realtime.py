"""Operations tagged `realtime`.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Final

from .. import models
from .._runtime.client.async_client import AsyncCalls
from .._runtime.client.sync_client import SyncCalls
from .._runtime.operation import DeclaredResponse, Operation
from .._runtime.request.options import DEFAULTS, CallOptions

CREATE_TICKET: Final[Operation[models.Ticket]] = Operation(
    "createTicket",
    "POST",
    "/ws-tickets",
    responses=(DeclaredResponse("201", "application/json", "json", models.Ticket),),
    security=(("bearerAuth",), ("oauth2",)),
)


class Realtime:
    """One method for each of the operations tagged `realtime`."""

    def __init__(self, calls: SyncCalls) -> None:
        self._calls = calls

    def create_ticket(self, *, options: CallOptions = DEFAULTS) -> models.Ticket:
        """POST /ws-tickets: Get a ticket for the WebSocket.

        A ticket opens one WebSocket, within 30 seconds. The socket has the scopes of the access
        token that this request is made with, and is closed when that token expires or its session
        ends.
        """
        return self._calls.call(CREATE_TICKET, {}, options=options)


class AsyncRealtime:
    """One method for each of the operations tagged `realtime`."""

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    async def create_ticket(self, *, options: CallOptions = DEFAULTS) -> models.Ticket:
        """POST /ws-tickets: Get a ticket for the WebSocket.

        A ticket opens one WebSocket, within 30 seconds. The socket has the scopes of the access
        token that this request is made with, and is closed when that token expires or its session
        ends.
        """
        return await self._calls.call(CREATE_TICKET, {}, options=options)
