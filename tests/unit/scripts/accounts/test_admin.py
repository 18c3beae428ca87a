import getpass

import pytest

from scripts.accounts import admin, token

pytestmark = pytest.mark.slow

LOGIN = "/api/v1/auth/login"
EMAIL = "root@example.com"
PASSWORD = "correct horse battery staple"
ANOTHER = "wrong mule accumulator clip"


def log_in(ask, password: str = PASSWORD):
    return ask("POST", LOGIN, json={"email": EMAIL, "password": password})


def create(run, password: str = PASSWORD):
    return run(admin.main, "create", EMAIL, "--password-stdin", lines=f"{password}\n")


def test_a_created_administrator_can_log_in(run, ask) -> None:
    assert create(run).code == 0
    assert "users:admin" in log_in(ask).json()["scope"]


def test_the_password_is_asked_for_twice_without_echo(run, ask, monkeypatch) -> None:
    answers = iter([PASSWORD, PASSWORD])
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))
    result = run(admin.main, "create", EMAIL, "--name", "Root")
    assert result.code == 0
    assert PASSWORD not in result.out + result.err
    assert log_in(ask).status_code == 200


def test_two_passwords_that_differ_are_refused(run, monkeypatch) -> None:
    answers = iter([PASSWORD, ANOTHER])
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))
    result = run(admin.main, "create", EMAIL)
    assert (result.code, "differ" in result.err) == (1, True)


def test_without_a_terminal_the_option_is_named(run, monkeypatch) -> None:
    def end_of_input(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", end_of_input)
    result = run(admin.main, "create", EMAIL)
    assert (result.code, "use --password-stdin" in result.err) == (1, True)


@pytest.mark.parametrize("password", ["short", "", "a" * 129, "password"])
def test_the_rules_for_passwords_hold_here_too(run, ask, password: str) -> None:
    assert create(run, password).code == 1
    assert log_in(ask).status_code == 401


def test_what_is_no_address_is_refused(run) -> None:
    result = run(admin.main, "create", "root", "--password-stdin", lines=f"{PASSWORD}\n")
    assert (result.code, "Email" in result.err) == (1, True)


def test_whoever_has_an_account_is_promoted_instead(run, ask) -> None:
    body = {"email": EMAIL, "password": PASSWORD, "full_name": "Root"}
    assert ask("POST", "/api/v1/auth/register", json=body).status_code == 201
    refused = create(run)
    assert (refused.code, "promote" in refused.err) == (1, True)
    assert run(admin.main, "promote", EMAIL).code == 0
    assert "users:admin" in log_in(ask).json()["scope"]


def test_the_address_of_a_deleted_account_cannot_be_had(run, ask) -> None:
    create(run)
    headers = {"Authorization": f"Bearer {log_in(ask).json()['access_token']}"}
    me = ask("GET", "/api/v1/users/me", headers=headers).json()
    assert ask("DELETE", f"/api/v1/users/{me['id']}", headers=headers).status_code == 204
    for result in (create(run), run(token.main, "--email", EMAIL)):
        assert (result.code, "deleted account and stays reserved" in result.err) == (1, True)


def test_a_new_password_replaces_the_old_one_and_ends_sessions(run, ask) -> None:
    create(run)
    headers = {"Authorization": f"Bearer {log_in(ask).json()['access_token']}"}
    result = run(admin.main, "password", EMAIL, "--password-stdin", lines=f"{ANOTHER}\n")
    assert result.code == 0
    assert log_in(ask).status_code == 401
    assert log_in(ask, ANOTHER).status_code == 200
    assert ask("GET", "/api/v1/users/me", headers=headers).status_code == 401


def test_an_unknown_account_is_named(run) -> None:
    result = run(admin.main, "promote", EMAIL)
    assert (result.code, "has no account" in result.err) == (1, True)
