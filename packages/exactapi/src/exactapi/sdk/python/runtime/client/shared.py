"""What the synchronous and the asynchronous client have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from ..model import Unset
from ..operation import DeclaredResponse, Operation
from ..request.credentials import Credential, Credentials, Refresh, Scheme, Shown, Tokens
from ..request.options import CallOptions
from ..request.requests import PreparedCall, prepare
from ..request.retries import Retries
from ..response.capture import Capture
from ..response.reading import ApiResponse, Problems, declared_response, read, unexpected
from .notices import log, warn


@dataclass(frozen=True, slots=True)
class Api:
    """What is special about one API: all that the rendered modules know beside its operations.

    `product` is how the SDK calls itself in `User-Agent`.
    """

    product: str
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    problems: Problems = field(default_factory=dict)
    refresh: Refresh | None = None


_NETWORK = 5.0
"""Seconds that requests and answers may be on their way."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a client behaves; `timeout` is that of `CallOptions`, for every call."""

    base_url: str
    retries: Retries
    timeout: float | None


class Shared:
    """Prepares calls, and reads their answers."""

    def __init__(
        self, api: Api, settings: Settings, credentials: Mapping[str, Credential | None]
    ) -> None:
        self.api = api
        self.settings = settings
        self.given = credentials
        self.credentials = Credentials(api.schemes, credentials)

    def prepare(
        self,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        body: Any,
        options: CallOptions,
    ) -> PreparedCall:
        settings = self.settings
        retries = options.retries or settings.retries
        return prepare(operation, arguments, body, settings.base_url, options, retries=retries)

    def refresh_call(self, tokens: Tokens) -> PreparedCall:
        """Prepare the call for the next pair: made once, as its effect may outlive its answer."""
        refresh = self.api.refresh
        if refresh is None:
            raise AssertionError("asked only where the document declares a refresh")
        body = {refresh.member: tokens.refresh}
        return self.prepare(refresh.operation, {}, body, CallOptions(retries=Retries(attempts=1)))

    def can_renew(self, call: PreparedCall, shown: Shown, response: httpx2.Response) -> bool:
        """Return whether a 401 may be due to the token's age, and there is a way to another one."""
        refresh, tokens = self.api.refresh, shown.tokens
        if response.status_code != 401 or tokens is None or tokens.refresh is None:
            return False
        is_refresh = refresh is not None and call.operation is refresh.operation
        return refresh is not None and not is_refresh and call.body_can_repeat

    def take(self, tokens: Tokens, response: httpx2.Response) -> None:
        """Read the next pair from the answer to a refresh."""
        refresh = self.api.refresh
        if refresh is not None:
            pair = read(refresh.operation, response, self.api.problems)
            tokens.replace(pair.access_token, getattr(pair, refresh.member, None) or None)

    def timeout(self, call: PreparedCall) -> float | None:
        """Return the seconds of an attempt: those of the call, else those of the client.

        Where the service says how long it takes, no answer comes much later.
        """
        asked, promised = call.options.timeout, call.operation.seconds
        if not isinstance(asked, Unset):
            return asked
        longest = self.settings.timeout
        if promised is None or (longest is not None and longest <= promised + _NETWORK):
            return longest
        return promised + _NETWORK

    def value(
        self, operation: Operation[Any], response: httpx2.Response, capture: Capture | None
    ) -> Any:
        """Read a whole answer, or raise what it is."""
        self.noted(operation, response)
        value = read(operation, response, self.api.problems)
        if capture is not None:
            content = response.content
            capture.read = ApiResponse(value, response.status_code, response.headers, content)
        return value

    def noted(self, operation: Operation[Any], response: httpx2.Response) -> None:
        log(operation, response)
        warn(operation, response)

    def stream_of(self, operation: Operation[Any], response: httpx2.Response) -> DeclaredResponse:
        """Return the declaration of a stream that begins; any other response is read."""
        declared = declared_response(operation, response)
        if declared is None or declared.kind != "events":
            raise unexpected(operation, response, "it is no stream")
        return declared


def is_success(response: httpx2.Response) -> bool:
    """Return whether an answer is none of the errors."""
    return response.status_code < 400
