"""The channels of every feature: each is declared in its `channels.py`, and listed here."""

from impl.features.users.channels import EACH_USER, USERS  # feature: accounts
from impl.realtime.channels import Channels

CHANNELS = Channels(
    *(USERS, EACH_USER),  # feature: accounts
)
