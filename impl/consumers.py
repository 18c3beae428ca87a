"""The consumers of every feature: each is declared in its `consumers.py`, and listed here."""

from impl.events.consumers import Consumers
from impl.features.users.consumers import (  # feature: accounts
    FORGET_SESSIONS,
    INVALIDATE_USERS,
)
from impl.features.users.webhooks import TELL_WEBHOOKS  # feature: accounts, webhooks

CONSUMERS = Consumers(
    FORGET_SESSIONS,  # feature: accounts
    INVALIDATE_USERS,  # feature: accounts
    TELL_WEBHOOKS,  # feature: accounts, webhooks
)
