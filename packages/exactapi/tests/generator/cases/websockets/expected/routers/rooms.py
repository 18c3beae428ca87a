"""Operations tagged `rooms`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `RoomsHandlers` in impl/features/rooms/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import (
    ContractRouter,
    Operation,
    RequestContext,
    SecurityRequirements,
    Socket,
    path,
    query,
)

from .. import models, problems

KEY: SecurityRequirements = ({"key": ()},)


class RoomsHandlers(Protocol):
    """One method for each of the operations tagged `rooms`."""

    async def join_room(
        self,
        *,
        socket: Socket[models.ClientMessage, models.ServerMessage],
        room: str,
        since: int | None = None,
    ) -> None:
        """GET /rooms/{room}: Join a room.

        What is said in it comes as messages.

        Requires key. Answers 101.

        Raises:
            problems.JoinRoomNotFound: There is no such room (404).
        """

    async def list_rooms(self) -> None:
        """GET /rooms.

        Requires key. Answers 204.
        """


JOIN_ROOM = Operation(
    id="joinRoom",
    method="GET",
    path="/rooms/{room}",
    handler="join_room",
    parameters=(path("room"), query("since")),
    receives=models.ClientMessage,
    security=KEY,
    problems=(problems.JoinRoomNotFound,),
)

LIST_ROOMS = Operation(
    id="listRooms", method="GET", path="/rooms", handler="list_rooms", security=KEY, success=204
)


def rooms_router(handlers: Callable[[RequestContext], RoomsHandlers]) -> ContractRouter:
    """Routes for the operations tagged `rooms`; one handler object per request."""
    return ContractRouter(
        "rooms",
        handlers,
        [JOIN_ROOM, LIST_ROOMS],
    )
