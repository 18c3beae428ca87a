"""Keys from settings: which sign, which verify, which are shown, which are refused."""

import base64
import hashlib
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose.utils import base64_to_long
from pydantic import SecretStr, ValidationError

from impl.security.keys import KeyRing, UnusableKey
from impl.security.tokens import TokenService
from impl.settings import Settings

WEAK = "JWT_PRIVATE_KEY: RS256 needs an RSA key of 2048 bits or more"
OTHER_CURVE = "JWT_PRIVATE_KEY: ES256 needs a key of the curve P-256"
SECRETS = [f"a-secret-that-is-long-enough-{n:04}" for n in range(3)]


def private_pem(key: Any) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def public_pem(key: Any) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def ec_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve or ec.SECP256R1())


ASYMMETRIC = pytest.mark.parametrize(("algorithm", "make"), [("RS256", rsa_key), ("ES256", ec_key)])


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)


def access_token(tokens: TokenService) -> str:
    return tokens.issue_access_token("ada", [], session="0192")[0]


def test_a_retiring_secret_verifies_until_it_is_gone() -> None:
    old = TokenService(settings(jwt_secret_key=SECRETS[0]))
    new = TokenService(
        settings(jwt_secret_key=SECRETS[1], jwt_retiring_keys=f"{SECRETS[0]} {SECRETS[2]}")
    )
    later = TokenService(settings(jwt_secret_key=SECRETS[1]))
    assert new.verify(access_token(old)) is not None
    assert later.verify(access_token(old)) is None
    assert later.verify(access_token(new)) is not None
    assert old.verify(access_token(new)) is None


def test_in_a_rolling_deploy_every_replica_takes_every_token() -> None:
    """The order that .env.example gives: old and new replicas serve side by side at each step."""
    old, new = SECRETS[:2]
    steps = [
        {"jwt_secret_key": old},
        {"jwt_secret_key": old, "jwt_retiring_keys": new},
        {"jwt_secret_key": new, "jwt_retiring_keys": old},
        {"jwt_secret_key": new},
    ]
    replicas = [TokenService(settings(**step)) for step in steps]
    for before, after in pairwise(replicas):
        if after is not replicas[-1]:  # by then the last token of the old key is over
            assert after.verify(access_token(before)) is not None
        assert before.verify(access_token(after)) is not None


@pytest.mark.parametrize("garbage", ["garbage", "/run/secrets/key", "-----BEGIN PUBLIC KEY-----"])
@ASYMMETRIC
def test_a_retiring_key_that_cannot_be_read_stops_the_start(
    algorithm: str, make: Callable[[], Any], garbage: str
) -> None:
    key = make()
    retiring = f"{public_pem(make())}{garbage}"
    with pytest.raises(UnusableKey, match="JWT_RETIRING_KEYS"):
        KeyRing.create(
            settings(
                jwt_algorithm=algorithm,
                jwt_private_key=private_pem(key),
                jwt_retiring_keys=retiring,
            )
        )


@ASYMMETRIC
def test_a_retiring_public_key_verifies_until_it_is_gone(
    algorithm: str, make: Callable[[], Any]
) -> None:
    first, second = make(), make()
    old = TokenService(settings(jwt_algorithm=algorithm, jwt_private_key=private_pem(first)))
    rotated = {"jwt_algorithm": algorithm, "jwt_private_key": private_pem(second)}
    new = TokenService(settings(**rotated, jwt_retiring_keys=public_pem(first) + public_pem(first)))
    later = TokenService(settings(**rotated))
    assert new.verify(access_token(old)) is not None
    assert later.verify(access_token(old)) is None
    assert later.verify(access_token(new)) is not None


@ASYMMETRIC
def test_public_keys_are_shown_and_nothing_private(algorithm: str, make: Callable[[], Any]) -> None:
    first, second = make(), make()
    ring = KeyRing.create(
        settings(
            jwt_algorithm=algorithm,
            jwt_private_key=private_pem(first).replace("\n", "\\n"),
            jwt_retiring_keys=public_pem(second),
        )
    )
    shown = ring.public()
    assert [key["kid"] for key in shown] == [ring.signing.kid, shown[1]["kid"]]
    assert shown[0]["kid"] != shown[1]["kid"]
    for key in shown:
        assert (key["alg"], key["use"]) == (algorithm, "sig")
        assert not key.keys() & {"d", "p", "q", "dp", "dq", "qi", "k"}


def test_shared_secrets_are_not_shown() -> None:
    assert KeyRing.create(settings(jwt_secret_key=SECRETS[0])).public() == []


def test_a_kid_is_the_thumbprint_of_rfc_7638() -> None:
    """The example of section 3.1."""
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"
        "BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0"
        "_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWh"
        "AI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    public = rsa.RSAPublicNumbers(65537, base64_to_long(modulus)).public_key()
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()
    ring = KeyRing.create(
        settings(
            jwt_algorithm="RS256", jwt_private_key=private_pem(rsa_key()), jwt_retiring_keys=pem
        )
    )
    assert "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" in ring.verifying


@pytest.mark.parametrize(
    ("algorithm", "key", "message"),
    [
        ("RS256", lambda: "nonsense", "JWT_PRIVATE_KEY: not a private key in PEM"),
        ("RS256", lambda: private_pem(rsa_key(1024)), WEAK),
        ("RS256", lambda: private_pem(ec_key()), WEAK),
        ("ES256", lambda: private_pem(rsa_key()), OTHER_CURVE),
        ("ES256", lambda: private_pem(ec_key(ec.SECP384R1())), OTHER_CURVE),
        ("RS256", lambda: public_pem(rsa_key()), "JWT_PRIVATE_KEY: not a private key in PEM"),
    ],
)
def test_a_key_that_does_not_fit_is_refused_by_name(
    algorithm: str, key: Callable[[], str], message: str
) -> None:
    with pytest.raises(UnusableKey, match=f"^{message}$"):
        KeyRing.create(settings(jwt_algorithm=algorithm, jwt_private_key=key()))


def test_a_retiring_key_that_does_not_fit_is_refused_by_name() -> None:
    keys = {"jwt_private_key": private_pem(rsa_key()), "jwt_retiring_keys": public_pem(ec_key())}
    with pytest.raises(UnusableKey, match=r"^JWT_RETIRING_KEYS: RS256 needs an RSA key"):
        KeyRing.create(settings(jwt_algorithm="RS256", **keys))


def test_a_retiring_key_of_which_nothing_can_be_read_is_refused_by_name() -> None:
    broken = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"
    keys = {"jwt_private_key": private_pem(rsa_key()), "jwt_retiring_keys": broken}
    with pytest.raises(UnusableKey, match=r"^JWT_RETIRING_KEYS: not a key in PEM"):
        KeyRing.create(settings(jwt_algorithm="RS256", **keys))


def test_a_short_retiring_secret_is_refused() -> None:
    with pytest.raises(ValidationError, match="JWT_RETIRING_KEYS"):
        settings(jwt_secret_key=SECRETS[0], jwt_retiring_keys="short")
    unchecked = settings(jwt_secret_key=SECRETS[0]).model_copy(
        update={"jwt_retiring_keys": SecretStr(f"{SECRETS[1]} short")}
    )
    with pytest.raises(
        UnusableKey, match=r"^JWT_RETIRING_KEYS: a secret needs at least \d+ bytes$"
    ):
        KeyRing.create(unchecked)


def test_an_algorithm_with_keys_needs_one() -> None:
    with pytest.raises(ValueError, match="set JWT_PRIVATE_KEY"):
        settings(jwt_algorithm="ES256")


def test_the_kid_of_a_curve_is_the_thumbprint_of_rfc_7638_too() -> None:
    """Section 3.2: the members that are needed, in the order of their names, without spaces."""
    settled = settings(jwt_algorithm="ES256", jwt_private_key=private_pem(ec_key()))
    (key,) = KeyRing.create(settled).verifying.values()
    assert key.public is not None
    needed = {name: key.public[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(json.dumps(needed, separators=(",", ":")).encode()).digest()
    assert key.kid == base64.urlsafe_b64encode(digest).decode().rstrip("=")
