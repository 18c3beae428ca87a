"""The consumers of every feature. docs/events.md shows how to add one."""

from impl.events.consumers import Consumers
from impl.features.users.consumers import FORGET_SESSIONS  # feature: accounts

CONSUMERS = Consumers(
    FORGET_SESSIONS,  # feature: accounts
)
