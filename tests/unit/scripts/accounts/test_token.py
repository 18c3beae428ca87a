import secrets

from scripts.accounts import token

ME = "/api/v1/users/me"
USERS = "/api/v1/users"


def bearing(printed: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {printed.strip()}"}


def test_a_development_token_opens_everything_and_can_be_revoked(run, ask) -> None:
    result = run(token.main)
    assert result.code == 0
    headers = bearing(result.out)
    assert ask("GET", ME, headers=headers).json()["email"] == "developer@example.com"
    assert ask("GET", USERS, headers=headers).status_code == 200
    assert ask("POST", "/api/v1/auth/logout-all", headers=headers).status_code == 204
    assert ask("GET", ME, headers=headers).status_code == 401


def test_a_second_token_is_of_the_same_user(run, ask) -> None:
    first, second = [bearing(run(token.main).out) for _ in range(2)]
    assert ask("GET", ME, headers=first).json() == ask("GET", ME, headers=second).json()
    assert len(ask("GET", "/api/v1/auth/sessions", headers=second).json()["items"]) == 2


def test_user_role_and_scopes_can_be_chosen(run, ask) -> None:
    user = run(token.main, "--email", "ada@example.com", "--role", "user")
    assert ask("GET", ME, headers=bearing(user.out)).json()["role"] == "user"
    assert ask("GET", USERS, headers=bearing(user.out)).status_code == 403
    reader = bearing(run(token.main, "--scope", "users:read", "--minutes", "1").out)
    assert ask("GET", ME, headers=reader).status_code == 200
    assert ask("PATCH", ME, headers=reader, json={"full_name": "A"}).status_code == 403


def test_there_are_none_outside_development(run, development) -> None:
    for name in ("JWT_SECRET_KEY", "CURSOR_SECRET", "PASSWORD_PEPPER", "WEBHOOK_SECRET_KEY"):
        development.setenv(name, secrets.token_urlsafe(48))
    development.setenv("PASSWORD_HASH_COST", "12")
    development.setenv("ENVIRONMENT", "production")
    result = run(token.main)
    assert (result.code, result.out) == (1, "")
    assert "refused" in result.err
