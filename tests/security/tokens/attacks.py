"""What is tried against access tokens: RFC 7515, RFC 8725 (section 3), RFC 9068, and known bugs.

Each attack makes one token from a genuine one. Most are signed with the genuine key, so that
nothing but the change itself can be the reason for the refusal.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.security.tokens.forge import Forge, as_bytes, encoded

Attack = Callable[[Forge], str]

_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_CURVE = ec.generate_private_key(ec.SECP256R1())


def attacks() -> Iterator[tuple[str, Attack]]:
    yield from _algorithms()
    yield from _keys()
    yield from _headers()
    yield from _claims()
    yield from _times()
    yield from _shapes()
    yield from _signatures()


def _algorithms() -> Iterator[tuple[str, Attack]]:
    for name in ("none", "None", "NONE", "nOnE"):
        yield f"alg {name}", lambda f, name=name: f.unsigned(header={"alg": name})
        yield (
            f"alg {name}, signature kept",
            lambda f, name=name: f.unsigned(header={"alg": name}, signature=f.signature),
        )
    yield "alg none, properly signed", lambda f: f.altered(header={"alg": "none"})
    yield "no alg", lambda f: f.altered(without=["alg"])
    for value in (None, 256, ["HS256"], {"HS256": 1}, "", "hs256", "HS256 "):
        yield f"alg {value!r}", lambda f, value=value: f.altered(header={"alg": value})
    for bits in (384, 512):
        yield (
            f"HS{bits} with the genuine key",
            lambda f, bits=bits: f.altered(header={"alg": f"HS{bits}"}, digest=f"sha{bits}"),
        )
    for name in ("RS256", "ES256", "PS256", "EdDSA", "dir", "A128KW"):
        yield f"{name} said, HMAC done", lambda f, name=name: f.altered(header={"alg": name})
    yield "RS256 with the attacker's key", lambda f: _rs256(f, {})
    yield "ES256 with the attacker's key", lambda f: _es256(f, {})
    yield "ES256 with the signature of zeros", lambda f: _with_zeros(f, "ES256", 64)
    yield "HS256 with the signature of zeros", lambda f: _with_zeros(f, "HS256", 32)


def _keys() -> Iterator[tuple[str, Attack]]:
    keys = {
        "no key": b"",
        "a short key": b"abc",
        "a customary key": b"secret",
        "a key of zeros": bytes(32),
        "a public key in PEM": _public(serialization.Encoding.PEM),
        "a public key in DER": _public(serialization.Encoding.DER),
        "a public key as JWK": json.dumps(_jwk()).encode(),
        "another key": b"another-secret-that-is-just-as-long-as-it",
    }
    for name, key in keys.items():
        yield f"HS256 with {name}", lambda f, key=key: f.altered(key=key)
    yield "HS256 with half of the key", lambda f: f.altered(key=f.key[:16])
    yield "HS256 with the key and a line end", lambda f: f.altered(key=f.key + b"\n")


def _headers() -> Iterator[tuple[str, Attack]]:
    kids = {
        "of a device": "../../../../dev/null",
        "with a quote": "x' UNION SELECT 'key'--",
        "unknown": "no-such-key",
        "long": "k" * 10_000,
        "with NUL": "a\0b",
        "of a URL": "http://127.0.0.1:9/key",
    }
    for name, kid in kids.items():
        yield (
            f"kid {name}, no key",
            lambda f, kid=kid: f.altered(header={"kid": kid}, key=b""),
        )
    for value in (1, ["a"], {"a": 1}, None, True):
        yield f"kid {value!r}", lambda f, value=value: f.altered(header={"kid": value}, key=b"")
    for name in ("jku", "x5u"):
        yield (
            f"{name} of the attacker, its key",
            lambda f, name=name: _rs256(f, {name: "http://127.0.0.1:9/keys.json"}),
        )
        yield (
            f"{name}, genuine key",
            lambda f, name=name: f.altered(header={name: "http://127.0.0.1:9/keys.json"}),
        )
    yield "jwk of the attacker, its key", lambda f: _rs256(f, {"jwk": _jwk()})
    yield "jwk, genuine key", lambda f: f.altered(header={"jwk": _jwk()})
    yield "x5c", lambda f: f.altered(header={"x5c": ["MIIB"]})
    yield "crit of what is there", lambda f: f.altered(header={"crit": ["exp"]})
    yield "crit of the unknown", lambda f: f.altered(header={"crit": ["x"], "x": True})
    yield "crit of nothing", lambda f: f.altered(header={"crit": []})
    yield "b64 false", lambda f: f.altered(header={"b64": False, "crit": ["b64"]})
    yield "compressed", lambda f: f.altered(header={"zip": "DEF"})
    yield "encrypted", lambda f: f.altered(header={"enc": "A128GCM"})
    yield "a token within", lambda f: f.altered(header={"cty": "JWT"})
    for value in (None, "JWT", "rt+jwt", "at+JWT ", "dpop+jwt", "id_token", ["at+jwt"], 1, ""):
        yield f"typ {value!r}", lambda f, value=value: f.altered(header={"typ": value})
    yield "no typ", lambda f: f.altered(without=["typ"])


def _claims() -> Iterator[tuple[str, Attack]]:
    for name in ("iss", "aud", "sub", "exp", "iat", "nbf", "jti"):
        yield f"no {name}", lambda f, name=name: f.altered(without=[name])
        for value in (None, [], {}, True, 1.5, ""):
            yield (
                f"{name} {value!r}",
                lambda f, name=name, value=value: f.altered(claims={name: value}),
            )
    yield "aud of another", lambda f: f.altered(claims={"aud": "another-service"})
    yield "aud list with ours", lambda f: f.altered(claims={"aud": [f.claims["aud"], "other"]})
    yield "aud list of ours", lambda f: f.altered(claims={"aud": [f.claims["aud"]]})
    yield "aud in upper case", lambda f: f.altered(claims={"aud": f.claims["aud"].upper()})
    yield "aud and a space", lambda f: f.altered(claims={"aud": f.claims["aud"] + " "})
    yield "iss of another", lambda f: f.altered(claims={"iss": "https://evil.example"})
    yield "iss and a slash", lambda f: f.altered(claims={"iss": f.claims["iss"] + "/"})
    yield "iss list", lambda f: f.altered(claims={"iss": [f.claims["iss"]]})
    yield "sub a number", lambda f: f.altered(claims={"sub": 1})
    yield "scope a list", lambda f: f.altered(claims={"scope": ["users:read", "users:admin"]})
    yield "scope a number", lambda f: f.altered(claims={"scope": 1})
    yield "sid a number", lambda f: f.altered(claims={"sid": 1})
    yield "sid a list", lambda f: f.altered(claims={"sid": ["a"]})


def _times() -> Iterator[tuple[str, Attack]]:
    """Where a library says OverflowError, TypeError, or nothing at all."""
    for seconds in (1, 60, 10**9):
        yield (
            f"exp {seconds} s ago",
            lambda f, seconds=seconds: f.altered(claims={"exp": int(time.time()) - seconds}),
        )
    for name in ("iat", "nbf"):
        for seconds in (10, 10**9):
            yield (
                f"{name} in {seconds} s",
                lambda f, name=name, seconds=seconds: f.altered(
                    claims={name: int(time.time()) + seconds}
                ),
            )
        yield f"{name} 10**400", lambda f, name=name: f.altered(claims={name: 10**400})
    for name in ("exp", "iat", "nbf"):
        for text in ("1e400", "-1e400", "NaN", "Infinity", "-Infinity", "1e3", '"4102444800"'):
            yield (
                f"{name} {text}",
                lambda f, name=name, text=text: f.sign(f.header, _with_text(f.claims, name, text)),
            )
    yield "exp -1", lambda f: f.altered(claims={"exp": -1})
    yield "exp with a fraction", lambda f: f.altered(claims={"exp": time.time() + 60.5})


def _shapes() -> Iterator[tuple[str, Attack]]:
    nested = b'{"a":' * 500 + b"1" + b"}" * 500
    lists = b"[" * 1_000 + b"]" * 1_000
    yield "sub twice", lambda f: f.sign(f.header, _twice(f.claims, "sub"))
    yield "exp twice", lambda f: f.sign(f.header, _twice(f.claims, "exp"))
    yield (
        "scope twice, once escaped",
        lambda f: f.sign(f.header, as_bytes(f.claims)[:-1] + b',"\\u0073cope":"users:admin"}'),
    )
    yield "alg twice", lambda f: f.sign(_twice(f.header, "alg"), f.claims)
    yield "nested header of 2.7 KB", lambda f: f.sign(lists, f.claims)
    yield "nested objects as a header", lambda f: f.sign(nested, f.claims)
    yield "nested claims", lambda f: f.sign(f.header, nested)
    for name, value in {
        "a list": b"[]",
        "null": b"null",
        "a string": b'"a"',
        "a number": b"1",
        "nothing": b"",
        "not JSON": b"{",
        "not UTF-8": b'{"sub": "\xff"}',
        "UTF-16": json.dumps({"sub": "a"}).encode("utf-16"),
        "NUL": b"\0",
        "an empty object": b"{}",
    }.items():
        yield f"claims are {name}", lambda f, value=value: f.sign(f.header, value)
        yield f"header is {name}", lambda f, value=value: f.sign(value, f.claims)
    yield "two objects as claims", lambda f: f.sign(f.header, as_bytes(f.claims) + b"{}")
    yield "a byte order mark", lambda f: f.sign(f.header, b"\xef\xbb\xbf" + as_bytes(f.claims))
    yield "large, soundly signed", lambda f: f.altered(claims={"x": "a" * 2_000})
    yield "huge, soundly signed", lambda f: f.altered(claims={"x": "a" * 100_000})
    yield "no dots", lambda f: f.token.replace(".", "")
    yield "two segments", lambda f: ".".join(f.token.split(".")[:2])
    yield "four segments", lambda f: f.token + ".AA"
    yield "five segments, as if encrypted", lambda f: f.token + ".AA.AA"
    yield "dots alone", lambda f: ".."
    yield "a token twice", lambda f: f"{f.token}.{f.token}"


def _signatures() -> Iterator[tuple[str, Attack]]:
    def signed_with(change: Callable[[str], str]) -> Attack:
        return lambda f: f"{f.token.rpartition('.')[0]}.{change(f.signature)}"

    yield "signature stripped", signed_with(lambda _: "")
    yield "signature cut", signed_with(lambda text: text[:-4])
    yield "signature reversed", signed_with(lambda text: text[::-1])
    yield "signature twice", signed_with(lambda text: text + text)
    yield (
        "signature in another alphabet",
        signed_with(
            lambda text: "+/" + text[2:]  # base64, not base64url
        ),
    )
    yield "signature padded", signed_with(lambda text: text + "=")
    yield "signature with spare bits", signed_with(_spare_bits)
    yield "signature and a character", signed_with(lambda text: text + "A")
    yield (
        "signature of another token",
        lambda f: (
            f"{f.token.rpartition('.')[0]}.{f.altered(claims={'jti': 'x'}).rpartition('.')[2]}"
        ),
    )
    yield (
        "claims of another, signature kept",
        lambda f: f"{f.altered(claims={'sub': 'admin'}).rpartition('.')[0]}.{f.signature}",
    )
    yield "claims padded", lambda f: "{}.{}=.{}".format(*f.token.split("."))


def _spare_bits(signature: str) -> str:
    """Another spelling of the same bytes: 43 characters hold two bits more than 32 bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(signature[-1])
    return signature[:-1] + alphabet[last ^ 1]


def _with_zeros(forge: Forge, algorithm: str, length: int) -> str:
    return forge.unsigned(header={"alg": algorithm}, signature=encoded(bytes(length)))


def _with_text(claims: dict[str, Any], name: str, text: str) -> bytes:
    """One claim spelt as JSON does not allow, or as Python does not write it."""
    rest = as_bytes({key: value for key, value in claims.items() if key != name})
    return b'{"%s":%s,%s' % (name.encode(), text.encode(), rest[1:])


def _twice(members: dict[str, Any], name: str) -> bytes:
    return b'{"%s":%s,%s' % (name.encode(), as_bytes(members[name]), as_bytes(members)[1:])


def _signing_input(forge: Forge, header: dict[str, Any]) -> str:
    return f"{encoded(as_bytes(forge.header | header))}.{encoded(as_bytes(forge.claims))}"


def _rs256(forge: Forge, header: dict[str, Any]) -> str:
    signed = _signing_input(forge, {"alg": "RS256", **header})
    return f"{signed}.{encoded(_RSA.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _es256(forge: Forge, header: dict[str, Any]) -> str:
    signed = _signing_input(forge, {"alg": "ES256", **header})
    r, s = decode_dss_signature(_CURVE.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{encoded(r.to_bytes(32) + s.to_bytes(32))}"


def _public(encoding: serialization.Encoding) -> bytes:
    return _RSA.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


def _jwk() -> dict[str, str]:
    numbers = _RSA.public_key().public_numbers()
    return {
        "kty": "RSA",
        "n": encoded(numbers.n.to_bytes(256)),
        "e": encoded(numbers.e.to_bytes(3)),
    }
