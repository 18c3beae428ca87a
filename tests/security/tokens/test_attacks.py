"""Whatever is done to an access token: 401, never 500, never let in."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2 as httpx
import pytest

from impl.security.tokens import TokenService
from impl.settings import Settings
from tests.security.tokens.attacks import Attack, attacks
from tests.security.tokens.forge import Forge, decoded, encoded

USERS = "/api/v1/users"
SEED = 20_261_122
Get = Callable[..., Awaitable[httpx.Response]]

ATTACKS = dict(attacks())


def assert_refused(response: httpx.Response) -> None:
    assert response.status_code == 401, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["www-authenticate"].startswith("Bearer ")
    assert response.json()["status"] == 401


def bearing(token: str | bytes) -> dict[str, bytes]:
    raw = token.encode("latin-1") if isinstance(token, str) else token
    return {"authorization": b"Bearer " + raw}


def test_there_are_attacks_enough() -> None:
    assert len(ATTACKS) >= 45


async def test_what_is_altered_in_nothing_is_let_in(
    client: httpx.AsyncClient, forge: Forge
) -> None:
    """Else every attack below would be refused for the forger's mistake."""
    for token in (forge.token, forge.altered(), forge.altered(claims={"jti": "another"})):
        response = await client.get(USERS, headers=bearing(token))
        assert response.status_code == 200, response.text


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
async def test_attack(client: httpx.AsyncClient, forge: Forge, attack: Attack) -> None:
    token = attack(forge)
    assert token != forge.token
    response = await client.get(USERS, headers=bearing(token))
    assert_refused(response)
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


SIDEWAYS: dict[str, Callable[[str], dict[str, Any]]] = {
    "query": lambda token: {"params": {"access_token": token}},
    "query as authorization": lambda token: {"params": {"authorization": f"Bearer {token}"}},
    "cookie": lambda token: {"headers": {"cookie": f"access_token={token}"}},
    "cookie as authorization": lambda token: {"headers": {"cookie": f"Authorization={token}"}},
    "form": lambda token: {
        "content": f"access_token={token}",
        "headers": {"content-type": "application/x-www-form-urlencoded"},
    },
    "another header": lambda token: {"headers": {"x-authorization": f"Bearer {token}"}},
    "another scheme": lambda token: {"headers": {"authorization": f"Token {token}"}},
    "basic": lambda token: {"headers": {"authorization": f"Basic {token}"}},
    "no scheme": lambda token: {"headers": {"authorization": token}},
    "the scheme twice": lambda token: {"headers": {"authorization": f"Bearer Bearer {token}"}},
    "a list": lambda token: {"headers": {"authorization": f"Bearer {token}, Bearer {token}"}},
    "a parameter": lambda token: {"headers": {"authorization": f"Bearer token={token}"}},
    "quoted": lambda token: {"headers": {"authorization": f'Bearer "{token}"'}},
    "a tab between": lambda token: {"headers": {"authorization": f"Bearer\t{token}"}},
    "two headers": lambda token: {
        "headers": [("authorization", f"Bearer {token}"), ("authorization", f"Bearer {token}")]
    },
    "two headers, one wrong": lambda token: {
        "headers": [("authorization", "Bearer a.b.c"), ("authorization", f"Bearer {token}")]
    },
    "two headers, one empty": lambda token: {
        "headers": [("authorization", ""), ("authorization", f"Bearer {token}")]
    },
}


@pytest.mark.parametrize("request_of", SIDEWAYS.values(), ids=SIDEWAYS.keys())
async def test_a_genuine_token_in_the_wrong_place(
    client: httpx.AsyncClient, forge: Forge, request_of: Callable[[str], dict[str, Any]]
) -> None:
    assert_refused(await client.request("GET", USERS, **request_of(forge.token)))


def mutants(token: str, count: int) -> list[str]:
    """Different from the token, and the same ones every time."""
    draw = random.Random(SEED)
    made: list[str] = []
    while len(made) < count:
        mutant = draw.choice((_characters, _bytes_of_a_segment, _segments))(token, draw)
        if mutant != token:
            made.append(mutant)
    return made


def _characters(token: str, draw: random.Random) -> str:
    characters = list(token)
    for _ in range(draw.randint(1, 4)):
        where = draw.randrange(len(characters))
        other = chr(draw.choice((draw.randint(33, 126), draw.randint(0, 255))))
        draw.choice(
            (
                lambda where=where, other=other: characters.__setitem__(where, other),
                lambda where=where, other=other: characters.insert(where, other),
                lambda where=where: characters.__delitem__(where),
            )
        )()
    return "".join(characters)


def _bytes_of_a_segment(token: str, draw: random.Random) -> str:
    """Still base64url, so that the change gets further."""
    segments = token.split(".")
    which = draw.randrange(3)
    data = bytearray(decoded(segments[which]))
    for _ in range(draw.randint(1, 3)):
        data[draw.randrange(len(data))] = draw.randrange(256)
    segments[which] = encoded(bytes(data))
    return ".".join(segments)


def _segments(token: str, draw: random.Random) -> str:
    segments = token.split(".")
    for _ in range(draw.randint(1, 3)):
        segments[draw.randrange(len(segments))] = draw.choice(
            [*segments, "", segments[0][: draw.randrange(40)], encoded(draw.randbytes(32))]
        )
    return ".".join(segments[: draw.randint(1, 4)])


async def test_ten_thousand_mutants_are_refused(forge: Forge, settings: Settings) -> None:
    tokens = TokenService(settings)
    assert tokens.verify(forge.token) is not None
    accepted = [mutant for mutant in mutants(forge.token, 10_000) if tokens.verify(mutant)]
    assert accepted == []


async def test_mutants_over_http(client: httpx.AsyncClient, forge: Forge) -> None:
    for mutant in mutants(forge.token, 300):
        if not set("\r\n\0") & set(mutant):  # which no server lets into a header
            assert_refused(await client.get(USERS, headers=bearing(mutant)))
