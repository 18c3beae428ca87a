"""Access tokens verified with python-jose, once each, and cursors signed with HMAC."""

import base64
import hashlib
import hmac
import json
import os
import time
from typing import Any

from jose import JWTError, jwt

_KEY = os.environ["JWT_SECRET_KEY"]
_CURSOR_KEY = os.environ["CURSOR_SECRET"].encode()
_verified: dict[str, dict[str, Any]] = {}


def verify(token: str, scope: str) -> tuple[str, str] | None:
    """Subject and session, or None for a token that is not valid or lacks the scope."""
    claims = _verified.get(token)
    if claims is None:
        try:
            claims = jwt.decode(
                token,
                _KEY,
                algorithms=["HS256"],
                audience=os.environ["JWT_AUDIENCE"],
                issuer=os.environ["JWT_ISSUER"],
            )
        except JWTError:
            return None
        claims["scopes"] = frozenset(claims["scope"].split())
        _verified[token] = claims
    if claims["exp"] <= time.time() or scope not in claims["scopes"]:
        return None
    return claims["sub"], claims["sid"]


def sign_cursor(position: str) -> str:
    payload = _encode(json.dumps([position]).encode())
    digest = hmac.digest(
        _CURSOR_KEY, f"listUsers -created_at  \n{payload}".encode(), hashlib.sha256
    )
    return f"{payload}.{_encode(digest[:16])}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
