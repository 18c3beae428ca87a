"""Whether the session of who was admitted holds by now: what sockets ask while they are open."""

import time

import pytest

from exactapi.access.admission import Admission
from exactapi.access.context import RequestContext
from exactapi.access.limits import Limits
from exactapi.access.memory_guard import MemoryGuard
from exactapi.access.ports import Charge, GuardResult, Principal, SessionState
from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation
from exactapi.options import ConfigurationError, ContractOptions
from exactapi.response.declared import DeclaredResponses

OPERATION = Operation(
    id="read", method="GET", path="/", pointer="/paths/~1/get", handler="read", success=200
)
DOCUMENT = {"openapi": "3.1.0", "paths": {"/": {"get": {"responses": {}}}}}


class Guard(MemoryGuard):
    """Knows what it is told of a session, or what a test says that it knows."""

    def __init__(self, known: SessionState | None = None) -> None:
        super().__init__()
        self.known = known
        self.told: list[float | None] = []

    async def check(
        self, charges: list[Charge], session: str | None = None, valid_for: float | None = None
    ) -> GuardResult:
        assert (charges, session) == ([], "the session")
        self.told.append(valid_for)
        if self.known is not None:
            return GuardResult(self.known)
        return await super().check(charges, session, valid_for)


class Rows:
    def __init__(self, until: float | None) -> None:
        self.until = until

    async def find(self, session: str, context: object) -> float | None:
        assert session == "the session"
        assert isinstance(context, RequestContext)
        return self.until


def admission(guard: Guard, rows: Rows | None) -> Admission:
    contract = Contract(DOCUMENT, b"{}")
    declared = DeclaredResponses(contract, OPERATION)
    limits = Limits(contract, OPERATION, declared, ContractOptions())
    return Admission(None, limits, guard, rows)


def context(session: str | None = "the session") -> RequestContext:
    made = RequestContext(OPERATION, {"type": "websocket"}, None)
    made.principal = Principal("ada", frozenset(), session)
    return made


async def test_who_has_no_session_holds_without_a_question() -> None:
    guard = Guard()
    anonymous = context()
    anonymous.principal = None
    assert await admission(guard, None).still_holds(anonymous)
    assert await admission(guard, None).still_holds(context(None))
    assert guard.told == []


@pytest.mark.parametrize(
    ("known", "holds"), [(SessionState.VALID, True), (SessionState.REVOKED, False)]
)
async def test_what_the_guard_knows_is_not_looked_up(known: SessionState, holds: bool) -> None:
    guard = Guard(known)
    assert await admission(guard, None).still_holds(context()) == holds
    assert guard.told == [None]


async def test_a_session_that_the_guard_does_not_know_is_looked_up() -> None:
    guard = Guard()
    assert await admission(guard, Rows(time.time() + 60)).still_holds(context())
    unknown, valid_for = guard.told
    assert unknown is None
    assert valid_for is not None
    assert 0 < valid_for <= 60


@pytest.mark.parametrize("until", [None, 0.0])
async def test_a_session_that_is_gone_or_over_does_not_hold(until: float | None) -> None:
    guard = Guard()
    assert not await admission(guard, Rows(until)).still_holds(context())
    assert guard.told == [None, 0.0]


async def test_without_a_source_of_sessions_it_says_what_to_pass() -> None:
    words = (
        "^A principal has a session, but there is no source of sessions: "
        "pass sessions=... to ContractRoutes.$"
    )
    with pytest.raises(ConfigurationError, match=words):
        await admission(Guard(), None).still_holds(context())
