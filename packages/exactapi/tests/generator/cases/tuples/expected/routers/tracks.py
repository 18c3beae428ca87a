"""Operations tagged `tracks`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `TracksHandlers` in impl/features/tracks/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext, path

from .. import models


class TracksHandlers(Protocol):
    """One method for each of the operations tagged `tracks`."""

    async def record(self, *, range: tuple[int, int], body: models.Track) -> models.Position:
        """POST /tracks/{range}.

        Public. Answers 200.
        """


RECORD = Operation(
    id="record",
    method="POST",
    path="/tracks/{range}",
    handler="record",
    parameters=(path("range", tuple[int, int]),),
    body={"application/json": models.Track},
    success=200,
)


def tracks_router(handlers: Callable[[RequestContext], TracksHandlers]) -> ContractRouter:
    """Routes for the operations tagged `tracks`; one handler object per request."""
    return ContractRouter(
        "tracks",
        handlers,
        [RECORD],
    )
