"""The breached-password check: what it tells the service, and what it makes of its answers."""

import hashlib
from collections.abc import AsyncIterator

import pytest

from impl.outbound.client import HTTPClient
from impl.outbound.pwned_passwords import PwnedPasswords
from tests.peer import Peer

PASSWORD = "correct horse battery staple"
DIGEST = hashlib.sha1(PASSWORD.encode()).hexdigest().upper()
OTHERS = "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n00D4F6E8FA6EECAD2A3AA415EEC418D38EC:2"


@pytest.fixture
async def pwned(http: HTTPClient, peer: Peer) -> AsyncIterator[PwnedPasswords]:
    return PwnedPasswords(http, peer.url)


async def test_five_digits_of_the_digest_leave_the_process(
    pwned: PwnedPasswords, peer: Peer
) -> None:
    peer.says(200, body=OTHERS.encode())
    await pwned.has(PASSWORD)
    (request,) = peer.requests
    assert request.target == f"/range/{DIGEST[:5]}"
    assert request.headers["add-padding"] == "true"
    assert DIGEST[5:] not in repr(request)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        (f"{DIGEST[5:]}:42", True),
        (f"{DIGEST[5:].lower()}:1", True),
        (f"{DIGEST[5:]}:0", False),  # padding
        (f"{DIGEST[5:-1]}:42", False),
        ("", False),
    ],
)
async def test_a_password_is_known_if_its_digest_is_listed(
    pwned: PwnedPasswords, peer: Peer, line: str, known: bool
) -> None:
    peer.says(200, body=f"{OTHERS}\r\n{line}\r\n".encode())
    assert await pwned.has(PASSWORD) is known


@pytest.mark.parametrize("status", [302, 400, 403, 429, 500, 503])
async def test_it_fails_open(pwned: PwnedPasswords, peer: Peer, status: int) -> None:
    peer.says(status)
    assert await pwned.has(PASSWORD) is False


async def test_an_answer_that_is_no_list_knows_nothing(pwned: PwnedPasswords, peer: Peer) -> None:
    peer.says(200, body=b"\xff\xfe<html>")
    assert await pwned.has(PASSWORD) is False


async def test_an_endless_answer_is_cut(pwned: PwnedPasswords, peer: Peer) -> None:
    peer.says(200, body=b"A" * 1_000_000)
    assert await pwned.has(PASSWORD) is False
