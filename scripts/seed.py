"""`task seed`: users to play with in development. Doing it again changes nothing.

    admin@example.com   an administrator
    ada@example.com     a user, as are two dozen more
    eve@example.com     a disabled user

All have the same password, which is printed. Nothing is seeded outside development.
"""

import asyncio
import sys
from contextlib import suppress
from typing import Final

from impl.features.users.errors import EmailTaken
from impl.features.users.tables import Role
from impl.settings import Settings
from impl.storage.revisions import SchemaOutdated
from scripts.accounts import accounts

PASSWORD: Final = "correct horse battery staple"  # noqa: S105  for development only

_NAMES: Final = (
    "Ada Lovelace",
    "Alan Turing",
    "Annie Easley",
    "Barbara Liskov",
    "Carol Shaw",
    "Claude Shannon",
    "Donald Knuth",
    "Dorothy Vaughan",
    "Edsger Dijkstra",
    "Emmy Noether",
    "Evelyn Boyd Granville",
    "Frances Allen",
    "George Boole",
    "Grace Hopper",
    "Hedy Lamarr",
    "Jean Bartik",
    "John McCarthy",
    "Katherine Johnson",
    "Kathleen Booth",
    "Leslie Lamport",
    "Margaret Hamilton",
    "Mary Jackson",
    "Radia Perlman",
    "Sophie Wilson",
    "Tony Hoare",
)


def main() -> int:
    settings = Settings()
    if settings.environment != "development":
        print(f"task seed: refused, because ENVIRONMENT is {settings.environment}", file=sys.stderr)
        return 1
    try:
        made = asyncio.run(_seed(settings))
    except (SchemaOutdated, OSError) as error:
        print(f"task seed: {error}", file=sys.stderr)
        return 1
    print(f"{made} users made; everybody's password: {PASSWORD}")
    return 0


async def _seed(settings: Settings) -> int:
    """How many were not there yet."""
    people: list[tuple[str, str, Role]] = [("admin@example.com", "Administrator", "admin")]
    people += [(f"{name.split()[0].lower()}@example.com", name, "user") for name in _NAMES]
    made = [await _make(settings, *person) for person in people]
    if await _make(settings, "eve@example.com", "Eve", "user"):
        made.append(True)
        async with accounts(settings) as found:
            eve = await found.users.find("eve@example.com")
            await found.users.set_access(eve.id, role="user", status="disabled")
    return sum(made)


async def _make(settings: Settings, email: str, full_name: str, role: Role) -> bool:
    """In a transaction of its own, which an address that is taken does not spoil for the rest."""
    with suppress(EmailTaken):
        async with accounts(settings) as found:
            await found.users.create(email=email, full_name=full_name, password=PASSWORD, role=role)
        return True
    return False


if __name__ == "__main__":
    raise SystemExit(main())
