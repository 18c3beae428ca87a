"""What an event is: a frozen model with a type, a version and a key."""

from abc import abstractmethod
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """Something that has happened. Its fields are its payload.

        class UserDeleted(Event):
            type: ClassVar = "user.deleted"
            id: UUID

            @property
            def key(self) -> str:
                return f"user:{self.id}"

    A new field needs a default, since events without it may still wait. Raise `version` when a
    consumer of the old one would do the wrong thing; it then sets the event aside.
    """

    model_config = ConfigDict(frozen=True)

    type: ClassVar[str]
    version: ClassVar[int] = 1

    @property
    @abstractmethod
    def key(self) -> str:
        """Return what the event is about: consumers take the events of one key in their order."""
