"""`task token`: print an access token for development.

With all scopes of the document unless some are named:

    task token -- --subject ada --scope users:read --minutes 60
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from impl.security.tokens import TokenService
from impl.settings import Settings

_DOCUMENT: Final = Path(__file__).parents[1] / "generated" / "openapi.json"


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
    scopes = arguments.scope or scopes_of(json.loads(_DOCUMENT.read_bytes()))
    minutes = arguments.minutes or settings.access_token_expire_minutes
    print(TokenService(settings).issue_access_token(arguments.subject, scopes, minutes=minutes))
    return 0


def scopes_of(document: dict[str, Any]) -> list[str]:
    """Every scope that an operation of the document, or the document itself, asks for."""
    holders = [document] + [
        operation
        for path_item in document["paths"].values()
        for operation in path_item.values()
        if isinstance(operation, dict)
    ]
    return sorted(
        {
            scope
            for holder in holders
            for alternative in holder.get("security", ())
            for scopes in alternative.values()
            for scope in scopes
        }
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="task token --", description="Print an access token.")
    parser.add_argument("--subject", default="developer", help="whom it speaks for")
    parser.add_argument("--scope", action="append", help="may be repeated; all by default")
    parser.add_argument("--minutes", type=int, help="ACCESS_TOKEN_EXPIRE_MINUTES by default")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
