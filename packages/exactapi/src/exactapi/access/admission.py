"""Before anything is read: who is calling, is the session valid, is there room in the limits?"""

import time
from collections.abc import Sequence

from exactapi.access.context import RequestContext
from exactapi.access.limits import Account, BoundLimit, Limits, hashed
from exactapi.access.ports import Charge, GuardResult, RequestGuard, SessionState
from exactapi.access.security import Authorizer
from exactapi.access.sessions import SessionSource
from exactapi.options import ConfigurationError
from exactapi.response.raw import HeaderList


class Admission:
    """Admits the requests of one operation; `authorizer` is None for a public one."""

    __slots__ = ("_authorizer", "_guard", "_limits", "_sessions")

    def __init__(
        self,
        authorizer: Authorizer | None,
        limits: Limits,
        guard: RequestGuard,
        sessions: SessionSource | None,
    ) -> None:
        self._authorizer = authorizer
        self._guard = guard
        self._limits = limits
        self._sessions = sessions

    async def admit(self, context: RequestContext) -> None:
        """Identify the principal and charge the limits.

        Raises:
            Unauthenticated: no valid credentials, or their session is over.
            QuotaExceeded: there is no room in a limit.
            Forbidden: the credentials lack scopes.
        """
        if self._authorizer is None:
            await self._check(context)
            return
        context.principal, forbidden = await self._authorizer.authorize(context)
        if not await self._check(context):
            raise self._authorizer.session_over()
        if forbidden is not None:
            raise forbidden

    async def still_holds(self, context: RequestContext) -> bool:
        """Return whether the session of a principal who was admitted is valid by now."""
        session = None if context.principal is None else context.principal.session
        if session is None:
            return True
        result = await self._guard.check([], session)
        if result.session is SessionState.UNKNOWN:
            result = await self._look_up(session, [], context)
        return result.session is not SessionState.REVOKED

    async def charge(self, context: RequestContext, name: str, key: str) -> None:
        """See `RequestContext.limit`."""
        limit = self._limits.by_handler.get(name)
        if limit is not None:
            result = await self._guard.check([limit.charge(hashed(key))])
            self._settle(context, [limit], result)

    async def forgive(self, name: str, key: str) -> None:
        """See `RequestContext.forgive`."""
        limit = self._limits.by_handler.get(name)
        if limit is not None:
            await self._guard.reset(limit.charge(hashed(key)))

    def fields(self, context: RequestContext) -> HeaderList:
        """Return the rate-limit headers of the response."""
        return self._limits.fields(context.accounts)

    async def _check(self, context: RequestContext) -> bool:
        """Charge the limits; tell whether the principal's session, if there is one, is valid."""
        scope, principal, limits = context.scope, context.principal, self._limits.always
        charges = [limit.charge(limit.caller(scope, principal)) for limit in limits]
        session = None if principal is None else principal.session
        if session is None and not charges:
            return True
        result = await self._guard.check(charges, session)
        if result.session is SessionState.UNKNOWN and session is not None:
            result = await self._look_up(session, charges, context)
        if result.session is SessionState.REVOKED:
            return False
        self._settle(context, limits, result)
        return True

    async def _look_up(
        self, session: str, charges: Sequence[Charge], context: RequestContext
    ) -> GuardResult:
        if self._sessions is None:
            raise ConfigurationError(
                "A principal has a session, but there is no source of sessions: "
                "pass sessions=... to ContractRoutes."
            )
        until = await self._sessions.find(session, context)
        valid_for = 0.0 if until is None else max(0.0, until - time.time())
        return await self._guard.check(charges, session, valid_for)

    def _settle(
        self, context: RequestContext, limits: Sequence[BoundLimit], result: GuardResult
    ) -> None:
        accounts = [*map(Account, limits, result.standings)]
        context.accounts += accounts
        for _, standing in accounts:
            if standing.wait:
                raise self._limits.exceeded(accounts)
