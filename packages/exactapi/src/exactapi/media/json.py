"""JSON: `application/json`, and every type with the suffix `+json`, `problem+json` among them."""

from collections.abc import Set
from typing import Any, ClassVar

import jiter
from pydantic_core import to_json

from exactapi.document.media_types import MediaType
from exactapi.media.codec import Codec, Form
from exactapi.media.text import expect_utf_8
from exactapi.problems import JsonValue
from exactapi.text.strict_json import read_json


class Json(Codec):
    """RFC 8259 and RFC 6839, section 3.1."""

    form: ClassVar[Form] = "json"
    is_plain: ClassVar[bool] = True

    @staticmethod
    def covers(name: str) -> bool:
        """`text/json` was never registered, but many services have it."""
        return name in ("application/json", "text/json") or name.endswith("+json")

    @staticmethod
    def reads(_types: Set[str]) -> bool:
        return True

    def read(self, data: bytes, sent: MediaType) -> JsonValue:
        expect_utf_8(sent)
        return read_json(data)

    def write(self, value: Any) -> bytes:
        if isinstance(value, bytes | bytearray | memoryview):
            return bytes(value)
        return json_bytes(value)

    def fault(self, data: bytes, _sent: MediaType) -> str | None:
        try:
            value = jiter.from_json(data, allow_inf_nan=False)
        except ValueError:
            return "body: not JSON."
        return self._fault_of(value)


def json_bytes(value: Any) -> bytes:
    """JSON by the models' wire names; a missing member stays missing.

    A model is known by its serializer: Pydantic's `isinstance` takes longer than writing a small
    one, and the generator, which needs this module's other half, does not load Pydantic.
    """
    serializer = getattr(value, "__pydantic_serializer__", None)
    if serializer is not None:
        written: bytes = serializer.to_json(value, by_alias=True, warnings=False)
        return written
    return to_json(value, by_alias=True, inf_nan_mode="null")
