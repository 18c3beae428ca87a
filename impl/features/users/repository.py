"""The SQL of users."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from impl.features.users.errors import EmailTaken
from impl.features.users.tables import EMAIL_INDEX, UserTable
from impl.storage.errors import violates
from impl.storage.repository import Repository, Statements


class User(NamedTuple):
    id: UUID
    email: str
    full_name: str
    created_at: datetime
    updated_at: datetime


class UserRepository(Repository[User]):
    statements = Statements(UserTable, User._fields, User._make)

    async def create(self, *, email: str, full_name: str) -> User:
        """Raises: `EmailTaken`. The index decides, so two at once cannot both win."""
        try:
            return await self.add(email=email, full_name=full_name)
        except IntegrityError as error:
            if violates(error, EMAIL_INDEX):
                raise EmailTaken from error
            raise
