"""`x-owner`: the owner may, a scope may, nobody else; and the answer tells nothing."""

from typing import Any
from uuid import UUID

import pytest

from exactapi.operations.operation import Parameter
from exactapi.operations.policies import Owner
from exactapi.problems import ErrorBody, Problem

ADA = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"
BOB = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0b"
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


class PetNotFound(Problem):
    status = 404
    type = "urn:problem-type:pet-not-found"


class PetTaken(Problem):
    status = 409
    type = "urn:problem-type:pet-taken"


class NothingThere(ErrorBody[None]):
    status = 404
    media_type = None


class NothingThereInWords(ErrorBody[str]):
    status = 404


@pytest.fixture
def owned(service: Any) -> Any:
    """Adds `PUT /{id}` under the rule; its handler says that there is no such pet."""
    service.secure(bearer={"type": "http", "scheme": "bearer"})

    async def absent(_context: Any, **_arguments: Any) -> None:
        raise PetNotFound

    def add(
        owner: Owner, *, problems: tuple[type[Exception], ...] = (PetNotFound,), **responses: Any
    ) -> Any:
        service.add(
            "PUT",
            "/{id}",
            absent if problems else None,
            owner=owner,
            problems=problems,
            responses={"200": {"description": ""}, **responses},
            security=({"bearer": ()},),
            parameters=(Parameter("path", "id", "id", UUID),),
            declaration={
                "parameters": [ID],
                "requestBody": {"required": True, "content": {"application/json": {}}},
            },
            body={"application/json": object},
        )
        return service

    return add


async def put(service: Any, credentials: str, id: str = ADA, **body: Any) -> Any:
    headers = {"Authorization": f"Bearer {credentials}"}
    return await service.request("PUT", f"/{id}", headers=headers, **(body or {"json": {}}))


async def test_the_owner_may_however_the_identifier_is_written(owned: Any) -> None:
    service = owned(Owner("id"), problems=())
    assert (await put(service, ADA)).status_code != 403
    assert (await put(service, ADA, ADA.upper())).status_code != 403


async def test_others_may_not(owned: Any) -> None:
    response = await put(owned(Owner("id", unless="admin")), f"{BOB}:read+write")
    assert response.status_code == 403
    assert response.json()["type"] == "about:blank"


async def test_the_scope_opens_it_for_others(owned: Any) -> None:
    service = owned(Owner("id", unless="admin"))
    assert (await put(service, f"{BOB}:admin")).json()["type"] == PetNotFound.type


async def test_without_a_scope_it_is_for_the_owner_alone(owned: Any) -> None:
    assert (await put(owned(Owner("id")), f"{BOB}:admin")).status_code == 403


async def test_404_cannot_be_told_from_an_absent_object(owned: Any) -> None:
    service = owned(Owner("id", unless="admin", denied=404))
    denied, absent = await put(service, BOB), await put(service, f"{BOB}:admin")
    assert denied.status_code == absent.status_code == 404
    assert denied.json() | {"instance": ""} == absent.json() | {"instance": ""}
    assert denied.headers.keys() == absent.headers.keys()


async def test_without_a_problem_of_its_own_404_is_the_runtimes(owned: Any) -> None:
    response = await put(owned(Owner("id", denied=404), problems=()), BOB)
    assert (response.status_code, response.json()["type"]) == (404, "about:blank")


async def test_the_body_of_a_stranger_is_not_even_read(owned: Any) -> None:
    response = await put(owned(Owner("id")), BOB, content=b"{")
    assert response.status_code == 403


async def test_a_malformed_identifier_is_nobodys(owned: Any) -> None:
    assert (await put(owned(Owner("id")), BOB, "x")).status_code == 422


async def test_404_is_the_declared_one_without_content(owned: Any) -> None:
    plain = {"404": {"description": "No such pet."}}
    service = owned(Owner("id", denied=404), problems=(NothingThere,), **plain)
    denied = await put(service, BOB)
    assert (denied.status_code, denied.content) == (404, b"")


async def test_404_is_a_problem_where_the_declared_body_is_the_handlers_to_make(owned: Any) -> None:
    service = owned(Owner("id", denied=404), problems=(NothingThereInWords,))
    denied = await put(service, BOB)
    assert denied.headers["content-type"] == "application/problem+json"
    assert denied.status_code == 404


async def test_404_is_the_declared_one_among_other_problems(owned: Any) -> None:
    service = owned(Owner("id", denied=404), problems=(PetTaken, PetNotFound))
    denied = await put(service, BOB)
    assert (denied.status_code, denied.json()["type"]) == (404, PetNotFound.type)
