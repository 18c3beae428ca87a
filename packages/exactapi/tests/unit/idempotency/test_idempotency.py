"""`x-idempotency`: what is sent again is done once, and has the same answer."""

import asyncio
from typing import Any

import pytest

from exactapi.access.ports import KeptResponse, KeyInUseError
from exactapi.operations.operation import Parameter
from exactapi.operations.policies import ETag, Idempotency, Limit
from exactapi.operations.results import Result
from exactapi.options import ConfigurationError
from exactapi.problems import Problem

ADA = {"Authorization": "Bearer ada:"}
BOB = {"Authorization": "Bearer bob:"}


class Keys:
    """Keys in memory that are as durable as their unit of work."""

    def __init__(self) -> None:
        self.kept: list[tuple[Any, bytes, KeptResponse]] = []
        self.ttl = 0

    async def begin(self, unit_of_work: Any, key: bytes) -> KeptResponse | None:
        holders = [held for held, claimed in self.held if claimed == key]
        if any("close" not in other.events for other in holders):
            raise KeyInUseError
        self.held.append((unit_of_work, key))
        found = [kept for work, at, kept in self.kept if at == key and "commit" in work.events]
        return found[-1] if found else None

    async def keep(
        self, unit_of_work: Any, key: bytes, *, fingerprint: bytes, answer: bytes, ttl: int
    ) -> None:
        assert "commit" not in unit_of_work.events
        self.ttl = ttl
        self.kept.append((unit_of_work, key, KeptResponse(fingerprint, answer)))

    @property
    def held(self) -> list[tuple[Any, bytes]]:
        return self.__dict__.setdefault("_held", [])


class Made(Result):
    status = 201
    media_type = "application/json"
    headers = {"Location": "location"}  # noqa: RUF012 - as generated
    location: str


class Taken(Problem):
    status = 409
    type = "urn:problem-type:taken"


class Orders:
    """What the handler makes; `failure` is raised instead."""

    def __init__(self) -> None:
        self.made = 0
        self.failure: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.started = asyncio.Event()

    async def make(self, _context: Any, body: Any, page: int = 1) -> Any:
        self.started.set()
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        self.made += 1
        made = Made(body={"number": self.made, "of": body["of"]})
        object.__setattr__(made, "location", f"/orders/{self.made}")
        return made


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def service(service: Any, orders: Orders) -> Any:
    service.idempotency_keys = Keys()
    service.secure(bearer={"type": "http", "scheme": "bearer"})
    for path, policy in (("/", Idempotency(ttl=60)), ("/strict", Idempotency(required=True))):
        service.add(
            "POST",
            path,
            orders.make,
            idempotency=policy,
            success=None,
            results=(Made,),
            problems=(Taken,),
            security=({"bearer": ()},),
            limits=(Limit(name="all", limit=1000, window=60),),
            parameters=(Parameter("query", "page", "page"),),
            body={"application/json": None},
            responses={"201": {"description": "", "content": {"application/json": {}}}},
            declaration={
                "x-idempotency": {},
                "parameters": [
                    {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}},
                    {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
                ],
                "requestBody": {"required": True, "content": {"application/json": {}}},
            },
        )
    return service


async def send(
    service: Any, key: str | None, *, of: str = "tea", who: Any = ADA, url: str = "/"
) -> Any:
    headers = who if key is None else {**who, "Idempotency-Key": key}
    return await service.request("POST", url, json={"of": of}, headers=headers)


@pytest.mark.parametrize("again", ["a-key", '"a-key"'])
async def test_what_is_sent_again_is_done_once_and_has_the_same_answer(
    service: Any, orders: Orders, again: str
) -> None:
    first, second = await send(service, "a-key"), await send(service, again)
    assert orders.made == 1
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["location"] == first.headers["location"] == "/orders/1"
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert ";r=998;" in second.headers["ratelimit"]
    assert len(second.headers.get_list("ratelimit")) == 1
    assert service.idempotency_keys.ttl == 60


async def test_without_a_key_or_with_another_one_it_is_done_again(
    service: Any, orders: Orders
) -> None:
    for key in (None, None, "a", "b"):
        assert "idempotency-replayed" not in (await send(service, key)).headers
    assert orders.made == 4


async def test_a_key_belongs_to_its_caller_and_its_operation(service: Any, orders: Orders) -> None:
    for who, url in ((ADA, "/"), (BOB, "/"), (ADA, "/strict")):
        answer = await send(service, "same", of=url, who=who, url=url)
        assert (answer.status_code, answer.json()["of"]) == (201, url)
    assert orders.made == 3


async def test_a_key_of_another_request_is_refused(service: Any, orders: Orders) -> None:
    await send(service, "a-key")
    for answer in (
        await send(service, "a-key", of="milk"),
        await send(service, "a-key", url="/?page=2"),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "header.Idempotency-Key"
    assert orders.made == 1


async def test_what_is_kept_does_not_tell_what_was_sent(service: Any) -> None:
    """Else whoever reads the store could guess a password in it, with no more than SHA-256."""
    for key in ("a-key", "another-key"):
        await send(service, key)
    first, second = (kept.fingerprint for _, _, kept in service.idempotency_keys.kept)
    assert first != second


async def test_while_the_first_is_under_way_another_is_told_to_wait(
    service: Any, orders: Orders
) -> None:
    orders.gate.clear()
    first = asyncio.create_task(send(service, "a-key"))
    await orders.started.wait()
    early = await send(service, "a-key")
    assert (early.status_code, early.headers["retry-after"]) == (409, "1")
    orders.gate.set()
    assert (await first).status_code == 201
    assert (await send(service, "a-key")).content == (await first).content
    assert orders.made == 1


@pytest.mark.parametrize(("failure", "status"), [(Taken(), 409), (ConnectionError(), 503)])
async def test_what_was_refused_may_be_sent_again_with_its_key(
    service: Any, orders: Orders, failure: Exception, status: int
) -> None:
    orders.failure = failure
    assert (await send(service, "a-key")).status_code == status
    orders.failure = None
    answer = await send(service, "a-key")
    assert (answer.status_code, "idempotency-replayed" in answer.headers) == (201, False)
    assert (await send(service, "a-key")).headers["idempotency-replayed"] == "true"
    assert orders.made == 1


async def test_an_answer_whose_commit_failed_is_not_kept(service: Any, orders: Orders) -> None:
    service.store.failure = ConnectionError()
    assert (await send(service, "a-key")).status_code == 503
    service.store.failure = None
    for session in service.store.sessions:
        session.events.remove("commit")
    assert "idempotency-replayed" not in (await send(service, "a-key")).headers
    assert orders.made == 2


@pytest.mark.parametrize("key", ["", "a b", "ä", '"a', "a" * 256, "a, b", '""', "{}"])
async def test_what_is_no_key_is_refused(service: Any, orders: Orders, key: str) -> None:
    headers = {**ADA, "Idempotency-Key": key.encode("latin-1")}
    answer = await service.request("POST", "/", json={"of": ""}, headers=headers)
    assert (answer.status_code, orders.made) == (400, 0)


async def test_two_keys_are_none(service: Any, orders: Orders) -> None:
    headers = [*ADA.items(), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    answer = await service.request("POST", "/", json={"of": ""}, headers=headers)
    assert (answer.status_code, orders.made) == (400, 0)


async def test_a_key_that_is_required_is_asked_for(service: Any, orders: Orders) -> None:
    answer = await send(service, None, url="/strict")
    assert (answer.status_code, orders.made) == (400, 0)
    assert "Idempotency-Key" in answer.json()["detail"]


async def test_without_a_store_the_application_does_not_start(service: Any) -> None:
    service.idempotency_keys = None
    with pytest.raises(ConfigurationError, match="idempotency_keys"):
        service.routes  # noqa: B018 - reading it binds the operations


CONDITIONS = [
    {"name": name, "in": "header", "schema": {"type": "string"}}
    for name in ("Idempotency-Key", "If-Match", "If-None-Match")
]


def accepting(service: Any, handle: Any, content: dict[str, Any], **options: Any) -> None:
    service.add(
        "POST",
        "/more",
        handle,
        idempotency=Idempotency(),
        security=({"bearer": ()},),
        body=dict.fromkeys(content),
        declaration={
            "x-idempotency": {},
            "x-etag": {},
            "parameters": CONDITIONS,
            "requestBody": {"required": True, "content": content},
        },
        **options,
    )


async def test_files_are_told_from_others_by_what_they_hold(service: Any) -> None:
    sent: list[bytes] = []

    async def upload(_context: Any, body: Any) -> Any:
        sent.append(await body["file"].read())
        return len(sent)

    file = {"type": "string", "format": "binary"}
    schema = {"type": "object", "properties": {"file": file}}
    accepting(service, upload, {"multipart/form-data": {"schema": schema}})
    answers = [
        await service.request("POST", "/more", files=files, headers={**ADA, "Idempotency-Key": "k"})
        for files in (
            {"file": ("a.txt", b"one")},
            {"file": ("a.txt", b"one")},
            {"file": ("a.txt", b"two")},
            {"file": ("b.txt", b"one")},
        )
    ]
    assert [each.status_code for each in answers] == [200, 200, 422, 422]
    assert answers[1].content == answers[0].content
    assert sent == [b"one"]


async def test_a_condition_is_part_of_the_request(service: Any) -> None:
    async def change(context: Any, **_arguments: Any) -> Any:
        if context.is_conditional:
            context.if_match(1)
        context.etag(2)
        return {}

    accepting(service, change, {"application/json": {}}, etag=ETag())
    answers = [
        await service.request(
            "POST", "/more", json={}, headers={**ADA, "Idempotency-Key": "k", **condition}
        )
        for condition in ({"If-Match": "*"}, {"If-Match": "*"}, {"If-Match": '"other"'}, {})
    ]
    assert [each.status_code for each in answers] == [200, 200, 422, 422]
