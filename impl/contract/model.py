"""The base of all generated models."""

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema


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


class _ExceptObjects:
    def __get_pydantic_core_schema__(
        self, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return handler.generate_schema(list[Any] | str | int | float | bool | None)


NonObject: TypeAlias = Annotated[Any, _ExceptObjects()]
"""What a schema with `properties` and no `type` takes besides: any JSON value but an object.

With `Any`, an object that the class beside it cannot hold would come as a dictionary.
"""
