"""Every operation for everybody: what the document promises, and nothing else.

The expectation of each cell follows from the document (security requirement, scopes, `x-owner`).
What it cannot say of accounts is in the tables below, which a person has reviewed: an operation of
theirs that neither says anything about fails its tests until it has been reviewed. Of operations of
other features the document alone decides who gets in, and their own tests say what happens then.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

import httpx2 as httpx
import pytest

from impl.features.auth.roles import SCOPES as GRANTED
from impl.settings import Settings
from tests.operations import OPERATIONS, DocumentOperation, Request
from tests.security.conftest import Rows
from tests.security.people import OF_ACCOUNTS, USERS, People, Person, bearing
from tests.security.tokens.forge import Forge

pytestmark = pytest.mark.slow

PUBLIC: Final = {"getKeys", "register", "logIn", "getToken", "refresh"}
"""What anybody may call of accounts; a new `security: []` is a decision."""

SCOPES: Final[Mapping[str, Collection[str]]] = {
    "owner": GRANTED["user"],
    "other": GRANTED["user"],
    "admin": GRANTED["admin"],
    "unscoped": {"other:things"},
}
"""What each is granted: by the role, or the owner's session for something else altogether."""

REVIEWED_SCOPES: Final = {
    "user": {"users:read", "users:write"},
    "admin": {"users:read", "users:write", "users:admin"},
}
"""What the roles are granted of accounts."""

TURNED_AWAY: Final = ("anonymous", "expired", "disabled", "deleted", "refreshing")
"""Without valid credentials."""

CALLERS: Final = (*SCOPES, *TURNED_AWAY)

BEYOND_THE_DOCUMENT: Final[Mapping[str, Mapping[str, int]]] = {
    # Credentials are in the body, so the document calls these public.
    "logIn": {"disabled": 401, "deleted": 401},
    "getToken": {"disabled": 400, "deleted": 400},  # RFC 6749, section 5.2
    "refresh": {"disabled": 401, "deleted": 401},
    # Only the caller's own sessions: a session is not a user, so `x-owner` cannot name it.
    "endSession": {"other": 404, "admin": 404},
    # About another user on purpose; it needs the administrators' scope.
    "setUserAccess": {},
}

CREDENTIALS: Final[Mapping[str, Callable[[Person], dict[str, str]]]] = {
    "logIn": lambda person: {"email": person.email, "password": person.password},
    "getToken": lambda person: {"username": person.email, "password": person.password},
    "refresh": lambda person: {"refresh_token": person.refresh_token},
    "changePassword": lambda person: {"current_password": person.password},
}
"""Members of a body that say who is asking."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The object is the owner's; the caller is who asks, with these headers."""

    owner: Person
    session: str
    caller: Person
    headers: dict[str, str]

    def request(self, operation: DocumentOperation) -> Request:
        objects = {"UserId": self.owner.id, "SessionId": self.session}
        named = {
            each["name"]: each.get("schema", {}).get("$ref", "").rpartition("/")[2]
            for each in operation.parameters
            if each["in"] == "path"
        }
        path = {name: objects[schema] for name, schema in named.items() if schema in objects}
        if operation.owner is not None:
            path[operation.owner["parameter"]] = self.owner.id
        request = operation.request(**path)
        if operation.id in CREDENTIALS:
            request.body.update(CREDENTIALS[operation.id](self.caller))
        return request


def refusal(operation: DocumentOperation, caller: str) -> int | None:
    """Return the status with which the document turns the caller away; None for who gets in."""
    if operation.is_public:
        return None
    if caller in TURNED_AWAY:
        return 401
    if not any(_suffice(alternative, SCOPES[caller]) for alternative in operation.security):
        return 403
    if operation.owner is not None:
        unless = operation.owner.get("unless")
        lets_in = caller in ("owner", "unscoped") or unless in SCOPES[caller]
        return None if lets_in else operation.owner.get("denied", 403)
    return None


def expected(operation: DocumentOperation, caller: str) -> set[int]:
    """Return the statuses of which the answer has one."""
    reviewed = BEYOND_THE_DOCUMENT.get(operation.id)
    if reviewed and caller in reviewed:
        return {reviewed[caller]}
    status = refusal(operation, caller)
    if status is not None:
        return {status}
    if operation.id in OF_ACCOUNTS:
        return operation.successes
    return {each for each in range(200, 500) if each not in {401, 403}}


@pytest.mark.parametrize("operation", OF_ACCOUNTS.values(), ids=OF_ACCOUNTS.keys())
def test_who_may_use_accounts_has_been_reviewed(operation: DocumentOperation) -> None:
    assert operation.is_public == (operation.id in PUBLIC), (
        f"{operation.id}: PUBLIC names what is public; if it should be, add it"
    )
    is_about_an_object = bool(operation.path_parameters) and not operation.is_public
    assert not is_about_an_object or operation.owner or operation.id in BEYOND_THE_DOCUMENT, (
        f"{operation.id} is about some object: say whose with x-owner, or review it here"
    )


def test_what_the_roles_are_granted_of_accounts_has_been_reviewed() -> None:
    of_accounts = {
        role: {scope for scope in scopes if scope.startswith("users:")}
        for role, scopes in GRANTED.items()
    }
    assert of_accounts == REVIEWED_SCOPES


def _suffice(alternative: Mapping[str, list[str]], scopes: Collection[str]) -> bool:
    return all(set(needed) <= set(scopes) for needed in alternative.values())


@pytest.fixture
async def scene(
    request: pytest.FixtureRequest,
    client: httpx.AsyncClient,
    people: People,
    admin: Person,
    settings: Settings,
) -> Scene:
    owner = await people.user()
    sessions = await client.get("/api/v1/auth/sessions", headers=owner.headers)
    (session,) = sessions.json()["items"]
    match request.param:
        case "other":
            caller = await people.user()
        case "admin":
            caller = admin
        case "disabled":
            caller = await people.disabled(admin)
        case "deleted":
            caller = await people.deleted()
        case _:
            caller = owner
    headers = caller.headers
    if request.param == "anonymous":
        headers = {}
    if request.param == "refreshing":
        headers = bearing(owner.refresh_token)
    altered = {"expired": {"exp": int(time.time()) - 1}, "unscoped": {"scope": "other:things"}}
    if request.param in altered:
        key = settings.jwt_secret_key.get_secret_value().encode()
        forge = Forge(owner.access_token, key)
        headers = bearing(forge.altered(claims=altered[request.param]))
    return Scene(owner, session["id"], caller, headers)


async def send(
    client: httpx.AsyncClient, request: Request, headers: Mapping[str, str]
) -> httpx.Response:
    return await client.request(request.method, request.path, **request.arguments(headers))


@pytest.mark.parametrize("scene", CALLERS, indirect=True, ids=CALLERS)
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
async def test_cell(
    request: pytest.FixtureRequest,
    client: httpx.AsyncClient,
    rows: Rows,
    operation: DocumentOperation,
    scene: Scene,
) -> None:
    wanted = expected(operation, request.node.callspec.params["scene"])
    before = await rows.user(scene.owner.id)
    response = await send(client, scene.request(operation), scene.headers)
    assert response.status_code in wanted, response.text
    assert operation.documents(response.status_code)
    if response.is_error:
        assert await rows.user(scene.owner.id) == before
        mine = await client.get(f"{USERS}/me", headers=scene.owner.headers)
        assert mine.status_code == 200, "the owner's session has not suffered"


@pytest.mark.parametrize("scene", ["other"], indirect=True)
@pytest.mark.parametrize(
    "operation",
    [
        each
        for each in OPERATIONS.values()
        if each.path_parameters and (each.owner or each.id in OF_ACCOUNTS)
    ],
    ids=lambda operation: operation.id,
)
async def test_what_belongs_to_others_looks_like_what_is_not_there(
    client: httpx.AsyncClient, operation: DocumentOperation, scene: Scene
) -> None:
    absent = Scene(Person(str(uuid4()), "", "", "", ""), str(uuid4()), scene.caller, scene.headers)
    answers = [
        await send(client, each.request(operation), scene.headers) for each in (scene, absent)
    ]
    assert len({response.status_code for response in answers}) == 1
    bodies = [
        {key: value for key, value in response.json().items() if key != "instance"}
        for response in answers
    ]
    assert bodies[0] == bodies[1]
    assert answers[0].headers.keys() == answers[1].headers.keys()


def test_the_tables_speak_of_operations_that_exist() -> None:
    for table in (PUBLIC, BEYOND_THE_DOCUMENT.keys(), CREDENTIALS.keys()):
        assert set(table) <= OF_ACCOUNTS.keys()
