"""The tables of every feature that has a `tables.py`, so that Alembic sees them in `metadata`."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from sqlmodel import SQLModel

from impl import features

__all__ = ["metadata"]

for feature in iter_modules(features.__path__, f"{features.__name__}."):
    if feature.ispkg and find_spec(f"{feature.name}.tables"):
        import_module(f"{feature.name}.tables")

metadata = SQLModel.metadata
