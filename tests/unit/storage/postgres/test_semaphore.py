import asyncio

import pytest

from impl.storage.postgres.semaphore import FairSemaphore


async def test_turns_come_in_the_order_of_asking() -> None:
    semaphore, seen = FairSemaphore(1, patience=5), []

    async def use(number: int) -> None:
        await semaphore.acquire()
        seen.append(number)
        await asyncio.sleep(0)
        semaphore.release()

    await asyncio.gather(*map(use, range(5)))
    assert seen == [0, 1, 2, 3, 4]


async def test_no_more_hold_a_turn_than_there_are_places() -> None:
    semaphore, holding, most = FairSemaphore(3, patience=5), 0, 0

    async def use() -> None:
        nonlocal holding, most
        await semaphore.acquire()
        holding += 1
        most = max(most, holding)
        await asyncio.sleep(0)
        holding -= 1
        semaphore.release()

    await asyncio.gather(*(use() for _ in range(20)))
    assert most == 3


async def test_who_waits_too_long_gives_up_and_is_passed_over() -> None:
    semaphore = FairSemaphore(1, patience=0.01)
    await semaphore.acquire()
    with pytest.raises(TimeoutError):
        await semaphore.acquire()
    semaphore.release()
    await semaphore.acquire()


async def test_who_is_cancelled_while_waiting_is_passed_over() -> None:
    semaphore = FairSemaphore(1, patience=5)
    await semaphore.acquire()
    gone, next_one = (
        asyncio.create_task(semaphore.acquire()),
        asyncio.create_task(semaphore.acquire()),
    )
    await asyncio.sleep(0)
    gone.cancel()
    semaphore.release()
    await next_one
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_a_turn_that_comes_to_a_cancelled_task_goes_to_the_next() -> None:
    semaphore = FairSemaphore(1, patience=5)
    await semaphore.acquire()
    gone, next_one = (
        asyncio.create_task(semaphore.acquire()),
        asyncio.create_task(semaphore.acquire()),
    )
    await asyncio.sleep(0)
    semaphore.release()
    gone.cancel()
    await next_one
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_each_gives_up_in_its_own_time() -> None:
    semaphore = FairSemaphore(1, patience=0.05)
    await semaphore.acquire()
    first = asyncio.create_task(semaphore.acquire())
    await asyncio.sleep(0.03)
    second = asyncio.create_task(semaphore.acquire())
    with pytest.raises(TimeoutError):
        await first
    assert not second.done()
    with pytest.raises(TimeoutError):
        await second
    assert semaphore.waiting == 0


async def test_who_comes_after_all_have_given_up_gives_up_as_well() -> None:
    semaphore = FairSemaphore(1, patience=0.01)
    await semaphore.acquire()
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await semaphore.acquire()
