import asyncio
import os
import sys
import threading
from collections.abc import Iterator

import bcrypt
import pytest

from impl.security.common_passwords import is_common
from impl.security.passwords import BcryptHasher, HasherBusy

PEPPER = "a-pepper-for-tests-that-is-long-enough"


@pytest.fixture
def hasher() -> Iterator[BcryptHasher]:
    hasher = BcryptHasher(PEPPER, 4)
    yield hasher
    hasher.close()


PASSWORDS = {
    "plain": "correct horse battery staple",
    "emoji, 128 of them": "\U0001f469" * 128,
    "with a NUL": "before\0after",
    "with a space at the end": "password ",
    "72 bytes": "a" * 72,
    "128 characters": "é" * 128,
    "line ends": "a\r\nb\tc",
}


@pytest.mark.parametrize("password", PASSWORDS.values(), ids=PASSWORDS.keys())
async def test_a_password_matches_its_hash_and_no_other(
    hasher: BcryptHasher, password: str
) -> None:
    stored = await hasher.hash(password)
    assert await hasher.verify(password, stored)
    for other in (password + " ", password[:-1], password.upper() + "x", ""):
        assert not await hasher.verify(other, stored)


async def test_what_follows_byte_72_counts(hasher: BcryptHasher) -> None:
    stored = await hasher.hash("a" * 72 + "b")
    assert not await hasher.verify("a" * 72 + "c", stored)


async def test_what_follows_a_nul_counts(hasher: BcryptHasher) -> None:
    stored = await hasher.hash("same\0this")
    assert not await hasher.verify("same\0that", stored)


async def test_two_hashes_of_a_password_differ(hasher: BcryptHasher) -> None:
    assert await hasher.hash("password") != await hasher.hash("password")


async def test_without_the_pepper_a_hash_is_worth_nothing(hasher: BcryptHasher) -> None:
    stored = await hasher.hash("password")
    other = BcryptHasher("another-pepper-for-tests-long-enough", 4)
    assert not await other.verify("password", stored)
    assert not bcrypt.checkpw(b"password", stored.partition(":")[2].encode())
    other.close()


@pytest.mark.parametrize("stored", [None, "", "$2b$04$nonsense", "md5:abc"])
async def test_nothing_matches_what_is_no_hash_of_ours(
    hasher: BcryptHasher, stored: str | None
) -> None:
    for password in ("", "password", "." * 31):
        assert not await hasher.verify(password, stored)


async def test_a_hash_of_another_cost_is_outdated(hasher: BcryptHasher) -> None:
    stored = await hasher.hash("password")
    assert not hasher.is_outdated(stored)
    stronger = BcryptHasher(PEPPER, 5)
    assert stronger.is_outdated(stored)
    assert await stronger.verify("password", stored)
    stronger.close()


async def test_beyond_twelve_at_once_callers_are_sent_away_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    all_have_asked, check = threading.Event(), bcrypt.checkpw
    threads = set[int]()

    def wait_and_check(password: bytes, stored: bytes) -> bool:
        threads.add(threading.get_ident())
        all_have_asked.wait(30)
        return check(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", wait_and_check)
    slow = BcryptHasher(PEPPER, 4)
    asking = [asyncio.create_task(slow.verify("password", None)) for _ in range(40)]
    await asyncio.sleep(0)
    all_have_asked.set()
    results = await asyncio.gather(*asking, return_exceptions=True)
    busy = [result for result in results if isinstance(result, HasherBusy)]
    assert len(busy) == 28
    assert results.count(False) == 12
    assert len(threads) <= 2
    assert not await slow.verify("password", None)
    slow.close()


async def test_a_caller_who_gives_up_leaves_the_place(hasher: BcryptHasher) -> None:
    for _ in range(30):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await hasher.hash("password")
        # The threads take what was left there first, so once this is done the places are free.
        await asyncio.gather(hasher.hash("password"), hasher.hash("password"))


@pytest.mark.parametrize("password", ["password", "12345678", "qwertyuiop", "PASSWORD", "trustno1"])
def test_what_many_people_have_is_common(password: str) -> None:
    assert is_common(password)


def test_a_phrase_is_not_common() -> None:
    assert not is_common("correct horse battery staple")


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rounds of bcrypt that are run, hash by hash."""
    run: list[int] = []
    check = bcrypt.checkpw

    def counted(password: bytes, hashed: bytes) -> bool:
        run.append(2 ** int(hashed[4:6]))
        return check(password, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    return run


@pytest.mark.parametrize("cost", [4, 5, 6, None])
@pytest.mark.parametrize("password", ["right", "wrong"])
async def test_a_verification_costs_the_same_whatever_the_cost_of_the_stored_hash(
    rounds: list[int], cost: int | None, password: str
) -> None:
    """So raising PASSWORD_HASH_COST does not tell who has an account."""
    stored = None if cost is None else await BcryptHasher(PEPPER, cost).hash("right")
    matches = await BcryptHasher(PEPPER, 6).verify(password, stored)
    assert matches == (password == "right" and stored is not None)
    assert sum(rounds) == 2**6


async def test_a_cost_may_have_two_digits(rounds: list[int]) -> None:
    stored = await BcryptHasher(PEPPER, 10).hash("right")
    assert await BcryptHasher(PEPPER, 4).verify("right", stored)
    assert rounds == [2**10]


async def test_once_a_costlier_hash_was_seen_everything_costs_as_much(rounds: list[int]) -> None:
    costly = await BcryptHasher(PEPPER, 6).hash("right")
    hasher = BcryptHasher(PEPPER, 4)
    cheap = await hasher.hash("right")
    for stored in (costly, None, cheap, costly):
        rounds.clear()
        await hasher.verify("wrong", stored)
        assert sum(rounds) == 2**6


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no niceness of its own")
def test_the_event_loop_goes_before_who_hashes(hasher: BcryptHasher) -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert hasher._executor.submit(niceness).result() > niceness()
