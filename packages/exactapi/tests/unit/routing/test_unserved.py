"""Operations of the document whose router nobody has given to `ContractRoutes` yet."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from unit.conftest import OK, OVERLAY, Service

BEARER = {"type": "http", "scheme": "bearer"}


def declare(service: Service, path: str, **operations: Any) -> None:
    """In the document alone."""
    for method, operation in operations.items():
        declared = {"operationId": f"{method} it", "responses": OK | OVERLAY, **operation}
        service.paths.setdefault(path, {})[method] = declared


async def test_they_answer_501(service: Service) -> None:
    service.add("GET", "/things")
    declare(service, "/orders/{id}", get={})
    sent = await service.request("GET", "/orders/1")
    assert (sent.status_code, sent.headers["content-type"]) == (501, "application/problem+json")
    assert (await service.request("GET", "/orders/1/")).status_code == 501
    assert (await service.request("GET", "/things")).status_code == 200


async def test_their_methods_are_known(service: Service) -> None:
    service.add("GET", "/orders")
    declare(service, "/orders", post={})
    refused = await service.request("DELETE", "/orders")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert (await service.request("GET", "/orders")).status_code == 200
    assert (await service.request("POST", "/orders")).status_code == 501


@pytest.mark.parametrize(
    ("token", "status"), [(None, 401), ("bad", 401), ("ada", 403), ("ada:write", 501)]
)
async def test_security_comes_first(service: Service, token: str | None, status: int) -> None:
    service.secure(bearer=BEARER)
    declare(service, "/orders", get={"security": [{"bearer": ["write"]}]})
    headers = {"authorization": f"Bearer {token}"} if token else {}
    assert (await service.request("GET", "/orders", headers=headers)).status_code == status


async def test_their_base_path_is_the_documents(service: Service) -> None:
    declare(service, "/orders", get={"servers": [{"url": "https://api.example.com/v2/"}]})
    assert (await service.request("GET", "/v2/orders")).status_code == 501
    assert (await service.request("GET", "/orders")).status_code == 404


def test_the_log_names_them_once(service: Service) -> None:
    service.add("GET", "/things")
    declare(service, "/orders", get={}, put={})
    with capture_logs() as logs:
        _ = service.app
    (warning,) = logs
    assert warning["operations"] == ["get it", "put it"]
    assert "routers" in warning["cure"]
