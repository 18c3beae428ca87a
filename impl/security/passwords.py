"""Passwords: bcrypt over a keyed hash, in threads of its own.

bcrypt reads 72 bytes and no NUL, so it gets the base64 of an HMAC instead of the password: every
character counts, and a thief of the database still lacks the key (OWASP Password Storage
Cheat Sheet, "Peppering").
"""

import asyncio
import base64
import hmac
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol, TypeVar

import bcrypt

_SCHEME: Final = "hmac-sha384"
"""The prefix of each hash, so that another construction can be introduced later."""
_THREADS: Final = 2
_WAITING: Final = 10
"""Passwords that may wait for a thread; one more would wait for seconds."""
_NICENESS: Final = 10
_DIGEST_LENGTH: Final = 31

ResultT = TypeVar("ResultT")


class HasherBusy(Exception):
    """Too many passwords are being hashed at once; try again in `RETRY_AFTER` seconds."""


RETRY_AFTER: Final = 2


class PasswordHasher(Protocol):
    """Hashes passwords. Both methods raise `HasherBusy` instead of queueing without end."""

    async def hash(self, password: str) -> str:
        """Return what to store; it differs each time."""
        ...

    async def verify(self, password: str, stored: str | None) -> bool:
        """Return whether `stored` is a hash of the password; None takes as long and is none."""
        ...

    def is_outdated(self, stored: str) -> bool:
        """Return whether the password should be hashed again, with today's parameters."""
        ...

    def close(self) -> None: ...


class BcryptHasher:
    """`cost` is the base-2 logarithm of the rounds; 12 takes about a quarter of a second.

    Every verification takes as long as the costliest hash that was seen, whichever cost the
    stored hash has: its time tells neither whether there is an account, nor how old its hash is.
    """

    def __init__(self, pepper: str, cost: int) -> None:
        self._pepper = pepper.encode()
        self._cost = cost
        self._highest_cost = cost
        self._executor = ThreadPoolExecutor(_THREADS, "passwords", _step_back)
        self._places = threading.BoundedSemaphore(_THREADS + _WAITING)

    async def hash(self, password: str) -> str:
        return await self._run(self._hash, password)

    async def verify(self, password: str, stored: str | None) -> bool:
        scheme, _, hashed = (stored or "").partition(":")
        known = scheme == _SCHEME
        return await self._run(self._verify, self._keyed(password), hashed if known else None)

    def is_outdated(self, stored: str) -> bool:
        return not stored.startswith(f"{_SCHEME}:$2b${self._cost:02}$")

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _verify(self, keyed: bytes, stored: str | None) -> bool:
        """Verify, then do the rest of the work that a hash of the highest cost takes.

        The rounds double with each step, so one hash of each cost from `cost` on makes up for it:
        2**cost + (2**cost + ... + 2**(highest - 1)) = 2**highest.
        """
        if stored is None:
            bcrypt.checkpw(keyed, _unmatchable(self._highest_cost))
            return False
        matches = bcrypt.checkpw(keyed, stored.encode())
        cost = int(stored[4:6])  # $2b$12$...
        self._highest_cost = max(self._highest_cost, cost)
        for missing in range(cost, self._highest_cost):
            bcrypt.checkpw(keyed, _unmatchable(missing))
        return matches

    def _hash(self, password: str) -> str:
        hashed = bcrypt.hashpw(self._keyed(password), bcrypt.gensalt(self._cost))
        return f"{_SCHEME}:{hashed.decode()}"

    def _keyed(self, password: str) -> bytes:
        """Return 64 bytes, none of them NUL."""
        return base64.b64encode(hmac.digest(self._pepper, password.encode(), "sha384"))

    async def _run(self, work: Callable[..., ResultT], *arguments: object) -> ResultT:
        if not self._places.acquire(blocking=False):
            raise HasherBusy
        future = self._executor.submit(work, *arguments)
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)


def _unmatchable(cost: int) -> bytes:
    """Return a hash of that cost that no password has."""
    return bcrypt.gensalt(cost) + b"." * _DIGEST_LENGTH


def _step_back() -> None:
    """Let the event loop's thread go first: a login can wait, a probe cannot.

    Linux keeps a niceness for each thread; elsewhere it belongs to the process, or is absent.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
