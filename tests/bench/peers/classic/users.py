"""Repository and service, each a dependency of the next."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID, uuid4

from classic.database import EventProgress, Outbox, User, get_session
from classic.schemas import UserOut
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

    async def publish(self, user: User) -> None:
        key = f"user:{user.id}"
        payload = UserOut.model_validate(user, from_attributes=True).model_dump(mode="json")
        event = Outbox(
            key=key, type="user.updated", version=1, payload=payload, request_id=str(uuid4())
        )
        self.session.add(event)
        await self.session.flush()
        for consumer in os.environ["BENCH_CONSUMERS"].split():
            self.session.add(EventProgress(event_id=event.id, consumer=consumer, key=key))


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
            await self.users.save(user)
        except IntegrityError:
            raise HTTPException(409, "Email already registered") from None
        await self.users.publish(user)
        return user


def sign_cursor(position: str) -> str:
    payload = _encode(json.dumps([position]).encode())
    key = os.environ["CURSOR_SECRET"].encode()
    digest = hmac.digest(key, f"listUsers -created_at  \n{payload}".encode(), hashlib.sha256)
    return f"{payload}.{_encode(digest[:16])}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
