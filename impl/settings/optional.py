"""Settings that may be left out: an empty variable, as compose files pass on, means the same."""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, HttpUrl

OptionalUrl: TypeAlias = Annotated[HttpUrl | None, BeforeValidator(lambda value: value or None)]
