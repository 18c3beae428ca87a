"""`task events`: events that failed for good.

./scripts/task events dead           list them, with the reasons
./scripts/task events replay [ID]    give all of them, or one, another five attempts
./scripts/task events discard ID     give one up, so that the later events of its key go on
"""

import argparse
import asyncio
import sys

from impl.events.progress import dead_events, discard, replay
from impl.settings import Settings, read_settings
from impl.storage import Database


async def list_dead(database: Database) -> str:
    lines = [
        f"{each.event_id}  {each.consumer}  {each.type}  {each.key}  "
        f"{each.dead_at:%Y-%m-%dT%H:%M:%SZ}  {each.attempts} attempts  {each.error}"
        for each in await dead_events(database.read())
    ]
    return "\n".join(lines) or "no event is dead"


async def change_dead(database: Database, command: str, event_id: int | None) -> str:
    session = database.write()
    try:
        if command == "discard" and event_id is not None:
            count, done = await discard(session, event_id), "discarded"
        else:
            count, done = await replay(session, event_id), "to be tried again"
        await session.commit()
    finally:
        await session.close()
    return f"{count} {done}"


async def run(arguments: argparse.Namespace) -> str:
    """Return what to say about it."""
    database = Database(read_settings(Settings))
    try:
        if arguments.command == "dead":
            return await list_dead(database)
        return await change_dead(database, arguments.command, arguments.id)
    finally:
        await database.close()


def main() -> None:
    sys.stdout.write(f"{asyncio.run(run(_arguments()))}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/task events", description="Dead events.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("dead", help="list them, with the reasons")
    again = commands.add_parser("replay", help="give all of them, or one, another five attempts")
    again.add_argument("id", type=int, nargs="?")
    up = commands.add_parser("discard", help="give one up, so that its key goes on")
    up.add_argument("id", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    main()
