"""The attacks of RFC 8725, section 2, and what python-jose is known to let through."""

import hmac
import json
import random
import string
import time
from typing import Any

import pytest
from exactapi.access.ports import Principal
from jose.utils import base64url_encode

from impl.security.jwts import Jwts
from impl.security.keys import KeyRing
from impl.security.tokens import RefreshToken, TokenService
from impl.settings import Settings
from tests.clock import Clock

SECRET = "a-secret-for-tests-that-is-long-enough"
NOW = int(time.time())
LIFETIME = 24 * 3600
"""Seconds; more than a run may take, because a token is held to real time, too."""
SETTINGS = Settings(
    _env_file=None,
    jwt_secret_key=SECRET,
    jwt_issuer="https://issuer.example.com",
    jwt_audience="users",
    access_token_expire_minutes=LIFETIME // 60,
)
KID = KeyRing.create(SETTINGS).signing.kid
HEADER = {"alg": "HS256", "typ": "at+jwt", "kid": KID}
CLAIMS = {
    "iss": "https://issuer.example.com",
    "aud": "users",
    "sub": "ada",
    "sid": "0192",
    "scope": "users:read",
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + LIFETIME,
    "jti": "0b7c5a0e",
}


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def tokens(clock: Clock) -> TokenService:
    return TokenService(SETTINGS, clock)


def sign(
    header: object = HEADER, claims: object = CLAIMS, *, key: str = SECRET, digest: str = "sha256"
) -> str:
    """Return a token with a correct signature over whatever; text stays as it is."""
    parts = [part if isinstance(part, str) else json.dumps(part) for part in (header, claims)]
    signed = b".".join(base64url_encode(part.encode()) for part in parts)
    signature = hmac.digest(key.encode(), signed, digest)
    return (signed + b"." + base64url_encode(signature)).decode()


def changed(values: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {**values, **changes}


def without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def test_an_issued_token_speaks_for_its_subject(tokens: TokenService, clock: Clock) -> None:
    scopes = frozenset({"users:read", "users:write"})
    token, seconds = tokens.issue_access_token("ada", scopes, session="0192")
    assert tokens.verify(token) == Principal("ada", scopes, "0192", int(clock.now) + seconds)
    assert seconds == LIFETIME


def test_the_tests_own_tokens_are_good(tokens: TokenService) -> None:
    expires = CLAIMS["exp"]
    assert tokens.verify(sign()) == Principal("ada", frozenset({"users:read"}), "0192", expires)


def test_a_token_without_scopes_grants_none(tokens: TokenService) -> None:
    assert tokens.verify(sign(claims=without(CLAIMS, "scope"))) == Principal(
        "ada", frozenset(), "0192", CLAIMS["exp"]
    )


def test_a_token_expires_on_the_second(tokens: TokenService, clock: Clock) -> None:
    token, _ = tokens.issue_access_token("ada", [], session="0192")
    clock.now += LIFETIME - 1
    assert tokens.verify(token) is not None
    clock.now += 1
    assert tokens.verify(token) is None
    assert tokens.verify(token) is None


def test_a_clock_that_goes_back_refuses_later_tokens_until_it_is_there_again(
    tokens: TokenService, clock: Clock
) -> None:
    access, _ = tokens.issue_access_token("ada", [], session="0192")
    until = NOW + LIFETIME
    refresh = tokens.issue_refresh_token(
        RefreshToken("1", "0192", "ada"), issued=NOW, expires=until
    )
    clock.now -= 3600
    assert tokens.verify(access) is None
    assert tokens.verify_refresh_token(refresh) is None
    early, _ = tokens.issue_access_token("ada", [], session="0192")
    assert tokens.verify(early) is not None
    clock.now += 3600
    assert tokens.verify(access) is not None
    assert tokens.verify(early) is not None
    assert tokens.verify_refresh_token(refresh) == RefreshToken("1", "0192", "ada")


def test_a_clock_that_goes_forward_ends_tokens_until_it_is_back(
    tokens: TokenService, clock: Clock
) -> None:
    token, _ = tokens.issue_access_token("ada", [], session="0192")
    assert tokens.verify(token) is not None
    clock.now += 2 * LIFETIME
    assert tokens.verify(token) is None
    clock.now -= 2 * LIFETIME
    assert tokens.verify(token) is not None


def test_the_clock_of_who_signed_may_be_a_little_ahead() -> None:
    """By the real clock, which the library that checks the signature reads as well."""
    jwts = Jwts(KeyRing.create(SETTINGS), "issuer", "audience", time.time)
    now = int(time.time())
    claims = {"sub": "ada", "jti": "1", "sid": "2", "exp": now + 600}
    ahead = claims | {"iat": now + 4, "nbf": now + 4}
    too_far = claims | {"iat": now + 60, "nbf": now + 60}
    assert jwts.read("t", jwts.sign("t", ahead)) == ahead | {"iss": "issuer", "aud": "audience"}
    assert jwts.read("t", jwts.sign("t", too_far)) is None


def test_a_key_too_short_is_refused_before_any_token() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        Settings(_env_file=None, jwt_secret_key="short")


NESTED = '{"alg":"HS256","typ":"at+jwt","kid":' + "[" * 1000 + "]" * 1000 + "}"
TWICE = f'{{"alg":"none","alg":"HS256","typ":"at+jwt","kid":"{KID}"}}'

ATTACKS = {
    "nothing": "",
    "no token": "Bearer",
    "two segments": "a.b",
    "four segments": sign() + ".x",
    "only dots": "..",
    "not ASCII": "é.é.é",
    "a surrogate": "\ud800.\ud800.\ud800",
    "NUL": "\0.\0.\0",
    "too long": sign(claims=changed(CLAIMS, sub="a" * 2048)),
    "no signature": sign().rpartition(".")[0] + ".",
    "padded": sign() + "=",
    "white space": sign() + " ",
    "another key": sign(key="another-secret-for-tests-long-enough"),
    "another hash": sign(changed(HEADER, alg="HS512"), digest="sha512"),
    "hash that disagrees": sign(digest="sha512"),
    "alg none": sign(changed(HEADER, alg="none")).rpartition(".")[0] + ".",
    "alg NONE": sign(changed(HEADER, alg="NONE")),
    "alg list": sign(changed(HEADER, alg=["HS256"])),
    "alg number": sign(changed(HEADER, alg=1)),
    "alg missing": sign(without(HEADER, "alg")),
    "alg RS256": sign(changed(HEADER, alg="RS256")),
    "typ missing": sign(without(HEADER, "typ")),
    "typ JWT": sign(changed(HEADER, typ="JWT")),
    "a refresh token": sign(changed(HEADER, typ="rt+jwt")),
    "kid missing": sign(without(HEADER, "kid")),
    "kid unknown": sign(changed(HEADER, kid="another")),
    "kid of a path": sign(changed(HEADER, kid="../../dev/null")),
    "kid of SQL": sign(changed(HEADER, kid="' OR '1'='1")),
    "kid number": sign(changed(HEADER, kid=1)),
    "kid list": sign(changed(HEADER, kid=[KID])),
    "crit": sign(changed(HEADER, crit=["exp"])),
    "b64": sign(changed(HEADER, b64=False)),
    "jku": sign(changed(HEADER, jku="https://evil.example/keys")),
    "jwk": sign(changed(HEADER, jwk={"kty": "oct", "k": "AAAA"})),
    "x5u": sign(changed(HEADER, x5u="https://evil.example/cert")),
    "x5c": sign(changed(HEADER, x5c=["AAAA"])),
    "zip": sign(changed(HEADER, zip="DEF")),
    "header a list": sign("[]"),
    "header a string": sign('"at+jwt"'),
    "header not JSON": sign("{"),
    "header nested": sign(NESTED),
    "header alg twice": sign(TWICE),
    "claims a list": sign(claims="[]"),
    "claims null": sign(claims="null"),
    "claims not JSON": sign(claims="{"),
    "claims not UTF-8": sign(claims="{}")[:-50] + "__",
    "claims nested": sign(claims="[" * 700),
    "sub twice": sign(claims=json.dumps(CLAIMS)[:-1] + ', "sub": "root"}'),
    **{f"{name} missing": sign(claims=without(CLAIMS, name)) for name in CLAIMS if name != "scope"},
    **{f"{name} null": sign(claims=changed(CLAIMS, **{name: None})) for name in CLAIMS},
    "expired": sign(claims=changed(CLAIMS, exp=NOW - 1)),
    "exp text": sign(claims=changed(CLAIMS, exp=str(NOW + 3600))),
    "exp true": sign(claims=changed(CLAIMS, exp=True)),
    "exp a fraction": sign(claims=changed(CLAIMS, exp=NOW + 0.5)),
    "exp infinite": sign(claims=json.dumps(changed(CLAIMS, exp=0)).replace(": 0", ": 1e400")),
    "exp NaN": sign(claims=json.dumps(changed(CLAIMS, exp=float("nan")))),
    "exp a list": sign(claims=changed(CLAIMS, exp=[])),
    "not yet": sign(claims=changed(CLAIMS, nbf=NOW + 60)),
    "from the future": sign(claims=changed(CLAIMS, iat=NOW + 60)),
    "iss wrong": sign(claims=changed(CLAIMS, iss="https://evil.example")),
    "iss list": sign(claims=changed(CLAIMS, iss=[CLAIMS["iss"]])),
    "aud wrong": sign(claims=changed(CLAIMS, aud="others")),
    "aud list": sign(claims=changed(CLAIMS, aud=["users", "others"])),
    "sub number": sign(claims=changed(CLAIMS, sub=1)),
    "jti number": sign(claims=changed(CLAIMS, jti=1)),
    **{
        f"{each} empty": sign(claims=changed(CLAIMS, **{each: ""}))
        for each in ("sub", "jti", "sid")
    },
    "sid number": sign(claims=changed(CLAIMS, sid=1)),
    "scope list": sign(claims=changed(CLAIMS, scope=["users:write"])),
}


@pytest.mark.parametrize("token", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_is_refused(tokens: TokenService, token: str) -> None:
    assert tokens.verify(token) is None


def test_every_spelling_of_the_signature_but_one_is_refused(tokens: TokenService) -> None:
    """Base64 leaves two bits of the last character unused, so four spellings decode alike."""
    token = sign()
    accepted = [
        last
        for last in string.ascii_letters + string.digits + "-_"
        if tokens.verify(token[:-1] + last)
    ]
    assert accepted == [token[-1]]


def test_mutations_are_refused(tokens: TokenService) -> None:
    token = sign()
    generator = random.Random(7)
    alphabet = string.ascii_letters + string.digits + "-_.=\0é "
    for _ in range(2_000):
        characters = list(token)
        for _ in range(generator.randint(1, 3)):
            index = generator.randrange(len(characters))
            match generator.randrange(3):
                case 0:
                    characters[index] = generator.choice(alphabet)
                case 1:
                    characters.insert(index, generator.choice(alphabet))
                case _:
                    del characters[index]
        mutant = "".join(characters)
        assert mutant == token or tokens.verify(mutant) is None, mutant


def test_a_remembered_token_stays_bound_to_its_spelling(tokens: TokenService) -> None:
    token = sign()
    assert tokens.verify(token)
    assert tokens.verify(token)
    assert tokens.verify(token[:-2] + ("AA" if token[-2:] != "AA" else "BB")) is None


def refresh_token(tokens: TokenService, **changes: str) -> str:
    token = RefreshToken("id", "0192", "ada")._replace(**changes)
    return tokens.issue_refresh_token(token, issued=NOW, expires=NOW + 3600)


def test_a_refresh_token_says_what_it_was_given(tokens: TokenService) -> None:
    assert tokens.verify_refresh_token(refresh_token(tokens)) == RefreshToken("id", "0192", "ada")


def test_a_refresh_token_made_twice_is_the_same(tokens: TokenService) -> None:
    assert refresh_token(tokens) == refresh_token(tokens)
    assert refresh_token(tokens) != refresh_token(tokens, id="another")


def test_no_token_passes_for_one_of_the_other_use(tokens: TokenService) -> None:
    assert tokens.verify(refresh_token(tokens)) is None
    access_token, _ = tokens.issue_access_token("ada", [], session="0192")
    assert tokens.verify_refresh_token(access_token) is None


def test_a_refresh_token_expires(tokens: TokenService, clock: Clock) -> None:
    token = refresh_token(tokens)
    clock.now += 3600
    assert tokens.verify_refresh_token(token) is None


def test_memory_is_bounded(tokens: TokenService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impl.security.tokens._REMEMBERED", 3)
    issued = [tokens.issue_access_token(f"user-{n}", [], session="0192")[0] for n in range(10)]
    assert all(tokens.verify(token) for token in issued)
    assert len(tokens._verified) == 3
    assert all(tokens.verify(token) for token in issued)
