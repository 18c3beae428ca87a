"""The cache in the process: bounded, and true to the versions of the tags."""

from exactapi.caching.memory import MemoryCache


async def test_the_answer_that_was_unused_for_longest_goes_first() -> None:
    cache = MemoryCache()
    for number in range(1000):
        await cache.put(str(number), b"", (await cache.get("", [])).version, 60)
    assert (await cache.get("0", [])).value == b""
    await cache.put("more", b"", (await cache.get("", [])).version, 60)
    assert (await cache.get("0", [])).value == b""
    assert (await cache.get("1", [])).value is None


async def test_a_value_needs_the_versions_that_it_was_put_with() -> None:
    cache = MemoryCache()
    version = (await cache.get("key", ["a", "b"])).version
    await cache.invalidate("b")
    await cache.put("key", b"old", version, 60)
    assert (await cache.get("key", ["a", "b"])).value is None
