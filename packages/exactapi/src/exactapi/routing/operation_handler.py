"""One request of an operation: admit, negotiate, read, handle, write, commit.

Everything that depends on the document alone is worked out at start-up, and a request runs
through one coroutine: this is the hot path, and Python's frames are its cost.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import structlog
from starlette.types import Receive, Scope

from exactapi.access.admission import Admission
from exactapi.access.context import RequestContext
from exactapi.access.ownership import Ownership
from exactapi.access.ports import UnitOfWork
from exactapi.caching.caching import Caching
from exactapi.idempotency.idempotency import Claim, IdempotentRequests
from exactapi.operations.operation import Operation
from exactapi.problems import ErrorBody, Problem
from exactapi.rejections import Rejection
from exactapi.request.body import BodyReader
from exactapi.request.parameters import ParametersReader
from exactapi.response.checks import ResponseChecks
from exactapi.response.negotiation import negotiate
from exactapi.response.notices import notices
from exactapi.response.preconditions import EntityTags
from exactapi.response.raw import RawResponse
from exactapi.response.writer import ResponseWriter
from exactapi.routing.deadlines import Deadline
from exactapi.routing.errors import ErrorResponses
from exactapi.routing.own_errors import OwnErrors
from exactapi.routing.transaction_retries import TransactionRetries

_log = structlog.get_logger(__name__)


class OperationHandler:
    """An operation with its readers, writers and handlers."""

    __slots__ = (
        "_admission",
        "_begin",
        "_body",
        "_caching",
        "_checks",
        "_errors",
        "_handlers",
        "_is_plain",
        "_method",
        "_notices",
        "_offered",
        "_once",
        "_own_errors",
        "_ownership",
        "_parameters",
        "_resources",
        "_retry_on",
        "_tags",
        "_writer",
        "operation",
    )

    def __init__(
        self,
        operation: Operation,
        handlers: Callable[[RequestContext], Any],
        *,
        resources: Any,
        begin: Callable[[], UnitOfWork],
        admission: Admission | None,
        parameters: ParametersReader,
        body: BodyReader,
        writer: ResponseWriter,
        checks: ResponseChecks | None,
        caching: Caching | None,
        retry_on: Callable[[Exception], bool] | None,
        tags: EntityTags | None,
        once: IdempotentRequests | None,
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
        self._body = body
        self._writer = writer
        self._offered = writer.offered
        self._checks = checks
        self._caching = caching
        self._retry_on = retry_on
        self._tags = tags
        self._once = once
        self._notices = notices(operation.sunset)
        self._is_plain = caching is None and tags is None
        self._errors = errors
        self._own_errors = own_errors

    async def respond(self, scope: Scope, receive: Receive, path: Mapping[str, str]) -> RawResponse:
        """Answer a request; `path` holds the raw text of each expression of the template.

        Raises:
            ClientDisconnect: no client waits for a response.
        """
        context: RequestContext = RequestContext(
            self.operation, scope, self._resources, self._admission, self._begin
        )
        streaming = False
        try:
            headers = scope["headers"]
            if self._admission is not None:
                await self._admission.admit(context)
            if self._offered:
                accept = [value for name, value in headers if name == b"accept"]
                context.media_type = negotiate(
                    accept, self._offered, may_be_empty=self._writer.may_be_empty
                )
            arguments = self._parameters.read(path, scope["query_string"], headers)
            if self._ownership is not None:
                self._ownership.check(arguments, context.principal)
            if self._body.expects(headers):
                arguments |= await self._body.read(headers, receive)
            if self._is_plain:
                response = await self._produce(context, arguments)
            else:
                response = await self._answer(context, arguments)
            response.headers += self._notices
            if not isinstance(response.body, bytes):
                streaming = True
                response.release = partial(self._close, context)
        except Exception as error:  # noqa: BLE001 - each one has its response
            response = self.failure(error, scope, context)
        finally:
            if context.has_begun and not streaming:
                await self._close(context)
        return response

    async def _answer(self, context: RequestContext, arguments: dict[str, Any]) -> RawResponse:
        """Return the answer of an operation with a cache or with versions."""
        if self._tags is not None:
            context.preconditions = self._tags.conditions(context.scope["headers"])
        if self._caching is None:
            response = await self._produce(context, arguments)
        else:
            response = await self._caching.answer(context, arguments, self._produce)
            if self._admission is not None:
                response.headers += self._admission.fields(context)
        if self._tags is not None and context.preconditions is not None:
            response = self._tags.answer(context.preconditions, response)
        return response

    async def _produce(self, context: RequestContext, arguments: dict[str, Any]) -> RawResponse:
        """Return the handler's answer, once what it has changed is committed.

        A commit that has begun is waited for: nobody could say what became of it.
        """
        once, retries, timeout = self._once, None, self.operation.timeout
        claim = None if once is None else once.claim(context, arguments)
        deadline = None if timeout is None else Deadline(self.operation, timeout)
        while True:
            try:
                if once is None or claim is None:
                    answer = self._handle(context, arguments)
                else:
                    answer = self._handle_once(once, claim, context, arguments)
                response = await (answer if deadline is None else deadline.keep(answer))
                if context.has_begun:
                    await context.commit()
            except Exception as error:
                if self._retry_on is None:
                    raise
                retries = retries or TransactionRetries(self._retry_on)
                if not await retries.follows(error, context):
                    raise
            else:
                return response

    async def _handle_once(
        self,
        once: IdempotentRequests,
        claim: Claim,
        context: RequestContext,
        arguments: dict[str, Any],
    ) -> RawResponse:
        """Return the answer that the key has had, or the handler's, which is kept with the rest."""
        response = await once.begin(context, claim)
        if response is None:
            response = await self._handle(context, arguments)
            await once.keep(context, claim, response)
        elif self._admission is not None:
            response.headers += self._admission.fields(context)
        return response

    async def _handle(self, context: RequestContext, arguments: dict[str, Any]) -> RawResponse:
        """Return the handler's answer, which nothing has been committed of."""
        handle = method_of(self._handlers(context), self._method)
        response = self._writer.write(await handle(**arguments))
        if self._tags is not None and context.preconditions is not None:
            self._tags.tell(context.preconditions, response)
        if self._admission is not None:
            response.headers += self._admission.fields(context)
        if self._checks is not None:
            self._checks.check(response)
        return response

    async def _close(self, context: RequestContext) -> None:
        """Close the context; the response is decided, so an error is logged and changes nothing."""
        try:
            await context.close()
        except Exception:  # noqa: BLE001 - as above
            _log.warning("session_not_closed", request_id=context.request_id, exc_info=True)

    def failure(
        self, error: Exception, scope: Scope, context: RequestContext | None = None
    ) -> RawResponse:
        """Return the response to an error; `context` is the request's, if it came that far.

        It is checked like any other, but for the runtime's own problems a breach is only logged:
        whatever bytes a client sends, they must not make a 500.
        """
        response = self._failure_response(error, scope, context)
        if self._checks is not None:
            try:
                self._checks.check(response)
            except Exception as violation:  # noqa: BLE001 - even of a schema that cannot be used
                if isinstance(error, Problem | ErrorBody) and not isinstance(error, Rejection):
                    return self._failure_response(violation, scope, context)
                _log.error("contract_violated", operation=self.operation.id, reason=str(violation))
        return response

    def _failure_response(
        self, error: Exception, scope: Scope, context: RequestContext | None
    ) -> RawResponse:
        response = self._errors.response(
            error, scope, self.operation, self._writer.body, self._own_errors
        )
        if self._admission is not None and context is not None:
            response.headers += self._admission.fields(context)
        response.headers += self._notices
        return response


async def _not_implemented(**_arguments: Any) -> None:
    raise NotImplementedError


def implemented(handlers: Callable[[RequestContext], Any], method: str) -> str:
    """Return the name of the method; "" if a class has it from the Protocol, where it is empty."""
    for base in getattr(handlers, "__mro__", ()):
        if method in vars(base):
            return "" if getattr(base, "_is_protocol", False) else method
    return method


def method_of(handlers: Any, name: str) -> Callable[..., Any]:
    """Return the method that serves an operation, or one that says that there is none."""
    method: Callable[..., Any] = getattr(handlers, name, _not_implemented)
    return method
