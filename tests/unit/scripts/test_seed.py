from scripts import seed


def log_in(ask, email: str):
    return ask("POST", "/api/v1/auth/login", json={"email": email, "password": seed.PASSWORD})


def test_seeding_twice_changes_nothing(run, ask) -> None:
    first, second = run(seed.main), run(seed.main)
    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith("27 users made")
    assert second.out.startswith("0 users made")


def test_there_are_an_administrator_users_and_a_disabled_one(run, ask) -> None:
    run(seed.main)
    assert "users:admin" in log_in(ask, "admin@example.com").json()["scope"]
    assert "users:admin" not in log_in(ask, "ada@example.com").json()["scope"]
    assert log_in(ask, "eve@example.com").status_code == 401


def test_nothing_is_seeded_outside_development(run, development) -> None:
    for name in ("JWT_SECRET_KEY", "CURSOR_SECRET", "PASSWORD_PEPPER"):
        development.setenv(name, f"{name} of the tests and of nothing else")
    development.setenv("ENVIRONMENT", "test")
    result = run(seed.main)
    assert (result.code, "refused" in result.err) == (1, True)
