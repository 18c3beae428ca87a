"""DATABASE_URL, as libpq and the providers of databases write it, for asyncpg.

asyncpg reads libpq's URIs (PostgreSQL, "Connection URIs"), several hosts and sockets among them.
A parameter that it does not know it would hand to the server, where it fails at every connection;
so what is not known is refused at the start, by its name.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

UNREADABLE: Final = "cannot be read; in its password, write : / ? # [ ] @ % percent-encoded"
SCHEMES: Final = ("postgresql", "postgresql+asyncpg", "postgres")

_DRIVER: Final = frozenset(
    {
        *("database", "dbname", "gsslib", "host", "krbsrvname", "passfile", "password", "port"),
        *("service", "sslcert", "sslcrl", "sslkey", "sslmode", "sslnegotiation", "sslpassword"),
        *("sslrootcert", "ssl_max_protocol_version", "ssl_min_protocol_version"),
        *("target_session_attrs", "user"),
    }
)
"""Parameters that asyncpg handles itself."""
_SERVER: Final = frozenset({"application_name", "client_encoding", "options"})
"""Parameters that the server takes when a session starts."""
_IGNORED: Final = frozenset({"channel_binding", "gssencmode", "pgbouncer", "sslcompression"})
"""Parameters without effect: asyncpg authenticates without channel binding."""
_SPELLINGS: Final = {"ssl": "sslmode=require", "sslmode": "sslmode=require"}
_SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


@dataclass(frozen=True, slots=True)
class PostgreSQLAddress:
    """`dsn` is for asyncpg; `connect_timeout` (seconds) stands in the URL, or is None."""

    dsn: str
    connect_timeout: float | None = None

    @property
    def server(self) -> str:
        """Return the hosts and ports, for people."""
        parts = urlsplit(self.dsn)
        hosts = parts.netloc.rpartition("@")[2] or dict(parse_qsl(parts.query)).get("host")
        return unquote(hosts or "localhost")


def postgresql_address(url: str) -> PostgreSQLAddress:
    """Read a DATABASE_URL.

    Raises:
        ValueError: it is no such URL, or has a parameter that is not known; without its password.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # its text may hold a piece of the password
        raise ValueError(UNREADABLE) from None
    if parts.scheme not in SCHEMES:
        raise ValueError("set DATABASE_URL to postgresql://user:password@host:5432/database")
    _check_authority(parts.netloc)
    kept, timeout = [], None
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name == "connect_timeout":
            timeout = _seconds(value)
        elif name in _DRIVER or name in _SERVER:
            kept.append((name, value))
        elif name not in _IGNORED:
            cure = f"write {_SPELLINGS[name]}" if name in _SPELLINGS else "remove it"
            raise ValueError(f"DATABASE_URL has the parameter {name!r}, which is not known; {cure}")
        if name == "sslmode" and value not in _SSL_MODES:
            raise ValueError(f"DATABASE_URL: write sslmode as one of {', '.join(_SSL_MODES)}")
    dsn = urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(kept), ""))
    return PostgreSQLAddress(dsn, timeout)


def _check_authority(netloc: str) -> None:
    """Refuse a password whose reserved characters are not encoded: it would be cut, or leak."""
    credentials, _, hosts = netloc.rpartition("@")
    if "@" in credentials or credentials.count(":") > 1:
        raise ValueError(UNREADABLE)
    for host in hosts.split(","):
        _, _, port = host.rpartition("]")[2].partition(":")
        if port and not port.isdecimal():
            raise ValueError(UNREADABLE)


def _seconds(text: str) -> float | None:
    """Libpq's `connect_timeout`: whole seconds; 0 and less mean for ever, which nothing here is."""
    try:
        seconds = int(text)
    except ValueError:
        raise ValueError("DATABASE_URL: write connect_timeout as whole seconds") from None
    return float(seconds) if seconds > 0 else None
