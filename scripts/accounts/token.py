"""`task token`: print an access token for development.

It is a real one: of a session of the user `developer@example.com`, an administrator who is made
at the first call and cannot log in. With all of the role's scopes unless some are named:

    ./scripts/task token --email ada@example.com --role user --scope users:read --minutes 60
"""

import argparse
import asyncio

from impl.settings import Settings
from scripts.accounts.accounts import access_token
from scripts.accounts.outcome import refuse_outside_development, report


def main() -> int:
    arguments = _arguments()
    return report("task token", lambda: asyncio.run(_token(arguments, Settings())))


async def _token(arguments: argparse.Namespace, settings: Settings) -> str:
    refuse_outside_development(settings, "there, tokens come from logging in")
    return await access_token(
        settings,
        arguments.email,
        role=arguments.role,
        scopes=arguments.scope,
        lifetime=arguments.minutes and 60 * arguments.minutes,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./scripts/task token", description="Print an access token."
    )
    parser.add_argument("--email", default="developer@example.com", help="the user of the token")
    parser.add_argument(
        "--role", choices=("user", "admin"), default="admin", help="of a user who is made for it"
    )
    parser.add_argument("--scope", action="append", help="may be repeated; the role's by default")
    parser.add_argument("--minutes", type=int, help="ACCESS_TOKEN_EXPIRE_MINUTES by default")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
