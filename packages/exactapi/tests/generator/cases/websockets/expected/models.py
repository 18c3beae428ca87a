"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Annotated, Literal

from exactapi.runtime import Model
from pydantic import MISSING, AwareDatetime, ConfigDict, Field
from typing_extensions import TypeAliasType


class Say(Model):
    """Say something."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["say"]
    text: str
    """At most 200 characters."""


class Leave(Model):
    model_config = ConfigDict(extra="forbid")

    type: Literal["leave"]


class Said(Model):
    """What somebody said."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["said"]
    text: str
    """At most 200 characters."""
    at: AwareDatetime
    const: str | MISSING = MISSING
    """A member that is named like a keyword."""


class ErrorMessageItem(Model):
    pointer: str
    code: str
    detail: str


ClientMessage = TypeAliasType("ClientMessage", Annotated[Say | Leave, Field(discriminator="type")])


class ErrorMessage(Model):
    """A message could not be taken."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["error"]
    code: Literal["malformed", "invalid", "rate-limited"]
    detail: str
    errors: list[ErrorMessageItem] | MISSING = MISSING


ServerMessage = TypeAliasType(
    "ServerMessage", Annotated[Said | ErrorMessage, Field(discriminator="type")]
)
