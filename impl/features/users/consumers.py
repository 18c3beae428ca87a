"""What follows from events of users."""

from typing import Final

from impl.events.consumers import Consumer
from impl.events.event import Event
from impl.features.sessions.service import SessionService
from impl.features.users.events import UserCreated, UserDeleted, UserUpdated
from impl.resources import Resources
from impl.storage import UnitOfWork


async def _forget_sessions(event: UserDeleted, work: UnitOfWork, resources: Resources) -> None:
    await SessionService(work, resources).forget_all(event.id)


FORGET_SESSIONS: Final = Consumer("forget-sessions", [UserDeleted], _forget_sessions)
"""Which devices a person used is personal data, and of no use once the account is gone."""


async def _invalidate(_event: Event, _work: UnitOfWork, resources: Resources) -> None:
    await resources.cache.invalidate("users")


INVALIDATE_USERS: Final = Consumer(
    "invalidate-users", [UserCreated, UserUpdated, UserDeleted], _invalidate
)
"""Answers with the tag `users` are made of all users."""
