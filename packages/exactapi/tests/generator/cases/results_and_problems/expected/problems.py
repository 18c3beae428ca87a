"""The errors that the document declares, to be raised by handlers.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from exactapi.runtime import ErrorBody, Problem, ProblemError

from . import models


class ExportItemsClientError(Problem):
    """4XX: The request cannot be served."""

    def __init__(
        self,
        detail: str | None = None,
        *,
        status: int,
        errors: Sequence[ProblemError] = (),
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, errors=errors, extensions=extensions)
        self.status = status


class Busy(Problem):
    """503: Try again later."""

    status = 503
    title = "Busy"
    default_detail = "Too much to do."
    headers: ClassVar = {"Retry-After": "retry_after"}

    def __init__(
        self,
        detail: str | None = None,
        *,
        retry_after: int,
        errors: Sequence[ProblemError] = (),
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, errors=errors, extensions=extensions)
        self.retry_after = retry_after


class ImportItemDefault(ErrorBody):
    """default: Something went wrong."""

    def __init__(self, body: models.ImportItemDefaultResponse, *, status: int) -> None:
        super().__init__(body)
        self.status = status


class ItemNotFound(Problem):
    """404: There is no such item."""

    status = 404
    type = "urn:problem-type:item-not-found"
    title = "Not here"
