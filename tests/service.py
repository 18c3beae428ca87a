"""How tests put the service together."""

from pathlib import Path

from alembic.config import Config

from impl.settings import Settings
from impl.storage import Database
from impl.tables import metadata
from scripts.fuzz.service import PATIENT

ROOT = Path(__file__).parents[1]


def settings_for(database_url: str, redis_url: str, **changes: object) -> Settings:
    """Everything said, so that neither the environment nor a developer's `.env` leaks in."""
    values: dict[str, object] = {
        "environment": "test",
        # No TLS is negotiated: asyncpg reports it when a server hangs up on a cancellation first.
        "database_url": database_url if "?" in database_url else f"{database_url}?sslmode=disable",
        "database_pool_size": 5,
        "redis_url": redis_url,
        # What the tests count must be exact on a busy machine too; tests/resilience has the
        # patience that the service is shipped with.
        **PATIENT,
        "jwt_secret_key": "Qw7-tests-sign-tokens-x93kfh2LzPd0vb",  # feature: accounts
        "cursor_secret": "Zm4-tests-sign-cursors-8shT1rUe6yGc0",
        "password_pepper": "Hj2-tests-pepper-hashes-5nKbV7wXq1Af",  # feature: accounts
        "webhook_secret_key": "Tk8-tests-derive-webhooks-4pWmZc1RyQ7",  # feature: webhooks
        "webhook_allow_private": True,  # feature: webhooks
        "password_hash_cost": 4,  # feature: accounts
        "cors_origins": (),
        "log_level": "WARNING",
        "rate_limit_scale": 1000,
        **changes,
    }
    return Settings(_env_file=None, **values)


async def empty(database: Database) -> None:
    """Remove every row of every table."""
    session = database.write()
    for table in reversed(metadata.sorted_tables):
        await session.execute(table.delete())
    await session.commit()
    await session.close()


def alembic_config(settings: Settings) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["settings"] = settings
    return config
