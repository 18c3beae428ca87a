"""The base of all generated models."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any, Final, TypeAlias, Unpack, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    PydanticUserError,
    TypeAdapter,
    ValidationInfo,
)
from pydantic_core import CoreSchema, core_schema, to_json

_DEEP: Final = 8_000

_CACHED_STRINGS: Final = "keys"
"""Of JSON, for the texts to come: see `exactapi.text.strict_json.parse_json`."""


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
        cache_strings=_CACHED_STRINGS,
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


def adapter_of(annotation: Any) -> TypeAdapter[Any]:
    """Return the adapter of a type, built; like a model, it keeps no texts that it has read."""
    with deep_recursion():
        if isinstance(annotation, type) and issubclass(annotation, Model):
            annotation.model_rebuild()  # else the adapter builds a validator of its own
        try:
            config = ConfigDict(cache_strings=_CACHED_STRINGS)
            adapter: TypeAdapter[Any] = TypeAdapter(annotation, config=config)
        except PydanticUserError:  # a model, dataclass or TypedDict, whose configuration is its own
            adapter = TypeAdapter(annotation)
        adapter.rebuild()
    return adapter


class _ExceptObjects:
    def __get_pydantic_core_schema__(
        self, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return handler.generate_schema(list[Any] | str | int | float | bool | None)


NonObject: TypeAlias = Annotated[Any, _ExceptObjects()]
"""Any JSON value but an object: a schema with `properties` and no `type` takes these, too.

With `Any`, an object that the class beside it cannot hold would come as a dictionary.
"""


class OpenTuple:
    """Marks a tuple that goes on with items of one type: `tuple[str, *tuple[int, ...]]`.

    Pydantic reads the rest of such a type as one item that is a tuple itself.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        *first, rest = get_args(source)
        if get_origin(rest) is Unpack:  # as Pydantic itself writes what leads to another alias
            (rest,) = get_args(rest)
        items = [handler.generate_schema(each) for each in (*first, get_args(rest)[0])]
        return core_schema.tuple_schema(items, variadic_item_index=len(first))


class Deferred:
    """Marks the type of a member that is built on its own, when it is first used.

    Pydantic builds a model with all that it leads to, by recursion; for a chain of hundreds that
    would end the process. What is beyond the mark is another type to it.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        @cache
        def validator() -> Any:
            return adapter_of(source).validator

        def validate(value: Any, info: ValidationInfo) -> Any:
            if info.mode == "json":  # as `exactapi.text.conversion` reads it
                data = to_json(value)
                return validator().validate_json(data, strict=True, by_alias=True, by_name=False)
            return validator().validate_python(value)

        return core_schema.with_info_plain_validator_function(validate)
