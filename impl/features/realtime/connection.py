"""The conversation with one client: what it subscribes to, and what it has missed."""

from typing import Any, Final, Literal

import structlog
from exactapi.runtime import ContractViolationError, Principal, Socket
from pydantic import MISSING

from generated import models
from impl.events.stream import EntryId
from impl.realtime.channels import UnknownChannel
from impl.realtime.messages import reset_message
from impl.realtime.realtime import Realtime

MOST_CHANNELS: Final = 100
"""That one socket may follow."""

_log = structlog.get_logger(__name__)

ClientSocket = Socket[models.ClientMessage, models.ServerMessage]


class Connection:
    def __init__(self, socket: ClientSocket, principal: Principal, realtime: Realtime) -> None:
        self._socket = socket
        self._raw: Socket[Any, Any] = socket  # for messages that the hub has made
        self._principal = principal
        self._hub = realtime.hub
        self._presence = realtime.presence
        self._channels: set[str] = set()

    async def serve(self) -> None:
        """Do what the client asks for, until the socket is closed."""
        await self._socket.accept()
        try:
            async for message in self._socket:
                match message:
                    case models.Subscribe():
                        await self._subscribe(message)
                    case models.Unsubscribe():
                        self._leave(message.channel)
                        await self._socket.send(
                            models.Unsubscribed(type="unsubscribed", channel=message.channel)
                        )
                    case models.Ping():
                        await self._socket.send(models.Pong(type="pong"))
        finally:
            for channel in [*self._channels]:
                self._leave(channel)

    async def _subscribe(self, message: models.Subscribe) -> None:
        channel = message.channel
        if not await self._may_follow(channel):
            return
        hub, place = self._hub, self._hub.history.last
        missed_some = False
        if message.since is not MISSING:
            since = EntryId.parse(message.since)
            if hub.history.reaches_back_to(since):
                place = since
            else:
                missed_some = True
        await self._socket.send(
            models.Subscribed(type="subscribed", channel=channel, sequence=str(place))
        )
        if missed_some:
            await self._reset(channel, place)
        await self._catch_up(channel, place)
        # Nothing has been waited for since the hub had no more, so that there is no gap.
        self._channels.add(channel)
        hub.attach(self._socket, channel)
        if message.presence:
            self._presence.join(self._socket, channel, self._principal.subject)
        else:
            self._presence.leave(self._socket, channel)

    async def _may_follow(self, channel: str) -> bool:
        try:
            is_admitted = self._hub.channels.admit(self._principal, channel)
        except UnknownChannel:
            await self._refuse(channel, "unknown-channel", "There is no such channel.")
            return False
        if not is_admitted:
            detail = "Your scopes do not open this channel."
            await self._refuse(channel, "forbidden", detail)
            return False
        if channel not in self._channels and len(self._channels) >= MOST_CHANNELS:
            detail = f"One socket may follow {MOST_CHANNELS} channels."
            await self._refuse(channel, "too-many-channels", detail)
            return False
        self._hub.detach(self._socket, channel)  # if it was attached, it catches up first
        return True

    async def _catch_up(self, channel: str, place: EntryId) -> None:
        """Send what came after the place, in parts, so that there is room for other channels."""
        while True:
            missed = self._hub.since(channel, place)
            try:
                if missed is not None:
                    messages, place = missed
                    if not messages:
                        return
                    for message in messages:
                        self._raw.send_nowait(message)
                    await self._socket.drain()
                    continue
            except ContractViolationError as error:
                _log.error("event_not_told", channel=channel, reason=str(error))
            place = self._hub.history.last
            await self._reset(channel, place)

    async def _reset(self, channel: str, place: EntryId) -> None:
        await self._socket.send(models.Reset(**reset_message(channel, place)))

    async def _refuse(
        self,
        channel: str,
        code: Literal["unknown-channel", "forbidden", "too-many-channels"],
        detail: str,
    ) -> None:
        await self._socket.send(
            models.ErrorMessage(type="error", code=code, detail=detail, channel=channel)
        )

    def _leave(self, channel: str) -> None:
        self._channels.discard(channel)
        self._hub.detach(self._socket, channel)
        self._presence.leave(self._socket, channel)
