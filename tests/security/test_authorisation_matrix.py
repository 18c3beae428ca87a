"""Every operation for everybody: what the document promises, and nothing else.

The expectation of each cell follows from the document (security requirement, scopes, `x-owner`).
What it cannot say is in the tables below, which a person has reviewed. An operation that neither
says anything about fails its tests until somebody has thought about it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx2 as httpx
import pytest

from impl.settings import Settings
from tests.operations import OPERATIONS, DocumentOperation, Request
from tests.security.conftest import Rows
from tests.security.forge import Forge
from tests.security.people import USERS, People, Person, bearing

PUBLIC: Final = {
    *("getLiveness", "getReadiness", "getStartup", "getKeys"),
    *("register", "logIn", "getToken", "refresh"),
}
"""What anybody may call; a new `security: []` is a decision."""

SCOPES: Final = {
    "owner": {"users:read", "users:write"},
    "other": {"users:read", "users:write"},
    "admin": {"users:read", "users:write", "users:admin"},
    "unscoped": {"other:things"},
}
"""What each is granted: by the role, or the owner's session for something else altogether."""

TURNED_AWAY: Final = ("anonymous", "expired", "disabled", "deleted", "refreshing")
"""Without valid credentials."""

CALLERS: Final = (*SCOPES, *TURNED_AWAY)

BEYOND_THE_DOCUMENT: Final[Mapping[str, Mapping[str, int]]] = {
    # Credentials are in the body, so the document calls these public.
    "logIn": {"disabled": 401, "deleted": 401},
    "getToken": {"disabled": 400, "deleted": 400},  # RFC 6749, section 5.2
    "refresh": {"disabled": 401, "deleted": 401},
    # Only the own sessions, whoever asks: a session is not a user, so `x-owner` cannot name it.
    "endSession": {"other": 404, "admin": 404},
    # About somebody else by intention; its scope is the administrators'.
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
        path = {
            each["name"]: objects[each["schema"]["$ref"].rpartition("/")[2]]
            for each in operation.parameters
            if each["in"] == "path"
        }
        request = operation.request(**path)
        if operation.id in CREDENTIALS:
            request.body.update(CREDENTIALS[operation.id](self.caller))
        return request


def expected(operation: DocumentOperation, caller: str) -> int:
    reviewed = BEYOND_THE_DOCUMENT.get(operation.id)
    if reviewed and caller in reviewed:
        return reviewed[caller]
    if operation.is_public:
        assert operation.id in PUBLIC, f"{operation.id} is public: if it should be, add it"
        return operation.success
    assert operation.id not in PUBLIC, f"{operation.id} is not public"
    if caller in TURNED_AWAY:
        return 401
    if not any(_suffice(alternative, SCOPES[caller]) for alternative in operation.security):
        return 403
    if operation.owner is not None:
        unless = operation.owner.get("unless")
        lets_in = caller in ("owner", "unscoped") or unless in SCOPES[caller]
        return operation.success if lets_in else operation.owner.get("denied", 403)
    assert not operation.path_parameters or reviewed is not None, (
        f"{operation.id} is about some object: say whose with x-owner, or review it here"
    )
    return operation.success


def _suffice(alternative: Mapping[str, list[str]], scopes: set[str]) -> bool:
    return all(set(needed) <= scopes for needed in alternative.values())


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
    body: dict[str, Any] = {}
    if request.media_type == "application/x-www-form-urlencoded":
        body = {"data": request.body}
    elif request.media_type is not None:
        body = {"json": request.body}
        headers = {**headers, "content-type": request.media_type}
    return await client.request(
        request.method, request.path, params=request.query, headers=headers, **body
    )


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
    assert response.status_code == wanted, response.text
    assert operation.documents(response.status_code)
    if response.is_error:
        assert await rows.user(scene.owner.id) == before
        mine = await client.get(f"{USERS}/me", headers=scene.owner.headers)
        assert mine.status_code == 200, "the owner's session has not suffered"


@pytest.mark.parametrize("scene", ["other"], indirect=True)
@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS.values() if each.path_parameters], ids=lambda o: o.id
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
        assert set(table) <= OPERATIONS.keys()
