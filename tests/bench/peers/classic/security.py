"""Authentication: python-jose on every request, as a chain of dependencies."""

import os
from dataclasses import dataclass
from typing import Annotated

from classic.database import redis
from fastapi import Depends, HTTPException, Security
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from jose import JWTError, jwt

oauth2 = OAuth2PasswordBearer(
    tokenUrl="/auth/token",
    scopes={"users:read": "Read users.", "users:write": "Change users."},
)


@dataclass
class CurrentUser:
    subject: str
    session: str
    scopes: list[str]


async def get_claims(token: Annotated[str, Depends(oauth2)]) -> CurrentUser:
    try:
        claims = jwt.decode(
            token,
            os.environ["JWT_SECRET_KEY"],
            algorithms=["HS256"],
            audience=os.environ["JWT_AUDIENCE"],
            issuer=os.environ["JWT_ISSUER"],
        )
    except JWTError:
        raise HTTPException(401, "Could not validate credentials") from None
    return CurrentUser(claims["sub"], claims["sid"], claims["scope"].split())


async def get_current_user(
    scopes: SecurityScopes, user: Annotated[CurrentUser, Depends(get_claims)]
) -> CurrentUser:
    if await redis.get(f"revoked:{user.session}"):
        raise HTTPException(401, "Session has ended")
    if not set(scopes.scopes) <= set(user.scopes):
        raise HTTPException(403, "Not enough permissions")
    return user


Reader = Security(get_current_user, scopes=["users:read"])
Writer = Security(get_current_user, scopes=["users:write"])
