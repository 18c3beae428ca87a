"""The errors that the document declares, to be raised by handlers.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from exactapi.runtime import ErrorBody, Problem

from . import models


@dataclass(eq=False, repr=False, kw_only=True)
class ExportItemsClientError(Problem):
    """4XX: The request cannot be served."""

    status: int = field()


@dataclass(eq=False, repr=False, kw_only=True)
class Busy(Problem):
    """503: Try again later."""

    status = 503
    title = "Busy"
    default_detail = "Too much to do."
    headers: ClassVar = {"Retry-After": "retry_after"}

    retry_after: int


@dataclass(eq=False, repr=False, kw_only=True)
class ImportItemDefault(ErrorBody[models.ImportItemDefaultResponse]):
    """default: Something went wrong."""

    status: int = field()


class ItemNotFound(Problem):
    """404: There is no such item."""

    status = 404
    type = "urn:problem-type:item-not-found"
    title = "Not here"
