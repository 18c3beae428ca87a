"""Which URLs are refused when a webhook is created."""

import pytest

from impl.features.webhooks.errors import WebhookUrlRefused
from impl.features.webhooks.urls import check_url


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/users?a=b#c",
        "https://hooks.example.com:443/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://hooks.example.com./",
        "https://bücher.example/",
    ],
)
def test_public_servers_are_taken(url: str) -> None:
    check_url(url, allow_private=False)


@pytest.mark.parametrize(
    "url",
    [
        *("http://hooks.example.com/", "ftp://hooks.example.com/", "https://", "https:///x"),
        *("https://hooks.example.com:8443/", "https://hooks.example.com:22/"),
        *("https://user@hooks.example.com/", "https://user:secret@hooks.example.com/"),
        *("https://localhost/", "https://LOCALHOST./", "https://a.localhost/"),
        *("https://printer.local/", "https://metadata.google.internal/", "https://intranet/"),
        *("https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/"),
        *("https://10.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/"),
        *("https://[::ffff:10.0.0.1]/", "https://[64:ff9b::10.0.0.1]/", "https://0x7f000001/"),
        *("https://hooks.example.com@127.0.0.1/", "https://127\u30020\u30020\u30021/"),
        *("https://[fe80::1%25eth0]/", "https://a b/", "https://["),
    ],
)
def test_others_are_refused(url: str) -> None:
    with pytest.raises(WebhookUrlRefused):
        check_url(url, allow_private=False)


def test_where_it_is_allowed_anything_by_http_goes() -> None:
    check_url("http://127.0.0.1:9000/hook", allow_private=True)
    for url in ("ftp://127.0.0.1/", "http://user@127.0.0.1/", "http://"):
        with pytest.raises(WebhookUrlRefused):
            check_url(url, allow_private=True)
