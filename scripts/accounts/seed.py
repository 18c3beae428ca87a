"""`task seed`: create example users for development. Running it again changes nothing.

    admin@example.com   an administrator
    ada@example.com     a user, as are two dozen more
    eve@example.com     a disabled user

All that it makes have the same password, which is printed. Nothing is seeded outside development.
"""

import argparse
import asyncio
from contextlib import suppress
from typing import Final

from impl.features.users.errors import EmailTaken, UserNotFound
from impl.features.users.tables import Role
from impl.settings import Settings
from scripts.accounts.accounts import Accounts, accounts
from scripts.accounts.outcome import refuse_outside_development, report

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
    argparse.ArgumentParser(
        prog="./scripts/task seed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()
    return report("task seed", lambda: asyncio.run(_seed(Settings())))


async def _seed(settings: Settings) -> str:
    refuse_outside_development(settings, "people are not made up there")
    people: list[tuple[str, str, Role]] = [("admin@example.com", "Administrator", "admin")]
    people += [(f"{name.split()[0].lower()}@example.com", name, "user") for name in _NAMES]
    made = [await _make(settings, *person) for person in people]
    made.append(await _make(settings, "eve@example.com", "Eve", "user", disabled=True))
    return _summary(sum(made), len(made))


def _summary(made: int, wanted: int) -> str:
    lines = []
    if made:
        lines.append(f"users made: {made}, each with the password: {PASSWORD}")
    if made < wanted:
        lines.append(f"already there, with the passwords that they have: {wanted - made}")
    return "\n".join(lines)


async def _make(
    settings: Settings, email: str, full_name: str, role: Role, *, disabled: bool = False
) -> bool:
    """Create a user in a transaction of its own, so that a taken address stops only this one."""
    with suppress(EmailTaken):  # of an account that was deleted
        async with accounts(settings) as found:
            if await _is_there(found, email):  # a hash of the password would be for nothing
                return False
            user = await found.users.create(
                email=email, full_name=full_name, password=PASSWORD, role=role
            )
            if disabled:
                await found.users.set_access(user.id, role=role, status="disabled")
        return True
    return False


async def _is_there(found: Accounts, email: str) -> bool:
    try:
        await found.users.find(email)
    except UserNotFound:
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
