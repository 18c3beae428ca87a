"""How users are stored."""

from typing import Final

from sqlalchemy import Index, func
from sqlmodel import Field, col

from impl.storage.mixins import Entity

EMAIL_INDEX: Final = "users_email_key"


class UserTable(Entity, table=True):
    """E-mail addresses are kept as given and are unique whatever their case, deleted or not."""

    __tablename__ = "users"

    email: str = Field(max_length=254)
    full_name: str = Field(max_length=100)


Index(EMAIL_INDEX, func.lower(col(UserTable.email)), unique=True)
