"""Sheds load before a queue grows: what cannot be served soon is refused at once.

Beyond its capacity a service without a limit serves everybody too late, and nobody in the end.
"""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from impl.middleware.admission import HAS_PLACE, Admission
from impl.middleware.early_problem import early_problem
from impl.middleware.paths import path_of


class ConcurrencyLimit:
    """Works on the requests that are admitted, and answers 503 with `Retry-After` to the rest.

    A request counts until its response starts, but not while its client sends the body: slow
    clients and long streams cost nothing, so they take no place. `impl.server` may have admitted it
    before, which it says in the scope's state.
    """

    def __init__(self, app: ASGIApp, admission: Admission) -> None:
        self._app = app
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not scope.get("state", {}).pop(HAS_PLACE, False):
            if not self._admission.concerns(path_of(scope)):
                await self._app(scope, receive, send)
                return
            if self._admission.is_full:
                await self._refuse(scope, receive, send)
                return
            self._admission.enter()
        has_place, has_started = True, False

        def leave() -> None:
            nonlocal has_place
            if has_place:
                self._admission.leave()
                has_place = False

        async def receive_without_a_place() -> Message:
            nonlocal has_place
            leave()
            message = await receive()
            if not has_started and not has_place:
                has_place = True
                self._admission.enter()
            return message

        def send_and_leave(message: Message) -> Awaitable[None]:
            nonlocal has_started
            has_started = True
            leave()
            return send(message)

        try:
            await self._app(scope, receive_without_a_place, send_and_leave)
        finally:
            leave()

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._admission.refused()
        await early_problem(self._admission.refusal, scope).send(scope, receive, send)
