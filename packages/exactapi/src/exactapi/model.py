"""The base of all generated models."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema

_DEEP: Final = 8_000


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Room for some 300 models that lead from one to the next: Pydantic builds by recursion."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, _DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)


class Model(BaseModel):
    """Holds a JSON object without losing anything of it.

    The document's schema has been checked before and is the only rule: members that it does not
    name are kept. An optional member that is absent is `MISSING`, and stays out when serialised.
    Built on first use, since a large document has more models than a process may need.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        protected_namespaces=(),
        serialize_by_alias=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """As Pydantic's, which also calls it when a model is first used."""
        with deep_recursion():
            return super().model_rebuild(**options)


class _ExceptObjects:
    def __get_pydantic_core_schema__(
        self, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return handler.generate_schema(list[Any] | str | int | float | bool | None)


NonObject: TypeAlias = Annotated[Any, _ExceptObjects()]
"""What a schema with `properties` and no `type` takes besides: any JSON value but an object.

With `Any`, an object that the class beside it cannot hold would come as a dictionary.
"""
