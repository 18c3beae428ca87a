"""One socket of an operation: check its origin, admit, read parameters, hand it over, close."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from math import inf
from random import uniform
from typing import Any

import structlog
from starlette.types import Receive, Scope, Send

from exactapi.access.admission import Admission
from exactapi.access.context import RequestContext
from exactapi.access.ownership import Ownership
from exactapi.access.ports import UnitOfWork
from exactapi.operations.operation import Operation
from exactapi.options import SocketOptions
from exactapi.rejections import UpgradeRequired
from exactapi.request.parameters import ParametersReader
from exactapi.response.notices import notices
from exactapi.response.raw import RawResponse
from exactapi.routing.errors import ErrorResponses
from exactapi.routing.operation_handler import implemented, method_of
from exactapi.routing.own_errors import OwnErrors
from exactapi.websockets.handshake import check_origin, refuse
from exactapi.websockets.messages import Messages
from exactapi.websockets.socket import DEFECT, SESSION_OVER, Socket, SocketClosed

_log = structlog.get_logger(__name__)


class SocketHandler:
    """An operation with an `x-websocket`; a plain request for it is answered with 426."""

    def __init__(
        self,
        operation: Operation,
        handlers: Callable[[RequestContext], Any],
        *,
        resources: Any,
        begin: Callable[[], UnitOfWork],
        admission: Admission | None,
        parameters: ParametersReader,
        messages: Messages,
        options: SocketOptions,
        errors: ErrorResponses,
        own_errors: OwnErrors,
    ) -> None:
        self.operation = operation
        self._handlers = handlers
        self._method = implemented(handlers, operation.handler)
        self._resources = resources
        self._begin = begin
        self._admission = admission
        self._ownership = Ownership(operation, operation.owner) if operation.owner else None
        self._parameters = parameters
        self._messages = messages
        self._options = options
        self._errors = errors
        self._own_errors = own_errors
        self._notices = notices(operation.sunset)

    async def respond(
        self, scope: Scope, _receive: Receive, _path: Mapping[str, str]
    ) -> RawResponse:
        """Answer a plain request, whoever asks and with whatever: the protocol comes first."""
        return self.failure(UpgradeRequired(), scope)

    async def connect(
        self, scope: Scope, receive: Receive, send: Send, path: Mapping[str, str]
    ) -> None:
        """Serve a socket until it is closed, or refuse its handshake."""
        context = self._context(scope)
        socket: Socket[Any, Any] | None = None
        try:
            check_origin(scope, self._options.origins)
            if self._admission is not None:
                await self._admission.admit(context)
            arguments = self._parameters.read(path, scope["query_string"], scope["headers"])
            if self._ownership is not None:
                self._ownership.check(arguments, context.principal)
            # What admission has read and written is done with; a socket may stay for days.
            await context.commit()
            await context.close()
            socket = Socket(
                scope, receive, send, self._messages, self._options, headers=self._notices
            )
            handle = method_of(self._handlers(context), self._method)
            async with self._watched(socket, context):
                await handle(socket=socket, **arguments)
            await socket.close()
        except SocketClosed:
            pass
        except Exception as error:  # noqa: BLE001 - each one has its response, or ends the socket
            await self._failed(error, socket, scope, send, context)
        finally:
            if socket is not None and socket.is_accepted:
                await socket.close()
            await context.close()

    def failure(
        self, error: Exception, scope: Scope, _context: RequestContext | None = None
    ) -> RawResponse:
        """Return the response to an error."""
        response = self._errors.response(error, scope, self.operation, own=self._own_errors)
        response.headers += self._notices
        return response

    async def _failed(
        self,
        error: Exception,
        socket: Socket[Any, Any] | None,
        scope: Scope,
        send: Send,
        context: RequestContext,
    ) -> None:
        if socket is None or not socket.is_accepted:
            response = self.failure(error, scope)
            if self._admission is not None:
                response.headers += self._admission.fields(context)
            await refuse(response, scope, send)
            return
        _log.error(
            "socket_failed",
            request_id=context.request_id,
            operation=self.operation.id,
            exc_info=error,
        )
        await socket.close(DEFECT, "the service failed")

    def _context(self, scope: Scope) -> RequestContext:
        return RequestContext(self.operation, scope, self._resources, self._admission, self._begin)

    @asynccontextmanager
    async def _watched(
        self, socket: Socket[Any, Any], context: RequestContext
    ) -> AsyncIterator[None]:
        """Close the socket once the session is over with which it was opened, or its token."""
        principal = context.principal
        if principal is None or (principal.session is None and principal.expires is None):
            yield
            return
        expires = inf if principal.expires is None else principal.expires
        watch = asyncio.create_task(self._watch(socket, context, expires))
        try:
            yield
        finally:
            watch.cancel()

    async def _watch(
        self, socket: Socket[Any, Any], context: RequestContext, expires: float
    ) -> None:
        while socket.closed is None:
            # Not all at the same moment, after a start that all clients had waited for.
            spread = uniform(0.75, 1)  # noqa: S311  no secret
            left = max(0.0, expires - time.time())
            await asyncio.sleep(min(left, self._options.session_check * spread))
            if time.time() >= expires:
                socket.drop(SESSION_OVER, "the credentials have expired")
            elif not await self._session_holds(context):
                socket.drop(SESSION_OVER, "the session is over")

    async def _session_holds(self, known: RequestContext) -> bool:
        """Ask as a request would; where nobody can answer, the socket stays until somebody can."""
        if self._admission is None:
            return True
        context = self._context(known.scope)
        context.principal = known.principal
        try:
            return await self._admission.still_holds(context)
        except Exception as error:  # noqa: BLE001 - a store is away, as a rule
            _log.warning("session_not_checked", request_id=known.request_id, exc_info=error)
            return True
        finally:
            with suppress(Exception):
                await context.close()
