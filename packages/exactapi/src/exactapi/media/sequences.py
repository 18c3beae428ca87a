"""Values of JSON that follow one another, framed as their media type frames them.

Handlers send them one by one. In a request they are a text or octets, which is handed over.
"""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar, Final

from exactapi.document.contract import Contract
from exactapi.document.media_types import MediaType
from exactapi.document.shapes import shape_of
from exactapi.media.binary import Binary
from exactapi.media.codec import Form

_LINES: Final = frozenset(
    f"application/{name}"
    for name in ("x-ndjson", "ndjson", "jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "json-lines")
)
"""None is registered, so all of the names are in use."""

_FIELDS: Final = frozenset({"data", "event", "id", "retry"})
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class Sequence(Binary):
    """Its schema describes an item; items are checked one by one."""

    form: ClassVar[Form] = "events"
    is_read: ClassVar[bool] = False

    def fault(self, _data: bytes, _sent: MediaType) -> str | None:
        return None


class Lines(Sequence):
    """NDJSON, JSON Lines: an item, a line feed."""

    @staticmethod
    def covers(name: str) -> bool:
        return name in _LINES


class Records(Sequence):
    """RFC 7464: a record separator, the item, a line feed."""

    @staticmethod
    def covers(name: str) -> bool:
        return name == "application/json-seq" or name.endswith("+json-seq")

    def frame(self, item: bytes) -> bytes:
        return b"\x1e" + item + b"\n"


class Events(Sequence):
    """HTML, "Server-sent events": `data: {...}`, an empty line.

    There is a line for each field instead, where the schema has the fields of an event for members.
    """

    @staticmethod
    def covers(name: str) -> bool:
        return name == "text/event-stream"

    def frame(self, item: bytes) -> bytes:
        if self._are_whole:
            return b"".join(_lines(json.loads(item))) + b"\n"
        return b"data: " + item + b"\n\n"

    @cached_property
    def _are_whole(self) -> bool:
        return self._schema is not None and describes_events(self._contract, self._schema)


def describes_events(contract: Contract, schema: str) -> bool:
    """Return whether a schema is about whole events (OpenAPI 3.2, "Server-Sent Event Streams").

    Otherwise, as in most documents, it is about the JSON in their `data`.
    """
    members = shape_of(contract, schema).properties.keys()
    return "data" in members and members <= _FIELDS


def _lines(event: dict[str, Any]) -> Iterator[bytes]:
    """A line of its own for each line of a value."""
    for name, value in event.items():
        text = value if isinstance(value, str) else json.dumps(value)
        for line in _LINE_END.split(text):
            yield f"{name}: {line}\n".encode()
