"""Repository and service, each a dependency of the next."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from classic.database import User, get_session
from fastapi import Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession


class UserRepository:
    def __init__(self, session: Annotated[AsyncSession, Depends(get_session)]) -> None:
        self.session = session

    async def get(self, user_id: UUID) -> User | None:
        statement = select(User).where(User.id == user_id, User.deleted_at.is_(None))
        return (await self.session.execute(statement)).scalar_one_or_none()

    async def newest(self, limit: int) -> Sequence[User]:
        statement = (
            select(User).where(User.deleted_at.is_(None)).order_by(User.id.desc()).limit(limit)
        )
        return (await self.session.execute(statement)).scalars().all()

    async def save(self, user: User) -> User:
        self.session.add(user)
        await self.session.flush()
        await self.session.refresh(user)
        return user


class UserService:
    def __init__(self, users: Annotated[UserRepository, Depends()]) -> None:
        self.users = users

    async def get(self, user_id: UUID) -> User:
        user = await self.users.get(user_id)
        if user is None:
            raise HTTPException(404, "User not found")
        return user

    async def page(self, limit: int) -> tuple[Sequence[User], str | None]:
        users = await self.users.newest(limit + 1)
        if len(users) <= limit:
            return users, None
        return users[:limit], sign_cursor(str(users[limit - 1].id))

    async def update(self, user_id: UUID, changes: dict[str, Any]) -> User:
        user = await self.get(user_id)
        for name, value in changes.items():
            setattr(user, name, value)
        try:
            return await self.users.save(user)
        except IntegrityError:
            raise HTTPException(409, "Email already registered") from None


def sign_cursor(position: str) -> str:
    payload = _encode(json.dumps([position]).encode())
    key = os.environ["CURSOR_SECRET"].encode()
    digest = hmac.digest(key, f"listUsers -created_at  \n{payload}".encode(), hashlib.sha256)
    return f"{payload}.{_encode(digest[:16])}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
