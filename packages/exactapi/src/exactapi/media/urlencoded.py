"""`application/x-www-form-urlencoded`: an object whose members are the fields of a form."""

from collections.abc import Mapping, Set
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from pydantic_core import to_jsonable_python

from exactapi.document.contract import Located
from exactapi.document.media_types import URLENCODED, MediaType
from exactapi.media.binary import Binary
from exactapi.media.codec import Form
from exactapi.media.forms.reader import FormReader
from exactapi.media.json_writer import json_bytes
from exactapi.problems import JsonValue
from exactapi.text.simple import simple


class UrlEncoded(Binary):
    """OpenAPI 3.1, "Support for x-www-form-urlencoded Request Bodies"."""

    form: ClassVar[Form] = "form"

    @staticmethod
    def covers(name: str) -> bool:
        return name == URLENCODED

    @staticmethod
    def reads(_types: Set[str]) -> bool:
        return True

    def read(self, data: bytes, _sent: MediaType) -> JsonValue:
        return self._reader.read_urlencoded(data)

    def write(self, value: Any) -> bytes:
        """Return a field per item of an array; objects as JSON (OpenAPI 3.1, "Encoding Object")."""
        if isinstance(value, str | bytes | bytearray | memoryview):
            return super().write(value)
        fields: Mapping[str, Any] = to_jsonable_python(value, by_alias=True)
        pairs = [
            (name, json_bytes(item) if isinstance(item, dict | list) else simple(item))
            for name, each in fields.items()
            for item in (each if isinstance(each, list) else [each])
        ]
        return urlencode(pairs).encode()

    @cached_property
    def _reader(self) -> FormReader:
        schemas = (self._schema,) if self._schema else ()
        return FormReader(self._contract, schemas, self._content or Located("", {}))
