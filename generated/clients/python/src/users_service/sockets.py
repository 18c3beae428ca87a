"""WebSockets: typed messages, both ways.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Final

from . import models
from ._runtime.client.async_client import AsyncCalls
from ._runtime.client.sync_client import SyncCalls
from ._runtime.operation import Operation
from ._runtime.request.options import DEFAULTS, CallOptions
from ._runtime.sockets import (
    AsyncSocket,
    Socket,
    SocketClosed,
    SocketOperation,
    UnexpectedMessage,
    open_async_socket,
    open_socket,
)

__all__ = ["AsyncSocket", "AsyncSockets", "Socket", "SocketClosed", "Sockets", "UnexpectedMessage"]

CONNECT: Final[SocketOperation[models.ClientMessage, models.ServerMessage]] = SocketOperation(
    Operation("connect", "GET", "/ws", security=(("ticket",),)),
    models.ServerMessage,
    ("events.v1",),
)


class Sockets:
    """One method for each of the WebSockets; it opens one."""

    def __init__(self, calls: SyncCalls) -> None:
        self._calls = calls

    def connect(
        self, *, options: CallOptions = DEFAULTS
    ) -> Socket[models.ClientMessage, models.ServerMessage]:
        """GET /ws: Follow events over a WebSocket.

        Subscribe to a channel to receive its events. Each event has a `sequence`. After a lost
        connection, subscribe with the last `sequence` that you received, and the events that you
        missed are sent first.

        The channel `users` carries the events of all users and needs the scope `users:admin`. The
        channel `users.{id}` carries the events of one user, for that user and administrators.

        The close codes are 4401 (the session has ended or the access token has expired: get a new
        ticket), 4408 (messages were not read in time), 4429 (too many messages), 1009 (a message
        was too large) and 1012 (the service restarts: connect again).
        """
        return open_socket(self._calls, CONNECT, {}, options)


class AsyncSockets:
    """One method for each of the WebSockets; it opens one."""

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    async def connect(
        self, *, options: CallOptions = DEFAULTS
    ) -> AsyncSocket[models.ClientMessage, models.ServerMessage]:
        """GET /ws: Follow events over a WebSocket.

        Subscribe to a channel to receive its events. Each event has a `sequence`. After a lost
        connection, subscribe with the last `sequence` that you received, and the events that you
        missed are sent first.

        The channel `users` carries the events of all users and needs the scope `users:admin`. The
        channel `users.{id}` carries the events of one user, for that user and administrators.

        The close codes are 4401 (the session has ended or the access token has expired: get a new
        ticket), 4408 (messages were not read in time), 4429 (too many messages), 1009 (a message
        was too large) and 1012 (the service restarts: connect again).
        """
        return await open_async_socket(self._calls, CONNECT, {}, options)
