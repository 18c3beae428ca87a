"""The service as a client finds it, behind nginx."""

import re
import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from tests.infra.containers.nginx.server import own_nginx
from tests.infra.containers.stack import PASSWORD, Stack

pytestmark = pytest.mark.infra


def test_register_log_in_and_read(stack: Stack) -> None:
    status, headers, user = stack.ask("GET", "/api/v1/users/me", Authorization=stack.log_in())
    assert status == 200
    assert user["full_name"] == "Ada Lovelace"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "uvicorn" not in str(headers)


def test_both_replicas_serve(stack: Stack) -> None:
    for _ in range(8):
        assert stack.ask("GET", "/livez")[0] == 200
    assert set(re.findall(r'"upstream":"([\d.]+:8000)"', stack.logs("nginx"))).issuperset(
        {f"{subnet}.{number}:8000" for subnet in [subnet_of(stack)] for number in (11, 12)}
    )


def subnet_of(stack: Stack) -> str:
    address = stack.run(
        "inspect",
        "--format",
        "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}",
        stack.container("nginx"),
    )
    return address.split()[0].rpartition(".")[0]


def test_an_id_leads_from_nginx_to_the_application(stack: Stack) -> None:
    _, headers, _ = stack.ask("GET", "/livez")
    identity = headers["X-Request-Id"]
    assert f'"request_id":"{identity}"' in stack.logs("nginx")
    assert identity in stack.logs("api-1") + stack.logs("api-2")
    given = "0196f3c2-7d1e-4b7a-9c55-0a1b2c3d4e5f"
    assert stack.ask("GET", "/livez", X_Request_Id=given)[1]["X-Request-Id"] == given


def test_a_client_cannot_say_where_it_comes_from(stack: Stack) -> None:
    """Units of a limit by address are taken from one account, whatever the client claims.

    One comes back every 18 s, so that on a slow machine not each request leaves one less.
    """
    left = []
    for number in range(6):
        claims = {
            "X_Forwarded_For": f"198.51.100.{number}",
            "Forwarded": f"for=198.51.100.{number}",
            "X_Real_IP": f"198.51.100.{number}",
        }
        email = f"{secrets.token_hex(8)}@example.com"
        account = {"email": email, "full_name": "Ada", "password": PASSWORD}
        _, headers, _ = stack.ask("POST", "/api/v1/auth/register", account, **claims)
        left.append(int(re.search(r"r=(\d+)", headers["RateLimit"])[1]))  # type: ignore[index]
    assert left[-1] < left[0], left


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("TRACE", "/livez", {}, 405),
        ("GET", "/metrics", {}, 404),
        ("GET", "/livez", {"Host": "evil.example"}, 421),
        ("POST", "/api/v1/auth/login", {"Content_Length": "2000000"}, 413),
    ],
)
def test_what_nginx_refuses_is_a_problem(
    stack: Stack, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    found, answered, problem = stack.ask(method, path, **headers)
    assert found == status
    assert answered.get_content_type() == "application/problem+json"  # type: ignore[attr-defined]
    assert problem["status"] == status
    assert problem["instance"] == f"urn:uuid:{answered['X-Request-Id']}"


def test_when_no_replica_listens_the_problem_says_when_to_come_back(
    stack: Stack, tmp_path: Path
) -> None:
    def misdirect(configuration: Path) -> None:
        file = configuration / "http.conf"
        file.write_text(file.read_text().replace(":8000 max_fails", ":1 max_fails"))

    with own_nginx(stack, tmp_path, misdirect) as port:
        status, headers, problem = replace(stack, port=port).ask("GET", "/readyz")
    assert (status, problem["status"]) == (502, 502)
    assert headers["Retry-After"] == "1"
    assert problem["detail"] == "The service gave no answer that can be passed on."


def test_only_nginx_is_published(stack: Stack) -> None:
    for part in ("api-1", "api-2", "postgres", "valkey"):
        assert not stack.run("port", stack.container(part)).strip()


def test_an_administrator_is_made_in_the_container(stack: Stack) -> None:
    command = "python -m scripts.accounts.admin create --password-stdin root@example.com"
    said = stack.inside("api-1", "sh", "-c", f"echo '{PASSWORD}' | {command}")
    assert "root@example.com is an administrator" in said
