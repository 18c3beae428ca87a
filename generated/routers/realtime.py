"""Operations tagged `realtime`.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `RealtimeHandlers` in impl/features/realtime/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Limit, Operation, RequestContext, Socket

from .. import models

DEFAULT_LIMIT = Limit(name="default", limit=600, window=60)


class RealtimeHandlers(Protocol):
    """One method for each of the operations tagged `realtime`."""

    async def create_ticket(self) -> models.Ticket:
        """POST /ws-tickets: Get a ticket for the WebSocket.

        A ticket opens one WebSocket, within 30 seconds. The socket has the scopes of the access
        token that this request is made with, and is closed when that token expires or its session
        ends.

        Requires `users:read` (bearerAuth or oauth2). Answers 201.
        """

    async def connect(self, *, socket: Socket[models.ClientMessage, models.ServerMessage]) -> None:
        """GET /ws: Follow events over a WebSocket.

        Subscribe to a channel to receive its events. Each event has a `sequence`. After a lost
        connection, subscribe with the last `sequence` that you received, and the events that you
        missed are sent first.

        The channel `users` carries the events of all users and needs the scope `users:admin`. The
        channel `users.{id}` carries the events of one user, for that user and administrators.

        The close codes are 4401 (the session has ended or the access token has expired: get a new
        ticket), 4408 (messages were not read in time), 4429 (too many messages), 1009 (a message
        was too large) and 1012 (the service restarts: connect again).

        Requires `users:read` (ticket). Answers 101.
        """


CREATE_TICKET = Operation(
    id="createTicket",
    method="POST",
    path="/ws-tickets",
    handler="create_ticket",
    security=({"bearerAuth": ("users:read",)}, {"oauth2": ("users:read",)}),
    limits=(DEFAULT_LIMIT,),
    success=201,
)

CONNECT = Operation(
    id="connect",
    method="GET",
    path="/ws",
    handler="connect",
    receives=models.ClientMessage,
    security=({"ticket": ("users:read",)},),
    limits=(DEFAULT_LIMIT,),
)


def realtime_router(handlers: Callable[[RequestContext], RealtimeHandlers]) -> ContractRouter:
    """Routes for the operations tagged `realtime`; one handler object per request."""
    return ContractRouter(
        "realtime",
        handlers,
        [CREATE_TICKET, CONNECT],
    )
