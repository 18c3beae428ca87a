"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi/openapi.yaml by `task generate`; do not edit.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import MISSING, AwareDatetime, ConfigDict

from impl.contract.model import Model


class Liveness(Model):
    """A sign of life."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok"]


class NewUser(Model):
    """What it takes to create a user."""

    model_config = ConfigDict(extra="forbid")

    email: str
    full_name: str


class Problem(Model):
    """An error, as RFC 9457 writes it."""

    model_config = ConfigDict(extra="forbid")

    type: str
    """Names the kind of problem."""
    title: str
    status: int
    detail: str
    instance: str
    """Names this occurrence, by the request's id."""
    errors: list[ProblemError] | MISSING = MISSING


class ProblemError(Model):
    """One thing that was wrong with the request."""

    model_config = ConfigDict(extra="forbid")

    pointer: str
    """A JSON pointer into the body (`#/email`), or `query.limit`, `path.id`, `header.X`,
    `cookie.x`.
    """
    code: str
    detail: str


class Readiness(Model):
    """The state of what the service depends on."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok", "degraded"]
    postgresql: Literal["ok"]
    redis: Literal["ok", "unavailable"]


class User(Model):
    """A person who has an account."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    email: str
    full_name: str
    created_at: AwareDatetime
    """When the account was created."""
    updated_at: AwareDatetime
    """When the account last changed."""


class UserPage(Model):
    """One page of users."""

    model_config = ConfigDict(extra="forbid")

    items: list[User]
    next_cursor: str | None
    """Where the next page starts; null on the last one."""
