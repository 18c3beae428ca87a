"""The consumers of every feature: each is declared in its `consumers.py`, and listed here."""

from impl.events.consumers import Consumers
from impl.features.users.consumers import FORGET_SESSIONS  # feature: accounts

CONSUMERS = Consumers(
    FORGET_SESSIONS,  # feature: accounts
)
