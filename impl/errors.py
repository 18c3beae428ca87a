"""What failures of the stores and of the hasher mean for whoever asked."""

from typing import Final

import structlog
from exactapi.problems import Problem
from exactapi.rejections import InvalidRequest, Unavailable

from impl.security.passwords import RETRY_AFTER, HasherBusy
from impl.storage.errors import is_unavailable, is_unencodable

_STORE_RETRY_AFTER: Final = 5
"""Seconds after which a store that was away may be back."""

_log = structlog.get_logger(__name__)


def translate(error: Exception) -> Problem | None:
    """The problem that an exception is; None for a defect."""
    if isinstance(error, HasherBusy):
        return Unavailable("Too many passwords at once.", retry_after=RETRY_AFTER)
    if is_unencodable(error):
        return InvalidRequest((), "A value is valid but cannot be stored.")
    if is_unavailable(error):
        _log.warning("store_unavailable", error=type(error).__name__)
        return Unavailable(
            "A store that this needs cannot be reached.", retry_after=_STORE_RETRY_AFTER
        )
    return None
