"""Who is let in, and what accounts promise: probes by somebody who may not, or may no more."""

import requests
import schemathesis
from accounts import (
    ABOUT_A_USER,
    AUTH,
    GRANTED_TO_USERS,
    USERS,
    is_authenticated,
    suffices,
)
from people import PASSWORD, lasting_person, new_person
from probes import TIMEOUT, URL, again, declared_security, field, get, is_accepted, is_due, json_of

REFUSED = {401, 403, 404}


@schemathesis.check
def scopes_are_needed(ctx, response, case) -> None:
    """Who has not the scopes of an operation is refused."""
    needed = declared_security(case.operation)
    if not is_accepted(case, response) or "bearerAuth" not in str(needed):
        return
    if "x-owner" in case.operation.definition.raw or suffices(case.operation, GRANTED_TO_USERS):
        return
    if is_due("scopes", case):
        found = again(case, headers={"Authorization": lasting_person().authorization})
        assert found.status_code in REFUSED, f"Without its scopes: {found.status_code}"


@schemathesis.check
def what_belongs_to_somebody_is_theirs(ctx, response, case) -> None:
    """What is about a user is for that user."""
    if case.operation.label not in ABOUT_A_USER or not is_accepted(case, response):
        return
    if is_due("owner", case):
        found = again(
            case,
            headers={"Authorization": lasting_person().authorization},
            path_parameters={"id": new_person().id},
        )
        assert found.status_code in REFUSED, f"About somebody else: {found.status_code}"


@schemathesis.check
def a_session_that_has_ended_is_over(ctx, response, case) -> None:
    """After a logout, its token lets nobody in."""
    if case.operation.label not in {f"POST {AUTH}/logout", f"POST {AUTH}/logout-all"}:
        return
    if is_accepted(case, response) and is_authenticated(case) and is_due("session", case):
        found = get(f"{USERS}/me", case)
        assert found.status_code == 401, f"After the logout: {found.status_code}"


@schemathesis.check
def a_password_is_needed(ctx, response, case) -> None:
    """No session begins with a password that is wrong."""
    if case.operation.label not in {f"POST {AUTH}/login", f"POST {AUTH}/token"}:
        return
    if not is_accepted(case, response):
        return
    assert case.body["password"] == PASSWORD, "A session with a password that is wrong"
    if is_due("password", case):
        found = again(case, body=case.body | {"password": f"not {PASSWORD}"})
        assert found.status_code in {400, 401}, f"A wrong password: {found.status_code}"


@schemathesis.check
def a_password_is_changed_by_who_knows_it(ctx, response, case) -> None:
    """Only with the present password is there a new one, which then opens sessions."""
    if case.operation.label != f"POST {AUTH}/password" or not is_accepted(case, response):
        return
    if is_due("new password", case):
        wrong = again(case, body=case.body | {"current_password": f"not {PASSWORD}"})
        assert wrong.status_code == 403, f"A change with a wrong password: {wrong.status_code}"
        me = json_of(get(f"{USERS}/me", case))
        found = requests.post(
            f"{URL}{AUTH}/login",
            json={"email": me["email"], "password": case.body["new_password"]},
            timeout=TIMEOUT,
        )
        assert found.status_code == 200, f"A login with the new password: {found.status_code}"


@schemathesis.check
def tokens_open_what_they_are_for(ctx, response, case) -> None:
    """A new access token is good for a request."""
    found = json_of(response) if response.status_code == 200 else None
    if isinstance(found, dict) and isinstance(token := found.get("access_token"), str):
        if not is_due("token", case) or "users:read" not in str(found.get("scope")):
            return
        status = requests.get(
            f"{URL}{USERS}/me", headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT
        ).status_code
        assert status == 200, f"A request with the new token: {status}"


@schemathesis.check
def a_change_has_another_tag(ctx, response, case) -> None:
    """Another version of a user has another ETag."""
    if case.operation.label not in {f"PUT {USERS}/{{id}}", f"PATCH {USERS}/{{id}}"}:
        return
    if is_accepted(case, response) and is_due("tag", case):
        person = new_person()
        answers = [
            again(
                case,
                headers={"Authorization": person.authorization, "If-Match": None},
                path_parameters={"id": person.id},
                body={"email": person.email, "full_name": name},
            )
            for name in ("Ada", "Grace")
        ]
        tags = {field(each, "ETag") for each in answers if each.status_code == 200}
        assert len(tags) != 1, f"Two versions have the ETag {tags}"


@schemathesis.check
def users_are_listed(ctx, response, case) -> None:
    """A list of all users is not empty: whoever asks is one."""
    asked = {"status", "email", "cursor"} & set(case.query or ())
    if case.operation.label == f"GET {USERS}" and is_accepted(case, response) and not asked:
        assert (json_of(response) or {}).get("items"), "No users, though one is asking"
