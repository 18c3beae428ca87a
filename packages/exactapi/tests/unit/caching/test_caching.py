"""`x-cache`: the same question has the same answer, for its principal alone, until it is stale."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from exactapi.access.ports import CacheEntry
from exactapi.caching.memory import MemoryCache
from exactapi.caching.stored import LARGEST
from exactapi.operations.operation import Parameter
from exactapi.operations.policies import Cache, Limit
from exactapi.operations.results import Result

BEARER = ({"bearer": ("read",)},)
PAGE = {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}}
ADA = {"Authorization": "Bearer ada:read"}
BOB = {"Authorization": "Bearer bob:read"}


class Source:
    """What the handler reads: it counts how often, and may be made to wait or fail."""

    def __init__(self) -> None:
        self.reads = 0
        self.value: Any = "first"
        self.failure: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.started = asyncio.Semaphore(0)

    async def read(self, _context: Any, **arguments: Any) -> Any:
        self.reads += 1
        self.started.release()
        value = self.value
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return {"value": value, **arguments} if isinstance(value, str) else value


class Away:
    """A store that cannot be reached."""

    async def get(self, key: str, tags: Sequence[str]) -> CacheEntry | None:
        return None

    async def put(self, key: str, value: bytes, version: str, ttl: float) -> None:
        raise AssertionError("there is no version to put it under")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cached(service: Any, source: Source, clock: Clock) -> Any:
    """Adds `GET /`, whose answers are kept."""
    service.cache = MemoryCache(clock)
    service.secure(bearer={"type": "http", "scheme": "bearer"})

    def add(policy: Cache, *, security: Any = BEARER, method: str = "GET", **more: Any) -> Any:
        service.add(
            method,
            "/",
            source.read,
            cache=policy,
            security=security,
            parameters=(Parameter("query", "page", "page"),),
            declaration={"parameters": [PAGE]},
            **more,
        )
        return service

    return add


async def test_the_same_question_is_asked_once(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30))
    first = await service.request("GET", "/", headers=ADA)
    again = await service.request("GET", "/?page=1", headers=ADA)
    assert (first.json(), again.json(), source.reads) == (again.json(), first.json(), 1)
    assert first.headers["cache-control"] == again.headers["cache-control"] == "private, max-age=30"
    assert "age" not in first.headers
    assert again.headers["age"] == "0"
    assert [event for session in service.store.sessions for event in session.events] == []


async def test_another_parameter_is_another_question(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30))
    assert (await service.request("GET", "/", headers=ADA)).json()["page"] == 1
    assert (await service.request("GET", "/?page=2", headers=ADA)).json()["page"] == 2
    assert source.reads == 2


@pytest.mark.parametrize("other", ["bob:read", "ada:read+write", "ada:read+x"])
async def test_no_other_principal_and_no_other_scopes_share_an_answer(
    cached: Any, source: Source, other: str
) -> None:
    service = cached(Cache(ttl=30))
    await service.request("GET", "/", headers=ADA)
    source.value = "another's"
    answer = await service.request("GET", "/", headers={"Authorization": f"Bearer {other}"})
    assert (answer.json()["value"], source.reads) == ("another's", 2)
    assert answer.headers["vary"] == "Authorization"


async def test_who_may_not_ask_is_refused_before_the_cache_is_asked(cached: Any) -> None:
    service = cached(Cache(ttl=30))
    await service.request("GET", "/", headers=ADA)
    assert (await service.request("GET", "/")).status_code == 401
    weak = await service.request("GET", "/", headers={"Authorization": "Bearer ada:"})
    assert weak.status_code == 403
    assert "age" not in weak.headers


async def test_answers_of_public_operations_are_shared(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30), security=())
    await service.request("GET", "/", headers=ADA)
    answer = await service.request("GET", "/", headers=BOB)
    assert (answer.headers["cache-control"], source.reads) == ("public, max-age=30", 1)
    assert "vary" not in answer.headers


async def test_headers_of_vary_make_another_question(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30, vary=("Accept-Language",)), security=())
    for language in ("de", "fr", "de"):
        answer = await service.request("GET", "/", headers={"Accept-Language": language})
        assert answer.headers["vary"] == "Accept-Language"
    assert source.reads == 2


async def test_an_answer_is_used_for_no_longer_than_its_time(
    cached: Any, source: Source, clock: Clock
) -> None:
    service = cached(Cache(ttl=30), security=())
    await service.request("GET", "/")
    clock.now = 26.9
    await service.request("GET", "/")
    assert source.reads == 1
    clock.now = 30
    await service.request("GET", "/")
    assert source.reads == 2


async def test_a_head_has_the_headers_of_the_get(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30), security=())
    got = await service.request("GET", "/")
    head = await service.request("HEAD", "/")
    assert (head.content, head.headers["content-length"]) == (b"", str(len(got.content)))
    assert source.reads == 1


async def test_an_invalidated_tag_is_asked_anew(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30, tags=("users", "teams")), security=())
    await service.request("GET", "/")
    source.value = "second"
    await service.cache.invalidate("others")
    assert (await service.request("GET", "/")).json()["value"] == "first"
    await service.cache.invalidate("teams")
    assert (await service.request("GET", "/")).json()["value"] == "second"


async def test_an_answer_made_of_old_rows_is_never_taken_for_a_new_one(
    cached: Any, source: Source
) -> None:
    service = cached(Cache(ttl=30, tags=("users",)), security=())
    source.gate.clear()
    slow = asyncio.create_task(service.request("GET", "/"))
    await source.started.acquire()
    source.value = "second"  # it is committed while the first reader is on its way ...
    await service.cache.invalidate("users")
    joined = asyncio.create_task(service.request("GET", "/"))
    await source.started.acquire()
    source.gate.set()
    assert (await slow).json()["value"] == "first"
    assert (await joined).json()["value"] == "second"  # ... and who comes later does not join it
    assert (await service.request("GET", "/")).json()["value"] == "second"


async def test_a_stampede_is_one_call_of_the_handler(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30))
    source.gate.clear()
    asking = [
        asyncio.create_task(service.request("GET", "/", headers=each))
        for each in [ADA, BOB]
        for _ in range(300)
    ]
    for _ in (ADA, BOB):
        await source.started.acquire()
    source.gate.set()
    answers = await asyncio.gather(*asking)
    assert {answer.status_code for answer in answers} == {200}
    assert source.reads == 2  # one for each principal
    assert sum("age" not in answer.headers for answer in answers) == 2


@pytest.mark.parametrize("store", [MemoryCache(), Away()])
async def test_those_who_wait_for_a_failure_ask_themselves(
    cached: Any, source: Source, store: Any
) -> None:
    service = cached(Cache(ttl=30), security=())
    service.cache = store
    source.gate.clear()
    source.failure = ConnectionError()
    asking = [asyncio.create_task(service.request("GET", "/")) for _ in range(5)]
    await source.started.acquire()
    source.gate.set()
    assert {(await each).status_code for each in asking} == {503}
    source.failure = None
    assert (await service.request("GET", "/")).status_code == 200


async def test_a_waiting_request_that_is_cancelled_harms_no_other(
    cached: Any, source: Source
) -> None:
    service = cached(Cache(ttl=30), security=())
    source.gate.clear()
    first, second, third = (asyncio.create_task(service.request("GET", "/")) for _ in range(3))
    await source.started.acquire()
    await asyncio.sleep(0.05)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    source.gate.set()
    assert {(await first).status_code, (await third).status_code} == {200}
    assert source.reads == 1


async def test_the_next_goes_on_when_the_first_is_cancelled(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30), security=())
    source.gate.clear()
    first, second = (asyncio.create_task(service.request("GET", "/")) for _ in range(2))
    await source.started.acquire()
    await asyncio.sleep(0.05)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    source.gate.set()
    assert (await second).status_code == 200
    assert source.reads == 2


async def test_without_the_store_the_handler_answers(cached: Any, source: Source) -> None:
    service = cached(Cache(ttl=30), security=())
    service.cache = Away()
    for _ in range(2):
        answer = await service.request("GET", "/")
        assert answer.status_code == 200
        assert "age" not in answer.headers
    assert source.reads == 2


async def test_each_answer_from_the_cache_tells_its_own_limit(cached: Any) -> None:
    service = cached(Cache(ttl=30), limits=(Limit(name="all", limit=10, window=60),))
    told = [
        (await service.request("GET", "/", headers=ADA)).headers.get_list("ratelimit")
        for _ in range(3)
    ]
    assert [field[0].split(";")[1] for field in told] == ["r=9", "r=8", "r=7"]
    assert {len(field) for field in told} == {1}


class Answer(Result):
    status = 200
    media_type = "application/json"
    headers = {"Set-Cookie": "cookie", "Cache-Control": "control"}  # noqa: RUF012 - as generated
    cookie: str | None = None
    control: str | None = None


@pytest.mark.parametrize(
    ("cookie", "control", "body", "reads"),
    [
        (None, None, "a", 1),
        (None, "private", "a", 1),
        ("a=b", None, "a", 2),
        (None, "max-age=3, No-Store", "a", 2),
        (None, None, "a" * (LARGEST - 2), 1),
        (None, None, "a" * (LARGEST - 1), 2),
    ],
)
async def test_only_a_plain_answer_of_bounded_size_is_kept(
    cached: Any, source: Source, cookie: str | None, control: str | None, body: str, reads: int
) -> None:
    service = cached(Cache(ttl=30), security=(), results=(Answer,), success=None)
    source.value = Answer(body=body)
    object.__setattr__(source.value, "cookie", cookie)
    object.__setattr__(source.value, "control", control)
    for _ in range(2):
        answer = await service.request("GET", "/")
        assert answer.headers["cache-control"] == (control or "public, max-age=30")
        assert answer.json() == body
    assert source.reads == reads


async def test_an_answer_that_breaks_the_contract_is_not_kept(cached: Any, source: Source) -> None:
    schema = {"type": "object", "properties": {"value": {"const": "second"}}}
    content = {"application/json": {"schema": schema}}
    service = cached(
        Cache(ttl=30), security=(), responses={"200": {"description": "", "content": content}}
    )
    assert (await service.request("GET", "/")).status_code == 500
    source.value = "second"
    assert (await service.request("GET", "/")).status_code == 200


async def test_another_document_does_not_find_the_answers_of_this_one(
    cached: Any, service: Any, source: Source
) -> None:
    cached(Cache(ttl=30), security=())
    await service.request("GET", "/")
    service.served_by(None)
    service.paths["/"]["get"]["summary"] = "The next release."
    await service.request("GET", "/")
    assert source.reads == 2
