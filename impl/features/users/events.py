"""What happens to users, for others to know."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from impl.events.event import Event
from impl.features.users.tables import Role, Status


def user_key(user_id: UUID) -> str:
    """Return the key of all events of a user."""
    return f"user:{user_id}"


class _UserEvent(Event):
    id: UUID

    @property
    def key(self) -> str:
        return user_key(self.id)


class _UserWritten(_UserEvent):
    """The user as it now is."""

    email: str
    full_name: str
    role: Role
    status: Status
    created_at: datetime
    updated_at: datetime


class UserCreated(_UserWritten):
    type: ClassVar[str] = "user.created"


class UserUpdated(_UserWritten):
    type: ClassVar[str] = "user.updated"


class UserDeleted(_UserEvent):
    type: ClassVar[str] = "user.deleted"
