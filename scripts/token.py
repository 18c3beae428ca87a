"""`task token`: print an access token for development.

It is a real one: of a session of the user `developer@example.com`, an administrator who is made
at the first call and cannot log in. With all of the role's scopes unless some are named:

    task token -- --email ada@example.com --role user --scope users:read --minutes 60
"""

import argparse
import asyncio
import sys

from impl.settings import Settings
from impl.storage.revisions import SchemaOutdated
from scripts.accounts import access_token


def main() -> int:
    arguments = _arguments()
    settings = Settings()
    if settings.environment != "development":
        print(
            f"task token: refused, because ENVIRONMENT is {settings.environment}; "
            "outside development tokens come from logging in.",
            file=sys.stderr,
        )
        return 1
    try:
        token = asyncio.run(
            access_token(
                settings,
                arguments.email,
                role=arguments.role,
                scopes=arguments.scope,
                lifetime=arguments.minutes and 60 * arguments.minutes,
            )
        )
    except (SchemaOutdated, OSError) as error:
        print(f"task token: {error}", file=sys.stderr)
        return 1
    print(token)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="task token --", description="Print an access token.")
    parser.add_argument("--email", default="developer@example.com", help="whom it speaks for")
    parser.add_argument(
        "--role", choices=("user", "admin"), default="admin", help="of a user who is made for it"
    )
    parser.add_argument("--scope", action="append", help="may be repeated; the role's by default")
    parser.add_argument("--minutes", type=int, help="ACCESS_TOKEN_EXPIRE_MINUTES by default")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
