"""Keys: a token chooses among ours by `kid`, never the algorithm, and never brings its own."""

import json
import socket
from collections.abc import Callable

import httpx2 as httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import SecretStr

from impl.security.keys import UnusableKey
from impl.security.tokens import TokenService
from impl.settings import Settings
from tests.security.people import USERS, bearing
from tests.security.tokens.forge import Forge, as_bytes, encoded

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

MAKERS: dict[str, Callable[[], PrivateKey]] = {
    "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
}


def pem(key: PrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def public(key: PrivateKey, encoding: serialization.Encoding) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form)


def service(settings: Settings, algorithm: str, private: str, retiring: str = "") -> TokenService:
    changes = {
        "jwt_algorithm": algorithm,
        "jwt_private_key": private,
        "jwt_retiring_keys": retiring,
    }
    return TokenService(Settings(_env_file=None, **(settings.model_dump() | changes)))


def issued(tokens: TokenService) -> str:
    return tokens.issue_access_token("subject", ["users:read"], session="session")[0]


@pytest.mark.parametrize("algorithm", MAKERS)
def test_a_public_key_is_no_shared_secret(settings: Settings, algorithm: str) -> None:
    key = MAKERS[algorithm]()
    tokens = service(settings, algorithm, pem(key))
    token = issued(tokens)
    assert tokens.verify(token) is not None
    in_pem = public(key, serialization.Encoding.PEM)
    secrets = {
        "PEM": in_pem,
        "PEM without its last line end": in_pem.rstrip(),
        "PEM in one line": in_pem.replace(b"\n", b""),
        "DER": public(key, serialization.Encoding.DER),
        "JWK": json.dumps(tokens.keys.public()[0]).encode(),
        "JWK, canonical": json.dumps(
            tokens.keys.public()[0], sort_keys=True, separators=(",", ":")
        ).encode(),
        "kid": tokens.keys.signing.kid.encode(),
        "nothing": b"",
    }
    for name, secret in secrets.items():
        forge = Forge(token, secret)
        for alg, digest in (("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512")):
            forged = forge.altered(header={"alg": alg}, digest=digest)
            assert tokens.verify(forged) is None, f"{alg} with {name}"
        assert tokens.verify(forge.altered()) is None, f"{algorithm} said, HMAC with {name}"
    assert tokens.verify(Forge(token, b"").unsigned(header={"alg": "none"})) is None


def test_families_do_not_mix(settings: Settings) -> None:
    """Each token is genuine, and signed by its service's own key under the kid of the other."""
    services = {"HS256": TokenService(settings)} | {
        algorithm: service(settings, algorithm, pem(make())) for algorithm, make in MAKERS.items()
    }
    for name, tokens in services.items():
        for other, theirs in services.items():
            assert (tokens.verify(issued(theirs)) is not None) == (name == other)
            forge = Forge(issued(theirs), b"")
            renamed = {**forge.header, "kid": tokens.keys.signing.kid}
            token = f"{encoded(as_bytes(renamed))}.{forge.token.partition('.')[2]}"
            assert (tokens.verify(token) is not None) == (name == other)


@pytest.mark.parametrize("algorithm", ["HS256", *MAKERS])
def test_an_old_key_verifies_until_it_is_retired(settings: Settings, algorithm: str) -> None:
    if algorithm == "HS256":
        old, new = "old-" * 10, "new-" * 10
        before = TokenService(settings.model_copy(update={"jwt_secret_key": _secret(old)}))
        rotated = settings.model_copy(update={"jwt_secret_key": _secret(new)})
        during = TokenService(rotated.model_copy(update={"jwt_retiring_keys": _secret(old)}))
        after = TokenService(rotated)
    else:
        keys = [MAKERS[algorithm]() for _ in range(2)]
        retiring = public(keys[0], serialization.Encoding.PEM).decode()
        before = service(settings, algorithm, pem(keys[0]))
        during = service(settings, algorithm, pem(keys[1]), retiring)
        after = service(settings, algorithm, pem(keys[1]))
    token = issued(before)
    assert during.verify(token) is not None
    assert after.verify(token) is None
    assert before.verify(issued(during)) is None, "the new key signs"
    assert after.verify(issued(during)) is not None


def _secret(text: str) -> SecretStr:
    return SecretStr(text)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS256", lambda: pem(rsa.generate_private_key(public_exponent=65537, key_size=1024))),
        ("RS256", lambda: pem(ec.generate_private_key(ec.SECP256R1()))),
        ("ES256", lambda: pem(ec.generate_private_key(ec.SECP384R1()))),
        ("ES256", lambda: pem(MAKERS["RS256"]())),
        ("ES256", lambda: "not a key"),
    ],
    ids=["a short RSA key", "a curve for RSA", "another curve", "RSA for a curve", "no key"],
)
def test_a_weak_or_foreign_key_stops_the_start(
    settings: Settings, algorithm: str, key: Callable[[], str]
) -> None:
    with pytest.raises(UnusableKey, match="JWT_PRIVATE_KEY"):
        service(settings, algorithm, key())


@pytest.mark.parametrize("algorithm", MAKERS)
def test_what_is_published_is_public(settings: Settings, algorithm: str) -> None:
    (shown,) = service(settings, algorithm, pem(MAKERS[algorithm]())).keys.public()
    assert not shown.keys() & {"d", "p", "q", "dp", "dq", "qi", "k", "oth"}
    assert shown["alg"] == algorithm


def test_a_shared_secret_is_not_published(settings: Settings) -> None:
    assert TokenService(settings).keys.public() == []


async def test_nothing_is_fetched_for_a_token(client: httpx.AsyncClient, forge: Forge) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/keys.json"
        for name in ("jku", "x5u", "kid", "jwk", "x5c", "iss"):
            response = await client.get(USERS, headers=bearing(forge.altered(header={name: url})))
            assert response.status_code == 401
        response = await client.get(USERS, headers=bearing(forge.altered(claims={"iss": url})))
        assert response.status_code == 401
        with pytest.raises(BlockingIOError):
            listener.accept()
