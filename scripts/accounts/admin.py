"""`task admin`: create and change administrators from the command line.

    ./scripts/task admin create EMAIL [--name NAME]     a new administrator
    ./scripts/task admin promote EMAIL                  make an existing account an administrator
    ./scripts/task admin password EMAIL                 a new password for any account

A password is asked for without echo, or read from the first line of the input with
--password-stdin.
"""

import argparse
import asyncio
import getpass
import sys

from exactapi.runtime import Contract

from generated import problems
from impl.app import DOCUMENT
from impl.features.users.errors import CommonPassword, EmailTaken, UserNotFound
from impl.settings import Settings
from scripts.accounts.accounts import accounts
from scripts.accounts.outcome import ToolError, report


def main() -> int:
    arguments = _arguments()
    return report("task admin", lambda: asyncio.run(_run(arguments)))


async def _run(arguments: argparse.Namespace) -> str:
    email: str = arguments.email
    _check("Email", email)
    try:
        match arguments.command:
            case "create":
                return await _create(email, arguments.name, _password(arguments))
            case "promote":
                return await _promote(email)
            case _:
                return await _set_password(email, _password(arguments))
    except CommonPassword:
        raise ToolError(problems.CommonPassword.default_detail) from None
    except EmailTaken as taken:
        raise await _explained(email, taken) from None
    except UserNotFound:
        raise ToolError(
            f"{email} has no account; `./scripts/task admin create {email}` opens one"
        ) from None


async def _create(email: str, name: str, password: str) -> str:
    _check("FullName", name)
    async with accounts(Settings()) as found:
        user = await found.users.create(
            email=email, full_name=name, password=password, role="admin"
        )
    return f"{user.email} is an administrator: {user.id}"


async def _explained(email: str, taken: EmailTaken) -> Exception:
    """Say whether the account with this address can be promoted or was deleted."""
    try:
        async with accounts(Settings()) as found:
            await found.users.find(email)
    except UserNotFound:
        return taken
    return ToolError(
        f"{email} has an account; `./scripts/task admin promote {email}` makes it an administrator"
    )


async def _promote(email: str) -> str:
    async with accounts(Settings()) as found:
        account = await found.users.find(email)
        await found.users.set_access(account.id, role="admin", status="active")
    return f"{email} is an administrator and has to log in again: {account.id}"


async def _set_password(email: str, password: str) -> str:
    async with accounts(Settings()) as found:
        account = await found.users.find(email)
        await found.users.set_password(account.id, password)
    return f"{email} has a new password and has to log in again"


def _password(arguments: argparse.Namespace) -> str:
    if arguments.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = _asked("Password: ")
        if _asked("Once more: ") != password:
            raise ToolError("the two passwords differ")
    _check("Password", password)
    return password


def _asked(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise ToolError(
            "there is no terminal to ask for a password; use --password-stdin"
        ) from None


def _check(schema: str, value: str) -> None:
    """Check the value against the document's schema."""
    validator = Contract.load(DOCUMENT).validator(f"/components/schemas/{schema}", "request")
    for error in validator.errors(value):
        raise ToolError(f"{schema}: {error.detail}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/task admin", description="Administrators.")
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create", help="a new administrator")
    create.add_argument("--name", default="Administrator", help="the full name")
    promote = commands.add_parser("promote", help="make an account an administrator's")
    password = commands.add_parser("password", help="give an account a new password")
    for command in (create, promote, password):
        command.add_argument("email")
    for command in (create, password):
        command.add_argument("--password-stdin", action="store_true", help="read it, do not ask")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
