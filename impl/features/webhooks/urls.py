"""Which URLs a webhook may have, as far as the URL itself tells.

Where the name leads is looked at when something is sent (`impl.outbound.guarded`).
"""

import re
from ipaddress import ip_address
from typing import Final

from httpx2 import URL, InvalidURL

from impl.features.webhooks.errors import WebhookUrlRefused
from impl.outbound.addresses import is_public
from impl.outbound.guarded import PORTS

_PORT: Final = 443
_NUMBER: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
"""A name does not end so; resolvers take what does for an address in one of its old spellings."""
_LOCAL: Final = ("localhost", "local", "internal", "localdomain", "home.arpa")


def check_url(text: str, *, allow_private: bool) -> None:
    """Look at the URL of a webhook.

    Raises:
        WebhookUrlRefused: it leads to no public server of the Internet.
    """
    try:
        url = URL(text)
    except InvalidURL:
        raise WebhookUrlRefused from None
    if not url.host or url.userinfo or url.scheme not in ("https", "http"):
        raise WebhookUrlRefused
    if allow_private:
        return
    if url.scheme != "https" or (url.port or _PORT) not in PORTS or not _is_public(url):
        raise WebhookUrlRefused


def _is_public(url: URL) -> bool:
    host = url.raw_host.decode("ascii", "replace").lower().rstrip(".")
    try:
        ip_address(host)
    except ValueError:
        last = host.rpartition(".")[2]
        is_local = any(host == name or host.endswith(f".{name}") for name in _LOCAL)
        return "." in host and not _NUMBER.fullmatch(last) and not is_local
    return is_public(host)
