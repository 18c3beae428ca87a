"""JSON: `application/json`, and every type with the suffix `+json`, `problem+json` among them."""

from collections.abc import Set
from typing import Any, ClassVar

from exactapi.document.media_types import MediaType
from exactapi.media.codec import Codec, Form
from exactapi.media.json_writer import json_bytes
from exactapi.media.text import expect_utf_8
from exactapi.problems import JsonValue
from exactapi.text.strict_json import parse_json, read_json


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
            value = parse_json(data)
        except ValueError:
            return "body: not JSON."
        return self._fault_of(value)
