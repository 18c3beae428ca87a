"""Who may follow what happens to users: whoever may read them."""

from typing import Final

from exactapi.runtime import Principal

from impl.features.users.events import UserCreated, UserDeleted, UserUpdated
from impl.realtime.channels import Channel

_READ: Final = "users:read"
_EVENTS: Final = (UserCreated, UserUpdated, UserDeleted)


def _reads_all(principal: Principal, _: str) -> bool:
    return {_READ, "users:admin"} <= principal.scopes


def _reads_one(principal: Principal, user_id: str) -> bool:
    is_owner = principal.subject == user_id and _READ in principal.scopes
    return is_owner or _reads_all(principal, user_id)


USERS: Final = Channel("users", _EVENTS, _reads_all)
EACH_USER: Final = Channel("users", _EVENTS, _reads_one, member="id")
