"""Classifies errors of the stores.

The same failure arrives as a bare `ConnectionError`, an asyncpg error, a SQLAlchemy wrapper around
one, or a Redis error, depending on where the connection broke. These functions hide the
difference.
"""

import ssl
from typing import Final

from asyncpg import exceptions as asyncpg_errors
from asyncpg.exceptions._base import DataError as ArgumentError  # the server's hides it in public
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_UNAVAILABLE_CLASSES: Final = ("08", "28", "53", "58")
"""Connection exception, credentials that PostgreSQL refuses, insufficient resources, system error
(PostgreSQL, appendix A)."""

_UNAVAILABLE_STATES: Final = frozenset(
    {
        "3D000",  # invalid_catalog_name: there is no such database, or not yet
        "25006",  # read_only_sql_transaction: the primary has become a replica
        "25P03",  # idle_in_transaction_session_timeout
        "40001",  # serialization_failure: the same request may succeed next time
        "40P01",  # deadlock_detected: likewise
        "55P03",  # lock_not_available: lock_timeout
        "57014",  # query_canceled: statement_timeout
        "57P01",  # admin_shutdown
        "57P02",  # crash_shutdown
        "57P03",  # cannot_connect_now
        "57P05",  # idle_session_timeout
    }
)

_ENDS_THE_SESSION: Final = frozenset({"FATAL", "PANIC"})
"""Severities after which there is no connection, whatever the state: with a full disk PostgreSQL
lets nobody in and calls it an internal error."""

_BROKEN: Final = (
    ConnectionError,
    TimeoutError,
    ssl.SSLError,
    PoolTimeoutError,
    RedisConnectionError,
    RedisTimeoutError,
)
"""Only the `OSError`s of connections: a missing file is a defect of the service."""


def is_unavailable(error: BaseException) -> bool:
    """Return whether the store cannot serve for now, so that a retry may succeed (503)."""
    cause = _driver_error(error)
    if isinstance(cause, _BROKEN):
        return True
    if isinstance(cause, asyncpg_errors.PostgresError):
        state = cause.sqlstate or ""
        return (
            state.startswith(_UNAVAILABLE_CLASSES)
            or state in _UNAVAILABLE_STATES
            or cause.severity_en in _ENDS_THE_SESSION
        )
    if isinstance(cause, asyncpg_errors.InterfaceError):
        # Misuse of the driver has the same class as a connection that broke; only words differ.
        return "closed" in str(cause)
    return isinstance(cause, asyncpg_errors.InternalClientError)


def is_conflict(error: BaseException) -> bool:
    """Return whether PostgreSQL ended the transaction for another one: it may be repeated."""
    cause = _driver_error(error)
    return isinstance(
        cause, asyncpg_errors.SerializationError | asyncpg_errors.DeadlockDetectedError
    )


def reason_of(error: BaseException) -> str:
    """Return the store's or the driver's words, for the log: one line, without the statement."""
    return str(_driver_error(error)).partition("\n")[0]


def is_unencodable(error: BaseException) -> bool:
    """Return whether a value passed its schema but PostgreSQL cannot store it (422)."""
    return isinstance(
        _driver_error(error),
        UnicodeEncodeError | asyncpg_errors.DataError | ArgumentError,
    )


def violates(error: BaseException, constraint: str) -> bool:
    """Return whether the constraint of that name (unique, foreign key, check) refused the write."""
    cause = _driver_error(error)
    return (
        isinstance(cause, asyncpg_errors.IntegrityConstraintViolationError)
        and cause.constraint_name == constraint
    )


def _driver_error(error: BaseException) -> BaseException:
    """Return the error inside SQLAlchemy's wrapper and inside its asyncpg adapter's."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error
