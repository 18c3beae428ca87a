"""Who may call an operation, in the words of its method's docstring and in a constant's name."""

from dataclasses import replace
from typing import Any

import pytest

from exactapi.generate.ir import DeclaredOperation, DeclaredOwner, Location
from exactapi.generate.routers.security import constant_name, requirement

OPERATION = DeclaredOperation(
    id="getUser",
    method="GET",
    path="/users/{id}",
    pointer="/paths/~1users~1{id}/get",
    location=Location("openapi.yaml", 1, 1),
    tags=(),
    summary="",
    description="",
    deprecated=False,
    parameters=(),
    body=None,
    responses=(),
    security=(),
    limits=(),
    timeout=None,
    owner=None,
    cache=None,
    etag=None,
    idempotency=None,
    sunset=None,
    socket=None,
    extensions={},
    refused=(),
)


@pytest.mark.parametrize(
    ("security", "said", "name"),
    [
        ((), "Public.", ""),
        (({},), "Public.", "ANONYMOUS"),
        (({"bearer": ()},), "Requires bearer.", "BEARER"),
        (({"bearer": ()}, {"apiKey": ()}), "Requires bearer or apiKey.", "BEARER_OR_API_KEY"),
        (({"bearer": (), "apiKey": ()},), "Requires bearer and apiKey.", "BEARER_AND_API_KEY"),
        (({"bearer": ("read",)},), "Requires `read` (bearer).", "READ"),
        (
            ({"bearer": ("a:read", "b")}, {"oauth2": ("b", "a:read")}),
            "Requires `a:read` and `b` (bearer or oauth2).",
            "A_READ_AND_B",
        ),
        (
            ({"bearer": ("read",)}, {"oauth2": ("read", "write")}),
            "Requires bearer (`read`), or oauth2 (`read`, `write`).",
            "BEARER_OR_OAUTH2",
        ),
        (
            ({"key": (), "oauth2": ("read",)}, {"bearer": ()}),
            "Requires key and oauth2 (`read`), or bearer.",
            "KEY_AND_OAUTH2_OR_BEARER",
        ),
        (
            ({"bearer": ("read",)}, {"key": ()}),
            "Requires bearer (`read`), or key.",
            "BEARER_OR_KEY",
        ),
        (
            ({}, {"bearer": ("read",)}),
            "Public; credentials are optional: `read` (bearer).",
            "ANONYMOUS_OR_BEARER",
        ),
        (
            ({"a": (("s" * 30), ("t" * 30))},),
            f"Requires `{'s' * 30}` and `{'t' * 30}` (a).",
            "SECURITY",
        ),
        (({"a": ("`\n\u2028x",)},), "Requires `' x` (a).", "X"),
    ],
)
def test_every_kind_of_requirement_is_told(security: Any, said: str, name: str) -> None:
    assert requirement(replace(OPERATION, security=security), None) == said
    if security:
        assert constant_name(security) == name


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        (DeclaredOwner("id", None, 403), "Requires key; `id` must be the caller."),
        (
            DeclaredOwner("id", "admin", 403),
            "Requires key, and `admin` where `id` is not the caller.",
        ),
    ],
)
def test_an_owner_is_told(owner: DeclaredOwner, said: str) -> None:
    operation = replace(OPERATION, security=({"key": ()},), owner=owner)
    assert requirement(operation, "id") == said
