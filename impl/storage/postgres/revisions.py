"""Checks by Alembic's revision whether the database's schema fits this code."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory
from sqlalchemy import column, select, table

from impl.storage.postgres.prepared import Query

MIGRATIONS: Final = Path(__file__).parents[3] / "migrations"

CURRENT_REVISION: Final = Query(
    select(column("version_num")).select_from(table("alembic_version")), lambda row: str(row[0])
)


class SchemaOutdated(Exception):
    """The database lacks migrations that this code needs."""


def check_revision(current: str | None) -> None:
    """Accept the newest revision, and one that only a newer release knows.

    A rolling deployment migrates first, so for a while the older code runs on the newer schema.

    Raises:
        SchemaOutdated: `current` is an older revision, or None.
    """
    head, older = _known_revisions()
    if current is None or current in older:
        raise SchemaOutdated(
            f"The database is at revision {current or 'none'}, this code needs {head}: "
            "run `task upgrade`."
        )


@cache
def _known_revisions() -> tuple[str, frozenset[str]]:
    """Return the newest revision, and all older ones."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    head = scripts.get_current_head()
    if head is None:
        raise RuntimeError(f"no migrations in {MIGRATIONS}")
    return head, frozenset(script.revision for script in scripts.walk_revisions()) - {head}
