"""From a value to JSON: by orjson, and by Pydantic what needs its rules.

orjson takes a third of the time, but knows nothing of Pydantic. A model that is written as it is,
member by member under their own names, is handed to it as the dictionary that the model keeps.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import orjson
from pydantic_core import to_json

_OPTIONS: Final = orjson.OPT_UTC_Z | orjson.OPT_PASSTHROUGH_DATACLASS

_ALIKE: Final = frozenset(
    {
        *("any", "bool", "date", "datetime", "float", "int", "literal", "none", "str", "uuid"),
        *("default", "dict", "list", "nullable", "tuple", "union"),
        *("definition-ref", "model"),  # each model is asked for by itself
    }
)
"""Kinds of Pydantic's core schemas whose values both write in the same way."""


def json_bytes(value: Any) -> bytes:
    """JSON by the models' wire names; a missing member stays missing."""
    try:
        return orjson.dumps(value, _by_kind, _OPTIONS)
    except TypeError:  # an integer of more than 64 bits, a key that is no text, a great depth
        return _by_pydantic(value)


def _by_kind(value: Any) -> Any:
    """Return what orjson is to write instead of a value that it does not know."""
    if isinstance(value, UUID):  # of asyncpg's own class, as in each row of a page
        return str(value)
    cls: Any = type(value)
    if hasattr(cls, "__pydantic_serializer__") and _is_written_as_it_is(cls):
        more = value.__pydantic_extra__
        return {**value.__dict__, **more} if more else value.__dict__
    return orjson.Fragment(_by_pydantic(value))


def _by_pydantic(value: Any) -> bytes:
    serializer = getattr(value, "__pydantic_serializer__", None)
    if serializer is not None:
        written: bytes = serializer.to_json(value, by_alias=True, warnings=False)
        return written
    return to_json(value, by_alias=True, inf_nan_mode="null")


@lru_cache(maxsize=4096)
def _is_written_as_it_is(cls: Any) -> bool:
    """Return whether every member of a model has its own name, a plain value, and is written."""
    if not cls.__pydantic_complete__:
        cls.model_rebuild()
    model = cls.__pydantic_core_schema__
    schemas = []
    if model["type"] == "definitions":
        schemas += model["definitions"]
        model = model["schema"]
    members = model.get("schema", {})
    if model["type"] != "model" or members.get("type") != "model-fields" or model["root_model"]:
        return False
    if members["computed_fields"] or "serialization" in {*model, *members}:
        return False
    for name, member in members["fields"].items():
        if member.get("serialization_exclude"):
            return False
        if member.get("serialization_alias") not in (None, name):
            return False
        schemas.append(member["schema"])
    return all(_is_alike(each) for schema in schemas for each in _schemas(schema))


def _is_alike(schema: Mapping[str, Any]) -> bool:
    return schema["type"] in _ALIKE and "serialization" not in schema


def _schemas(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a core schema and those in it, but not those of the members of other models."""
    yield schema
    if schema["type"] == "model":
        return
    for name in ("schema", "items_schema", "keys_schema", "values_schema"):
        within = schema.get(name, ())
        for each in within if isinstance(within, list | tuple) else (within,):
            yield from _schemas(each)
    for choice in schema.get("choices", ()):
        yield from _schemas(choice[0] if isinstance(choice, tuple) else choice)
