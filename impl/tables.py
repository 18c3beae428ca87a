"""The tables of events, and of every feature that has a `tables.py`: Alembic sees `metadata`."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from sqlmodel import SQLModel

from impl import features
from impl.events import tables as _event_tables  # noqa: F401  imported to be known
from impl.storage.postgres import idempotency as _idempotency  # noqa: F401  as above

__all__ = ["metadata"]

for feature in iter_modules(features.__path__, f"{features.__name__}."):
    if feature.ispkg and find_spec(f"{feature.name}.tables"):
        import_module(f"{feature.name}.tables")

metadata = SQLModel.metadata
