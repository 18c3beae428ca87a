"""Operations tagged `subscriptions`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `SubscriptionsHandlers` in impl/features/subscriptions/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext

from .. import models


class SubscriptionsHandlers(Protocol):
    """One method for each of the operations tagged `subscriptions`."""

    async def subscribe(self, *, body: models.SubscribeRequest) -> None:
        """POST /subscriptions.

        Public. Answers 204.
        """


SUBSCRIBE = Operation(
    id="subscribe",
    method="POST",
    path="/subscriptions",
    handler="subscribe",
    body={"application/json": models.SubscribeRequest},
    success=204,
)


def subscriptions_router(
    handlers: Callable[[RequestContext], SubscriptionsHandlers],
) -> ContractRouter:
    """Routes for the operations tagged `subscriptions`; one handler object per request."""
    return ContractRouter(
        "subscriptions",
        handlers,
        [SUBSCRIBE],
    )
