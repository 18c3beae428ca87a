"""`x-rate-limit` at run time: who is counted, what the answers say, when it is decided."""

import asyncio
from typing import Any

import http_sfv
import pytest

from exactapi.access.ports import Charge, Quota
from exactapi.operations.policies import Limit
from exactapi.options import ContractOptions
from exactapi.rejections import InvalidRequest

BEARER = {"type": "http", "scheme": "bearer"}
THREE = Limit(name="default", limit=3, window=60)
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"


@pytest.fixture
def limited(service: Any) -> Any:
    """Adds `GET /` with the given limits; credentials are optional."""
    service.secure(bearer=BEARER)

    def add(*limits: Limit, handle: Any = None, path: str = "/", **more: Any) -> Any:
        security = ({"bearer": ()}, {})
        service.add("GET", path, handle, limits=limits, security=security, **more)
        return service

    return add


def as_(subject: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {subject}"}


async def statuses(service: Any, times: int, url: str = "/", **options: Any) -> list[int]:
    return [(await service.request("GET", url, **options)).status_code for _ in range(times)]


def field(response: Any, name: str) -> dict[str, dict[str, int]]:
    """A RateLimit field as RFC 9651 reads it: item -> parameters."""
    parsed = http_sfv.List()
    parsed.parse(response.headers[name].encode())
    return {item.value: dict(item.params) for item in parsed}


async def test_the_fields_are_structured_and_count_down(limited: Any) -> None:
    service = limited(THREE)
    seen = [await service.request("GET", "/") for _ in range(4)]
    assert [response.status_code for response in seen] == [200, 200, 200, 429]
    for response in seen:
        assert field(response, "RateLimit-Policy") == {"default": {"q": 3, "w": 60}}
    assert [field(response, "RateLimit")["default"]["r"] for response in seen] == [2, 1, 0, 0]
    resets = [field(response, "RateLimit")["default"]["t"] for response in seen]
    assert resets == [20, 40, 60, 60]


async def test_the_429_is_the_registered_problem(limited: Any) -> None:
    service = limited(THREE)
    await statuses(service, 3)
    response = await service.request("GET", "/")
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == QUOTA_EXCEEDED
    assert problem["status"] == 429
    assert problem["violated-policies"] == ["default"]
    assert response.headers["retry-after"] == "20"


async def test_retry_after_is_true(limited: Any) -> None:
    service = limited(Limit(name="quick", limit=2, window=2))
    await statuses(service, 2)
    response = await service.request("GET", "/")
    assert response.headers["retry-after"] == "1"

    await asyncio.sleep(1)
    assert await statuses(service, 1) == [200]


async def test_a_closed_schema_gets_no_member_that_it_refuses(limited: Any) -> None:
    members = ("type", "title", "status", "detail", "instance")
    closed = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {} for name in members},
    }
    content = {"application/problem+json": {"schema": closed}}
    responses = {"200": {"description": "", "content": {"application/json": {}}}}
    declared = responses | {"429": {"description": "", "content": content}}
    service = limited(THREE, responses=declared)
    await statuses(service, 3)
    response = await service.request("GET", "/")
    assert response.status_code == 429
    assert response.json().keys() == set(members)


async def test_principals_are_counted_apart_and_the_nameless_by_address(limited: Any) -> None:
    service = limited(THREE)
    assert await statuses(service, 4) == [200, 200, 200, 429]
    assert await statuses(service, 4, headers=as_("ada")) == [200, 200, 200, 429]
    assert await statuses(service, 1, headers=as_("bob")) == [200]


async def test_by_address_it_does_not_matter_who_asks(limited: Any) -> None:
    service = limited(Limit(name="a", limit=2, window=60, by="address"))
    assert await statuses(service, 1, headers=as_("ada")) == [200]
    assert await statuses(service, 2, headers=as_("bob")) == [200, 429]


async def test_by_operation_all_callers_are_one(limited: Any) -> None:
    service = limited(Limit(name="o", limit=2, window=60, by="operation"))
    assert await statuses(service, 1, headers=as_("ada")) == [200]
    assert await statuses(service, 2) == [200, 429]


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ],
)
async def test_an_ipv6_client_is_its_site(
    limited: Any, first: str, second: str, shared: bool
) -> None:
    service = limited(Limit(name="a", limit=1, window=60, by="address"))
    sent = [await service.raw("GET", b"/", client=(address, 1)) for address in (first, second)]
    assert [messages[0]["status"] for messages in sent] == [200, 429 if shared else 200]


async def test_forwarded_headers_of_the_client_change_nothing(limited: Any) -> None:
    service = limited(Limit(name="a", limit=1, window=60, by="address"))
    await statuses(service, 1)
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert await statuses(service, 1, headers={name: "for=192.0.2.77"}) == [429]


async def test_limits_of_one_name_share_their_counters(limited: Any) -> None:
    limited(THREE)
    service = limited(THREE, path="/other")
    assert await statuses(service, 2) == [200, 200]
    assert await statuses(service, 2, "/other") == [200, 429]


async def test_several_limits_apply_and_all_are_reported(limited: Any) -> None:
    service = limited(THREE, Limit(name="strict", limit=1, window=10, by="address"))
    assert await statuses(service, 1) == [200]
    response = await service.request("GET", "/")
    assert response.status_code == 429
    assert response.json()["violated-policies"] == ["strict"]
    assert response.headers["retry-after"] == "10"
    assert field(response, "RateLimit")["default"]["r"] == 2, "nothing was charged"
    assert field(response, "RateLimit-Policy").keys() == {"default", "strict"}


async def test_errors_of_the_handler_and_of_the_runtime_carry_the_fields(limited: Any) -> None:
    async def fail(_context: Any) -> None:
        raise InvalidRequest(())

    service = limited(THREE, handle=fail)
    response = await service.request("GET", "/")
    assert response.status_code == 422
    assert field(response, "RateLimit")["default"]["r"] == 2
    response = await service.request("GET", "/?unknown=1")
    assert field(response, "RateLimit")["default"]["r"] == 1


async def test_the_limit_comes_before_the_body(limited: Any, service: Any) -> None:
    limited(THREE)
    body = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}
    service.add("POST", "/", limits=(THREE,), declaration=body, body={"application/json": object})
    await statuses(service, 3)
    sent = await service.raw("POST", b"/", incoming=())
    assert sent[0]["status"] == 429


async def test_invalid_credentials_are_refused_uncounted(limited: Any) -> None:
    service = limited()
    service.add("POST", "/", limits=(THREE,), security=({"bearer": ()},))
    for _ in range(5):
        response = await service.request("POST", "/", headers=as_("bad"))
        assert response.status_code == 401
        assert "ratelimit" not in response.headers


async def test_missing_scopes_count(limited: Any) -> None:
    service = limited()
    service.add("POST", "/", limits=(THREE,), security=({"bearer": ("write",)},))
    seen = [await service.request("POST", "/", headers=as_("ada")) for _ in range(4)]
    assert [response.status_code for response in seen] == [403, 403, 403, 429]


async def test_options_and_unlimited_operations_are_free(limited: Any) -> None:
    limited(THREE)
    service = limited(path="/free")
    for url, method in (("/free", "GET"), ("/", "OPTIONS")):
        for _ in range(5):
            response = await service.request(method, url)
            assert response.status_code in {200, 204}
            assert "ratelimit" not in response.headers


async def test_settings_scale_the_limits(limited: Any) -> None:
    service = limited(THREE)
    service.options = ContractOptions(rate_limit_scale=2)
    response = await service.request("GET", "/")
    assert field(response, "RateLimit-Policy") == {"default": {"q": 6, "w": 60}}


async def test_settings_turn_the_limits_off(limited: Any) -> None:
    service = limited(THREE)
    service.options = ContractOptions(rate_limits=False)
    assert await statuses(service, 5) == [200] * 5
    assert "ratelimit" not in (await service.request("GET", "/")).headers


async def test_the_guard_is_told_the_whole_quota(limited: Any) -> None:
    limits = [
        Limit(name=name, limit=4, window=60, restricted=restricted)
        for name, restricted in (("strict", True), ("lax", False))
    ]
    service = limited(*limits)
    service.options = ContractOptions(rate_limit_scale=0.1)
    told: list[Charge] = []
    check = service.guard.check

    async def listen(charges: list[Charge], *more: Any) -> Any:
        told.extend(charges)
        return await check(charges, *more)

    service.guard.check = listen
    assert await statuses(service, 1) == [200]
    assert [charge.quota for charge in told] == [Quota(1, 60, True), Quota(1, 60, False)]


BY_ACCOUNT = Limit(name="account", limit=2, window=60, by="handler")


async def test_a_handler_counts_by_what_it_finds(limited: Any) -> None:
    async def log_in(context: Any) -> dict[str, Any]:
        await context.limit("account", context.headers["account"])
        return {}

    service = limited(THREE, BY_ACCOUNT, handle=log_in)
    seen = [await service.request("GET", "/", headers={"account": "ada@x"}) for _ in range(3)]
    assert [response.status_code for response in seen] == [200, 200, 429]
    assert [field(each, "RateLimit")["account"]["r"] for each in seen] == [1, 0, 0]
    assert seen[-1].json()["violated-policies"] == ["account"]
    assert not any("ada" in key for key in service.guard._arrivals), (
        "what is counted by stays private"
    )


async def test_what_a_handler_forgives_is_not_counted(limited: Any) -> None:
    async def log_in(context: Any) -> dict[str, Any]:
        await context.limit("account", context.headers["account"])
        if "succeeds" in context.headers:
            await context.forgive("account", context.headers["account"])
        return {}

    service = limited(BY_ACCOUNT, handle=log_in)
    assert await statuses(service, 2, headers={"account": "eve@x"}) == [200, 200]
    ada = {"account": "ada@x"}
    assert await statuses(service, 4, headers={**ada, "succeeds": "yes"}) == [200] * 4
    assert await statuses(service, 3, headers=ada) == [200, 200, 429]
    assert await statuses(service, 1, headers={"account": "eve@x"}) == [429]


async def test_a_handler_that_counts_is_answered_where_limits_are_off(limited: Any) -> None:
    async def log_in(context: Any) -> dict[str, Any]:
        await context.limit("account", "ada@x")
        await context.forgive("account", "ada@x")
        return {}

    service = limited(BY_ACCOUNT, handle=log_in)
    service.options = ContractOptions(rate_limits=False)
    assert await statuses(service, 4) == [200] * 4


async def test_a_handler_cannot_count_by_a_limit_that_the_document_lacks(limited: Any) -> None:
    async def log_in(context: Any) -> dict[str, Any]:
        for name in ("default", "nothing"):
            with pytest.raises(LookupError, match=name):
                await context.limit(name, "key")
            with pytest.raises(LookupError, match=name):
                await context.forgive(name, "key")
        return {}

    service = limited(THREE, BY_ACCOUNT, handle=log_in)
    assert await statuses(service, 1) == [200]
