"""The base of all models, and the marker for what is absent."""

from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic.functional_validators import AfterValidator
from pydantic_core import CoreSchema, core_schema

from .decimals import decimal_text

T = TypeVar("T")


class Unset(Enum):
    """The type of `UNSET`, which no JSON value has."""

    UNSET = "unset"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.is_instance_schema(cls)

    def __repr__(self) -> str:
        return self.name

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""An argument that is not sent, or a member that an object does not have: not the same as null."""


class Model(BaseModel):
    """A JSON object, open for what a later version of the API adds.

    Members that are not named here are kept. A member without a value is `UNSET`, and is not sent.
    """

    model_config = ConfigDict(
        arbitrary_types_allowed=True,
        defer_build=True,
        extra="allow",
        protected_namespaces=(),
        serialize_by_alias=True,
        validate_by_alias=True,
        validate_by_name=True,
    )


def unknown(member: str, *known: str) -> AfterValidator:
    """Take an object of a kind that this SDK does not know: `member` has a value of no class."""

    def check(value: dict[str, Any]) -> dict[str, Any]:
        if value.get(member) in known:
            raise ValueError(f"is not what `{member}` says it is")
        return value

    return AfterValidator(check)


@cache
def _anything() -> TypeAdapter[Any]:
    """Built by the first call: the import of a client does without."""
    return TypeAdapter(Any)


def to_json(value: Any, adapter: TypeAdapter[Any] | None = None) -> bytes:
    """Write a value as JSON, without the members that are `UNSET`: no other default exists.

    Raises:
        ValueError: a decimal has more digits than a JSON number keeps.
    """
    written = adapter or _anything()
    return written.dump_json(value, by_alias=True, exclude_defaults=True)


def from_json(adapter: TypeAdapter[T], content: bytes | str) -> T:
    """Read JSON: to the letter, so that true is no number, or else as far as it can be understood.

    Raises:
        ValidationError: it is something else than the type says.
    """
    try:
        return adapter.validate_json(content, strict=True)
    except ValidationError:  # 1.0 is an integer as well
        return adapter.validate_json(content)


def to_plain(value: Any) -> Any:
    """Turn models, dates, UUIDs and decimals into what JSON has."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    return _anything().dump_python(value, mode="json", by_alias=True, exclude_defaults=True)
