"""The last layer around FastAPI: what nothing caught is logged, and answered with a problem."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exactapi.response.problems import unhandled


class LastResort:
    """Answers 500 `application/problem+json` unless the response has begun already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        def send_and_note(message: Message) -> Awaitable[None]:
            nonlocal begun
            begun = True
            return send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception:
            response = unhandled(scope)
            if begun:
                raise  # the server cuts the connection, so that no client takes half for the whole
            await response.send(scope, receive, send)
