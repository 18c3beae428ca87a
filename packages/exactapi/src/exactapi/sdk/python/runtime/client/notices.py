"""What a program is told besides its answers: a log line for each request, and deprecations."""

import logging
import sys
import warnings
from typing import Any, Final

import httpx2

from ..operation import Operation

_PACKAGE: Final = __name__.partition(".")[0]
_LOG: Final = logging.getLogger(_PACKAGE)
_warned: set[str] = set()


def log(operation: Operation[Any], response: httpx2.Response) -> None:
    """Name the request by its template: no credential, no argument and no body is logged."""
    if _LOG.isEnabledFor(logging.DEBUG):
        request = response.headers.get("x-request-id", "unknown")
        status = response.status_code
        _LOG.debug("%s %s: %d (request %s)", operation.method, operation.path, status, request)


def warn(operation: Operation[Any], response: httpx2.Response) -> None:
    """Tell of a `Deprecation` or `Sunset` field once for each operation."""
    headers = response.headers
    if operation.id in _warned or ("deprecation" not in headers and "sunset" not in headers):
        return
    _warned.add(operation.id)
    until = f"; it ends on {headers['sunset']}" if "sunset" in headers else ""
    warnings.warn(
        f"{operation.id} is deprecated{until}", DeprecationWarning, stacklevel=_callers_level()
    )


def _callers_level() -> int:
    """Return how far up the stack the SDK's user is."""
    frame, level = sys._getframe(1), 1  # noqa: SLF001  the documented way to walk the stack
    while frame.f_back is not None and frame.f_globals["__name__"].startswith(_PACKAGE):
        frame, level = frame.f_back, level + 1
    return level
