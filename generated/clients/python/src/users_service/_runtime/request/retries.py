"""Which failures are worth another attempt, and when."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ..errors import ApiError, ConnectionFailed, HttpError

if TYPE_CHECKING:
    from stamina._core import _RetryContextIterator
    from stamina.instrumentation import RetryDetails

_LOG: Final = logging.getLogger(__name__.partition(".")[0])
_TRANSIENT: Final = frozenset({429, 502, 503, 504})
_SAFE_TO_REPEAT: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "QUERY", "TRACE"})
"""The idempotent methods (RFC 9110, section 9.2.2)."""
_REFUSED_UNSEEN: Final = frozenset({429, 503})
"""With `Retry-After` these say that the request was not acted upon."""


@dataclass(frozen=True, slots=True)
class Retries:
    """`attempts` counts the first one; no `Retry-After` beyond `longest_wait` is waited for."""

    attempts: int = 3
    longest_wait: float = 60.0
    first_wait: float = 0.5
    longest_backoff: float = 8.0

    def context(self, wait: Callable[[Exception], bool | float]) -> "_RetryContextIterator":
        """Return the attempts of stamina; `wait` is asked after each that failed."""
        from stamina import retry_context  # noqa: PLC0415  imported by the first call

        return retry_context(
            on=wait,
            attempts=self.attempts,
            timeout=None,
            wait_initial=self.first_wait,
            wait_max=self.longest_backoff,
            wait_jitter=self.first_wait / 4,
        )

    def wait(self, error: Exception, *, can_repeat: bool) -> bool | float:
        """Return whether to try again: False, True for the usual backoff, or the seconds to wait.

        `can_repeat`: the caller vouches for the request, or its method does.
        """
        if isinstance(error, ConnectionFailed):
            return not error.was_sent or can_repeat
        if not isinstance(error, HttpError) or error.status not in _TRANSIENT:
            return False
        asked = error.retry_after
        if asked is not None:
            is_unseen = error.status in _REFUSED_UNSEEN
            return asked if asked <= self.longest_wait and (can_repeat or is_unseen) else False
        return can_repeat


RETRIES: Final = Retries()
"""Three attempts, and a wait of a minute at the most."""


def is_idempotent(method: str) -> bool:
    """Return whether a request sent twice does the same as one sent once."""
    return method in _SAFE_TO_REPEAT


def log_own_retries() -> None:
    """Send the retries of this SDK to its logger; stamina would print them as warnings."""
    from stamina import instrumentation  # noqa: PLC0415  imported by the first call

    hooks = instrumentation.get_on_retry_hooks()
    if not any(getattr(hook, "belongs_to", None) is ApiError for hook in hooks):
        instrumentation.set_on_retry_hooks([_Routed(hooks)])


class _Routed:
    """Log the SDK's own retries; all others go to the hooks that were there."""

    belongs_to = ApiError

    def __init__(self, others: tuple[Callable[..., Any], ...]) -> None:
        self._others = others

    def __call__(self, details: "RetryDetails") -> None:
        if isinstance(details.caused_by, ApiError):
            _LOG.info("attempt %d failed, next in %.2f s", details.retry_num, details.wait_for)
            return
        for hook in self._others:
            hook(details)
