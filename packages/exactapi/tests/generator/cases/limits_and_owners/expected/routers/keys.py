"""Operations tagged `keys`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `KeysHandlers` in impl/features/keys/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from exactapi.runtime import (
    ContractRouter,
    Limit,
    Operation,
    RequestContext,
    Result,
    Sunset,
    Timeout,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeKeyCreated(Result):
    """201: Made."""

    status: ClassVar[Literal[201]] = 201
    headers: ClassVar = {"Location": "location"}

    location: str | None = None


class KeysHandlers(Protocol):
    """One method for each of the operations tagged `keys`."""

    async def make_key(self) -> MakeKeyCreated | None:
        """POST /key.

        Public. Answers 201.
        """

    async def get_health(self) -> None:
        """GET /health.

        Deprecated.

        Public. Answers 204.
        """


MAKE_KEY = Operation(
    id="makeKey",
    method="POST",
    path="/key",
    handler="make_key",
    limits=(Limit(name="key", limit=5, window=300, by="address", restricted=True),),
    success=201,
    results=(MakeKeyCreated,),
)

GET_HEALTH = Operation(
    id="getHealth",
    method="GET",
    path="/health",
    handler="get_health",
    sunset=Sunset(since="2026-12-01", at="2027-06-01", link="https://example.com/health"),
    timeout=Timeout(seconds=2.5),
    success=204,
)


def keys_router(handlers: Callable[[RequestContext], KeysHandlers]) -> ContractRouter:
    """Routes for the operations tagged `keys`; one handler object per request."""
    return ContractRouter(
        "keys",
        handlers,
        [MAKE_KEY, GET_HEALTH],
    )
