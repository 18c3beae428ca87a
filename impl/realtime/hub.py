"""The hub of one process: hands events to the sockets that follow their channels.

Its interface is three verbs, behind which Centrifugo or NATS could stand as well: `publish` what
has happened, `attach` a socket to a channel, and tell what has happened `since` a place.
"""

from collections.abc import Iterable
from typing import Any, Final

import structlog
from exactapi.problems import ContractViolationError
from exactapi.websockets.socket import Socket, SocketClosed

from impl.events.stream import EntryId, StreamedEvent
from impl.realtime.channels import Channels
from impl.realtime.history import Entry, History
from impl.realtime.messages import Message, event_message, reset_message

AnySocket = Socket[Any, Any]

CHUNK: Final = 100
"""Missed events that are told at once: fewer than a socket's queue holds."""

_log = structlog.get_logger(__name__)


class Hub:
    """Shared by all sockets of the process. Nothing here waits: a slow socket is closed instead."""

    def __init__(self, channels: Channels, length: int) -> None:
        self.channels = channels
        self.history = History(length)
        self._followers: dict[str, set[AnySocket]] = {}

    def publish(self, events: Iterable[StreamedEvent]) -> None:
        """Hand events on, in the order of the stream, but for those that were there before."""
        for event in events:
            if self.history.has(event.id):
                self.history.reach(event.sequence)
            else:
                entry = Entry(event, self.channels.of(event))
                self.history.add(entry)
                for channel in entry.channels:
                    self._tell(channel, event)

    def attach(self, socket: AnySocket, channel: str) -> None:
        """Let a socket have what is published on a channel from now on."""
        self._followers.setdefault(channel, set()).add(socket)

    def detach(self, socket: AnySocket, channel: str) -> None:
        followers = self._followers.get(channel)
        if followers is not None:
            followers.discard(socket)
            if not followers:
                del self._followers[channel]

    def since(self, channel: str, place: EntryId) -> tuple[list[Message], EntryId] | None:
        """Return the next messages after a place, at most `CHUNK`, and the place that they reach.

        None: what came after the place is no longer known, or cannot be told.
        """
        if not self.history.reaches_back_to(place):
            return None
        messages: list[Message] = []
        for event, channels in self.history.after(place):
            if len(messages) == CHUNK:
                return messages, place
            if channel in channels:
                if not self.channels.knows(event):
                    return None
                messages.append(event_message(channel, event))
            place = event.sequence
        return messages, max(place, self.history.last)

    def reset(self, events: Iterable[StreamedEvent], place: EntryId) -> None:
        """Begin anew with these events, and tell all followers that they have missed some.

        The stream was read up to the place.
        """
        self.history.clear()
        for event in events:
            self.history.add(Entry(event, self.channels.of(event)))
        self.history.reach(place)
        for channel in [*self._followers]:
            self._send(channel, reset_message(channel, self.history.last))

    def _tell(self, channel: str, event: StreamedEvent) -> None:
        if channel not in self._followers:
            return
        if self.channels.knows(event):
            try:
                self._send(channel, event_message(channel, event))
            except ContractViolationError as error:
                reason = str(error)
            else:
                return
        else:
            reason = f"version {event.version} is newer than this release knows"
        _log.error("event_not_told", id=event.id, type=event.type, reason=reason)
        self._send(channel, reset_message(channel, event.sequence))

    def _send(self, channel: str, message: Message) -> None:
        """Send to all followers, for whom the message is validated and written once."""
        followers = [*self._followers[channel]]
        written = followers[0].write(message)
        for socket in followers:
            try:
                socket.send_nowait(written)
            except SocketClosed:
                self.detach(socket, channel)
