"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from exactapi.runtime import Model, OpenTuple
from pydantic import MISSING, Field
from typing_extensions import TypeAliasType

Position = TypeAliasType(
    "Position",
    Annotated[tuple[int | float, int | float, *tuple[Any, ...]], OpenTuple()],
)
"""Longitude and latitude, then what the client likes to add."""


Tree = TypeAliasType("Tree", "Annotated[tuple[str, *tuple[Tree, ...]], OpenTuple()]")
"""A name and its branches."""


class Speed(Model):
    knots: int | float | MISSING = MISSING


class Track(Model):
    start: Position
    """At least 2 items."""
    span: tuple[date, date] | MISSING = MISSING
    """At least 2 items."""
    label: tuple[()] | tuple[str] | tuple[str, int] | MISSING = MISSING
    command: (
        tuple[Literal["go"]]
        | Annotated[tuple[Literal["go"], Speed, *tuple[Position, ...]], OpenTuple()]
        | MISSING
        | None
    ) = MISSING
    """At least 1 item."""
    class_name: Annotated[
        Annotated[tuple[str, *tuple[int, ...]], OpenTuple()], Field(alias="class-name")
    ] = Field(default=["a", 1], validate_default=True)
    """At least 1 item."""
    single: tuple[str] | MISSING = MISSING
    """At least 1 item."""
    many: list[str | int] | MISSING = MISSING
    either: list[str] | MISSING = MISSING
    nested: list[tuple[str, Tree]] | MISSING = MISSING
    """Each: at least 2 items."""
