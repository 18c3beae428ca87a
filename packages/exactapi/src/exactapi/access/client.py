"""The client's address, as limits count it."""

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network
from typing import Final

from starlette.types import Scope

_SITE: Final = 64
"""Bits of an IPv6 address that name a site; a client that has one has all addresses in it."""


def client_address(scope: Scope) -> str:
    """Return the client's address, an IPv6 one as its site; "" where the server does not know it.

    The server knows the client, also behind a proxy that it trusts; we read no header.
    """
    client = scope.get("client")
    return _site(client[0]) if client else ""


@lru_cache(maxsize=4096)
def _site(address: str) -> str:
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed), _SITE), strict=False))
