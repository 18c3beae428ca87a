from typing import Any
from uuid import RFC_4122, UUID

import pytest

from exactapi.request_id import request_id

ID = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"


def scope(*given: str) -> dict[str, Any]:
    return {"headers": [(b"x-request-id", each.encode("latin-1")) for each in given]}


@pytest.mark.parametrize("given", [ID, ID.upper(), ID.replace("-", "")])
def test_a_callers_uuid_is_kept(given: str) -> None:
    assert request_id(scope(given)) == ID


@pytest.mark.parametrize(
    "given",
    [
        *([], [""], ["abc"], [ID + "0"], [ID[:-1] + "é"], [ID + "\tforged=1"]),
        *(["a" * 10_000], [ID, ID], [ID.replace("-", "", 1)], [f"{{{ID}}}"]),
    ],
)
def test_anything_else_is_replaced_by_a_random_uuid(given: list[str]) -> None:
    made = request_id(scope(*given))
    parsed = UUID(made)
    assert made == str(parsed) != ID
    assert (parsed.version, parsed.variant) == (4, RFC_4122)


def test_a_request_keeps_its_id() -> None:
    request = scope()
    assert request_id(request) == request_id(request)


def test_requests_do_not_share_their_id() -> None:
    shared: dict[str, Any] = {}  # a server may give all requests the same state
    requests = [scope() | {"state": shared} for _ in range(2)]
    assert len({request_id(request) for request in requests}) == 2
