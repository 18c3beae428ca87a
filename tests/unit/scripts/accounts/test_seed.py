import secrets

import pytest

from impl.security.passwords import BcryptHasher
from scripts.accounts import seed

pytestmark = pytest.mark.slow


def log_in(ask, email: str):
    return ask("POST", "/api/v1/auth/login", json={"email": email, "password": seed.PASSWORD})


def test_seeding_twice_changes_nothing(run, ask) -> None:
    first, second = run(seed.main), run(seed.main)
    assert (first.code, second.code) == (0, 0)
    assert first.out == f"users made: 27, each with the password: {seed.PASSWORD}\n"
    assert second.out == "already there, with the passwords that they have: 27\n"


def test_no_password_is_hashed_for_whoever_is_there(run, monkeypatch) -> None:
    hashed = []
    hash_one = BcryptHasher.hash

    async def counted(hasher: BcryptHasher, password: str) -> str:
        hashed.append(password)
        return await hash_one(hasher, password)

    monkeypatch.setattr(BcryptHasher, "hash", counted)
    run(seed.main)
    assert len(hashed) == 27
    run(seed.main)
    assert len(hashed) == 27


def test_it_claims_no_password_for_whoever_was_there(run, ask) -> None:
    body = {"email": "ada@example.com", "password": "engines are poetical", "full_name": "Ada"}
    assert ask("POST", "/api/v1/auth/register", json=body).status_code == 201
    made, kept = run(seed.main).out.splitlines()
    assert made.startswith("users made: 26")
    assert kept == "already there, with the passwords that they have: 1"
    assert log_in(ask, "ada@example.com").status_code == 401


def test_there_are_an_administrator_users_and_a_disabled_one(run, ask) -> None:
    run(seed.main)
    assert "users:admin" in log_in(ask, "admin@example.com").json()["scope"]
    assert "users:admin" not in log_in(ask, "ada@example.com").json()["scope"]
    assert log_in(ask, "eve@example.com").status_code == 401


def test_nothing_is_seeded_outside_development(run, development) -> None:
    for name in ("JWT_SECRET_KEY", "CURSOR_SECRET", "PASSWORD_PEPPER", "WEBHOOK_SECRET_KEY"):
        development.setenv(name, secrets.token_urlsafe(48))
    development.setenv("ENVIRONMENT", "test")
    result = run(seed.main)
    assert (result.code, "refused" in result.err) == (1, True)
