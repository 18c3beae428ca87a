"""The WebSocket and its tickets: between the document's models and the hub."""

from __future__ import annotations

from exactapi.runtime import Socket

from generated import models
from impl.context import Context, principal
from impl.features.realtime.connection import Connection
from impl.realtime.tickets import LIFETIME


class Realtime:
    """Implements `generated.routers.realtime.RealtimeHandlers`."""

    def __init__(self, context: Context) -> None:
        self._principal = principal(context)
        self._realtime = context.resources.realtime

    async def create_ticket(self) -> models.Ticket:
        ticket = await self._realtime.tickets.issue(self._principal)
        return models.Ticket(ticket=ticket, expires_in=LIFETIME)

    async def connect(self, *, socket: Socket[models.ClientMessage, models.ServerMessage]) -> None:
        with self._realtime.place():
            await Connection(socket, self._principal, self._realtime).serve()
