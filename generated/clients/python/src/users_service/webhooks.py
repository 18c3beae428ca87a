"""Webhooks: check what arrives, and read it.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import TypeAdapter

from . import models
from ._runtime.model import from_json
from ._runtime.webhooks import SignatureInvalid, verify

__all__ = ["SignatureInvalid", "user_created", "user_deleted", "user_updated", "verify"]

_USER_CREATED: Final[TypeAdapter[models.UserCreatedMessage]] = TypeAdapter(
    models.UserCreatedMessage
)
_USER_UPDATED: Final[TypeAdapter[models.UserUpdatedMessage]] = TypeAdapter(
    models.UserUpdatedMessage
)
_USER_DELETED: Final[TypeAdapter[models.UserDeletedMessage]] = TypeAdapter(
    models.UserDeletedMessage
)


def user_created(
    body: bytes, headers: Mapping[str, str], secrets: str | Iterable[str]
) -> models.UserCreatedMessage:
    """A user has been created.

    Raises:
        SignatureInvalid: The message is not signed with one of the secrets.
        pydantic.ValidationError: The message does not match its schema.
    """
    verify(body, headers, secrets)
    return from_json(_USER_CREATED, body)


def user_updated(
    body: bytes, headers: Mapping[str, str], secrets: str | Iterable[str]
) -> models.UserUpdatedMessage:
    """A user has changed.

    Raises:
        SignatureInvalid: The message is not signed with one of the secrets.
        pydantic.ValidationError: The message does not match its schema.
    """
    verify(body, headers, secrets)
    return from_json(_USER_UPDATED, body)


def user_deleted(
    body: bytes, headers: Mapping[str, str], secrets: str | Iterable[str]
) -> models.UserDeletedMessage:
    """A user has been deleted.

    Raises:
        SignatureInvalid: The message is not signed with one of the secrets.
        pydantic.ValidationError: The message does not match its schema.
    """
    verify(body, headers, secrets)
    return from_json(_USER_DELETED, body)
