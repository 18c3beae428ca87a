"""What answers have in common, as assertions."""

import httpx2 as httpx


def assert_problem(response: httpx.Response, status: int, kind: str = "about:blank") -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["type"]) == (status, kind)
    assert problem["instance"] == f"urn:uuid:{response.headers['x-request-id']}"


def assert_unauthenticated(response: httpx.Response, *, error: str | None = None) -> None:
    assert_problem(response, 401)
    challenge = response.headers["www-authenticate"]
    assert challenge.startswith("Bearer ")
    assert error is None or f'error="{error}"' in challenge


def assert_forbidden(response: httpx.Response, *scopes: str) -> None:
    assert_problem(response, 403)
    assert 'error="insufficient_scope"' in response.headers["www-authenticate"]
    assert f'scope="{" ".join(scopes)}"' in response.headers["www-authenticate"]


def assert_invalid(response: httpx.Response, *pointers: str) -> None:
    assert_problem(response, 422)
    assert {error["pointer"] for error in response.json()["errors"]} == set(pointers)
