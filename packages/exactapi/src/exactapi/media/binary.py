"""Octets, whatever they mean: everything that no other kind covers."""

from functools import cached_property
from typing import Any, ClassVar

from exactapi.document.lengths import Lengths
from exactapi.document.media_types import MediaType
from exactapi.media.codec import Codec, Form
from exactapi.problems import ContractViolationError


class Binary(Codec):
    """Content that is handed over unread; the schema bounds its length."""

    form: ClassVar[Form] = "binary"

    @staticmethod
    def covers(_name: str) -> bool:
        return True

    def read(self, data: bytes, _sent: MediaType) -> Any:
        return data

    def write(self, value: Any) -> bytes:
        if isinstance(value, bytes | bytearray | memoryview):
            return bytes(value)
        if isinstance(value, str):
            return value.encode()
        raise ContractViolationError(
            f"A body of {self._name} must be bytes or str, not {type(value).__name__}."
        )

    def fault(self, data: bytes, _sent: MediaType) -> str | None:
        for error in self._lengths.errors(len(data)):
            return f"body: {error.detail}."
        return None

    @cached_property
    def _lengths(self) -> Lengths:
        return Lengths(self._contract, (self._schema,) if self._schema else ())
