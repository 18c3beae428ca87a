"""Operations that nobody can call are told; those that somebody can are not."""

from typing import Any

import pytest

from impl.features.auth.verifiers import verify_bearer
from scripts.accounts import scopes

ROLES = [frozenset({"read"}), frozenset({"read", "write", "admin"}), frozenset({"audit"})]


def told(*security: dict[str, list[str]]) -> list[str]:
    operation: dict[str, Any] = {"operationId": "doIt", "security": [*security], "responses": {}}
    document = {"paths": {"/x": {"get": operation}}}

    async def verify_key(*_: object) -> None:
        return None

    verifiers = {"bearer": verify_bearer, "key": verify_key}
    return [*scopes.never_granted(document, ROLES, verifiers)]


@pytest.mark.parametrize(
    "security",
    [
        [],
        [{}],
        [{"bearer": []}],
        [{"bearer": ["read", "admin"]}],
        [{"bearer": ["nobody"]}, {"bearer": ["audit"]}],
        [{"key": ["anything"]}],
        [{"key": ["anything"], "bearer": ["read"]}],
    ],
)
def test_an_operation_that_somebody_can_call_is_fine(security: list[dict[str, list[str]]]) -> None:
    assert told(*security) == []


@pytest.mark.parametrize(
    ("security", "named"),
    [
        ([{"bearer": ["products:read"]}], "products:read"),
        ([{"bearer": ["read", "audit"]}], "audit read"),
        ([{"bearer": ["a", "b"]}, {"bearer": ["read", "b"]}], "b read"),
        ([{"key": [], "bearer": ["nobody"]}], "nobody"),
    ],
)
def test_an_operation_that_no_role_can_call_is_told(
    security: list[dict[str, list[str]]], named: str
) -> None:
    (line,) = told(*security)
    assert line == f"doIt: no role has all of {named}; grant them in impl/features/auth/roles.py"


def test_the_services_own_operations_can_all_be_called() -> None:
    assert scopes.main() == 0
