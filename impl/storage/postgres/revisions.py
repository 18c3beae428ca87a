"""Checks by Alembic's revision whether the database's schema fits this code."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory
from sqlalchemy import column, select, table

from impl.storage.postgres.prepared import Query

MIGRATIONS: Final = Path(__file__).parents[3] / "migrations"

CURRENT_REVISIONS: Final = Query(
    select(column("version_num")).select_from(table("alembic_version")), lambda row: str(row[0])
)


class SchemaUnfit(Exception):
    """The database's schema is not what this code needs; the message says why and what to do."""


class SchemaOutdated(SchemaUnfit):
    """The database lacks migrations that this code needs."""


def check_revisions(current: Sequence[str]) -> None:
    """Accept the newest revision, and one that only a newer release knows.

    A rolling deployment migrates first, so for a while the older code runs on the newer schema.

    Raises:
        SchemaOutdated: `current` is an older revision, or empty.
        SchemaUnfit: the database or the migrations have several heads.
    """
    heads, older = _known_revisions()
    if len(heads) > 1 or len(current) > 1:
        names = ", ".join(sorted(heads if len(heads) > 1 else current))
        raise SchemaUnfit(f"There are several heads of migrations: {names}; merge them.")
    if not current or current[0] in older:
        raise SchemaOutdated(
            f"The database is at revision {current[0] if current else 'none'}, this code needs "
            f"{heads[0]}: run `task upgrade`."
        )


@cache
def _known_revisions() -> tuple[Sequence[str], frozenset[str]]:
    """Return the newest revisions (one, unless two branches were not merged), and older ones."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    heads = scripts.get_heads()
    if not heads:
        raise RuntimeError(f"no migrations in {MIGRATIONS}")
    return heads, frozenset(script.revision for script in scripts.walk_revisions()) - {*heads}
