"""REDIS_URL, checked when the service starts: its parameters are known, and its TLS can be used.

What redis-py would take beside (time-outs, decoding, sizes of pools) has settings of its own here,
or would change what the service reads; so it is refused by name.
"""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from redis.asyncio.connection import ConnectionPool
from redis.exceptions import RedisError

from impl.settings.urls.postgresql import UNREADABLE

SCHEMES: Final = ("redis", "rediss", "unix")

_SESSION: Final = frozenset(
    {"client_name", "db", "password", "protocol", "socket_keepalive", "username"}
)
_FILES: Final = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_TLS: Final = frozenset(
    {
        *_FILES,
        *("ssl_ca_data", "ssl_ca_path", "ssl_cert_reqs", "ssl_check_hostname", "ssl_ciphers"),
        *("ssl_exclude_verify_flags", "ssl_include_verify_flags", "ssl_min_version"),
        *("ssl_password",),
    }
)
_CURES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ssl", "sslmode", "tls"), "write rediss://"),
    **dict.fromkeys(("socket_connect_timeout", "socket_timeout", "timeout"), "set REDIS_TIMEOUT"),
    "sslrootcert": "write ssl_ca_certs",
}


def redis_address(url: str) -> str:
    """Return a REDIS_URL without the white space around it.

    Raises:
        ValueError: it is no such URL, has a parameter that is not known, or names certificates that
            cannot be used; without its password.
    """
    text = url.strip()
    scheme = text.partition("://")[0]
    if scheme not in SCHEMES:
        raise ValueError("set REDIS_URL to redis://host:6379/0 (rediss:// for TLS)")
    try:
        parameters = parse_qs(urlsplit(text).query, keep_blank_values=True)
    except ValueError:  # its text may hold a piece of the password
        raise ValueError(UNREADABLE) from None
    for name, values in parameters.items():
        _check(name, values[-1], scheme)
    try:
        pool: Any = ConnectionPool.from_url(text)  # untyped upstream
        connection = pool.make_connection()
        if scheme == "rediss":
            connection.ssl_context.get()  # reads the files
    except (RedisError, ssl.SSLError, OSError) as error:
        raise ValueError(f"REDIS_URL: its TLS parameters cannot be used: {error}") from None
    except (TypeError, ValueError, AttributeError):
        raise ValueError(UNREADABLE) from None
    return text


def _check(name: str, value: str, scheme: str) -> None:
    """Refuse a parameter that is not known, or is none of this kind of URL."""
    if name not in _SESSION | _TLS:
        cure = _CURES.get(name, "remove it")
        raise ValueError(f"REDIS_URL has the parameter {name!r}, which is not known; {cure}")
    if name in _TLS and scheme != "rediss":
        raise ValueError(f"REDIS_URL has the parameter {name!r} of TLS; write rediss://")
    if name in _FILES and not Path(value).is_file():
        raise ValueError(f"REDIS_URL: {name} names no file: {value}")
