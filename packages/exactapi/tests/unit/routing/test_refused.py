"""Operations that the generator could not honour."""

from typing import Any

from exactapi.operations.policies import Sunset
from unit.conftest import Service


async def test_a_refused_operation_answers_501_before_anything_is_read(service: Service) -> None:
    called = []

    async def handle(_context: object, **_arguments: Any) -> None:
        called.append(True)

    service.add(
        "POST",
        "/things",
        handle,
        declaration={
            "parameters": [{"in": "query", "name": "n", "required": True, "schema": {}}],
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/nowhere"}}}},
        },
        security=({"unknown scheme": ()},),
        refused=("schema-reference",),
    )
    sent = await service.request("POST", "/things", content=b"{", headers={"Content-Type": "a/b"})
    assert (sent.status_code, sent.headers["content-type"]) == (501, "application/problem+json")
    assert called == []


async def test_the_other_methods_of_its_path_are_served(service: Service) -> None:
    service.add("GET", "/things")
    service.add("PUT", "/things", refused=("schema-reference",))
    assert (await service.request("GET", "/things")).status_code == 200
    assert (await service.request("PUT", "/things")).status_code == 501
    allowed = await service.request("DELETE", "/things")
    assert (allowed.status_code, allowed.headers["allow"]) == (405, "GET, HEAD, OPTIONS, PUT")


async def test_what_is_honoured_answers_the_requests_that_both_match(service: Service) -> None:
    service.add("GET", "/things/{name}", refused=("path-duplicate",))
    service.add("GET", "/things/{id}")
    assert (await service.request("GET", "/things/1")).status_code == 200


async def test_a_refused_operation_tells_of_its_sunset(service: Service) -> None:
    sunset = Sunset(since="2026-12-01")
    service.add("PUT", "/things", refused=("schema-reference",), sunset=sunset)
    assert (await service.request("PUT", "/things")).headers["deprecation"] == "@1796083200"
