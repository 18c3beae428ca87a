"""Values of JSON that follow one another, framed as their media type frames them.

Handlers send them one by one, or all at once. Of a request they get all of them in a list: a body
is bounded, and an invalid item must be told before anything is done.
"""

import json
import re
from abc import abstractmethod
from collections.abc import Iterator, Set
from functools import cached_property
from typing import Any, ClassVar, Final

from exactapi.document.contract import Contract
from exactapi.document.media_types import MediaType
from exactapi.document.sequences import ItemSchemas, item_schemas, schema_of_items
from exactapi.document.shapes import shape_of
from exactapi.media.binary import Binary
from exactapi.media.codec import Form
from exactapi.media.json_writer import json_bytes
from exactapi.media.text import expect_utf_8
from exactapi.problems import MAX_ERRORS, JsonValue, ProblemError
from exactapi.rejections import InvalidRequest, MalformedRequest
from exactapi.schemas.directions import Direction
from exactapi.text.strict_json import read_json

MAX_ITEMS: Final = 100_000
"""Each is read and judged by itself, which takes some microseconds."""

_LINES: Final = frozenset(
    f"application/{name}"
    for name in ("x-ndjson", "ndjson", "jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "json-lines")
)
"""None is registered, so all of the names are in use."""

_FIELDS: Final = frozenset({"data", "event", "id", "retry"})
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_SPACE: Final = b" \t\r"


class Sequence(Binary):
    """Its schemas describe an item, or all of them as an array; items are checked one by one."""

    form: ClassVar[Form] = "events"
    needs_values: ClassVar[Set[Direction]] = frozenset({"request"})

    def read(self, data: bytes, sent: MediaType) -> list[JsonValue]:
        """Return the items.

        Raises:
            MalformedRequest: they are not framed as the media type says, or too many.
            UnsupportedMediaType: they are in another charset than UTF-8.
        """
        expect_utf_8(sent)
        items: list[JsonValue] = []
        try:
            for item in self.items(data):
                items.append(item)
                if len(items) > MAX_ITEMS:
                    break
        except MalformedRequest as error:
            raise MalformedRequest(f"Item {len(items)}: {error.detail}") from None
        if len(items) > MAX_ITEMS:
            raise MalformedRequest(f"The body has more than {MAX_ITEMS} items.")
        return items

    @abstractmethod
    def items(self, data: bytes) -> Iterator[JsonValue]:
        """Yield the items of complete content; raises as `read` does."""

    def errors(self, items: list[JsonValue]) -> list[ProblemError]:
        """Return what the schemas have against some items, by their places."""
        found: list[ProblemError] = []
        if self.schemas.each is not None:
            validator = self._contract.validator(self.schemas.each, self._direction)
            for index, item in enumerate(items):
                if not validator.is_valid(item):
                    found += validator.errors(item, f"#/{index}")
                if len(found) > MAX_ERRORS:
                    break
        if self.schemas.whole is not None:
            validator = self._contract.validator(self.schemas.whole, self._direction)
            if not validator.is_valid(items):
                found += validator.errors(items)
        return found

    def write(self, value: Any) -> bytes:
        if isinstance(value, list | tuple):
            return b"".join(self.frame(json_bytes(item)) for item in value)
        return super().write(value)

    def fault(self, data: bytes, sent: MediaType) -> str | None:
        """Check what is sent at once, by the schemas that OpenAPI 3.2 has for it."""
        is_said = self._content is not None and self._content.item_schema is not None
        if not is_said and self.schemas.whole is None:
            return None
        try:
            errors = self.errors(self.read(data, sent))
        except (MalformedRequest, InvalidRequest) as error:
            return f"body: {error.detail}"
        return next((f"body {each.pointer}: {each.code}, {each.detail}." for each in errors), None)

    @cached_property
    def schemas(self) -> ItemSchemas:
        """Return the schemas of each item and of all of them."""
        item = None if self._content is None else self._content.item_schema
        return item_schemas(self._contract, self._schema, item)


class Lines(Sequence):
    """NDJSON, JSON Lines: an item, a line feed; a line without anything is none."""

    @staticmethod
    def covers(name: str) -> bool:
        return name in _LINES

    def items(self, data: bytes) -> Iterator[JsonValue]:
        for line in data.split(b"\n"):
            if text := line.strip(_SPACE):
                yield read_json(text)


class Records(Sequence):
    """RFC 7464: a record separator, the item, a line feed."""

    @staticmethod
    def covers(name: str) -> bool:
        return name == "application/json-seq" or name.endswith("+json-seq")

    def frame(self, item: bytes) -> bytes:
        return b"\x1e" + item + b"\n"

    def items(self, data: bytes) -> Iterator[JsonValue]:
        first, *records = data.split(b"\x1e")
        if first:
            raise MalformedRequest("The first record has no separator before it (RFC 7464).")
        for record in records:
            if text := record.strip(_SPACE + b"\n"):
                yield read_json(text)


class Events(Sequence):
    """HTML, "Server-sent events": `data: {...}`, an empty line.

    `itemSchema` is about whole events, so there is a line for each field. So is `schema` where it
    has the fields of an event for members; else it is about the JSON in `data`.
    """

    @staticmethod
    def covers(name: str) -> bool:
        return name == "text/event-stream"

    def frame(self, item: bytes) -> bytes:
        if self._are_whole:
            return b"".join(_lines(json.loads(item))) + b"\n"
        return b"data: " + item + b"\n\n"

    def items(self, data: bytes) -> Iterator[JsonValue]:
        """Yield the events that have data, the last one also without an empty line after it."""
        try:
            text = data.decode().removeprefix("\ufeff")
        except UnicodeDecodeError:
            raise MalformedRequest("The body is not UTF-8.") from None
        for event in _events(text):
            if not self._are_whole:
                yield read_json(event["data"].encode())
            elif self._holds_json:
                yield event | {"data": read_json(event["data"].encode())}
            else:
                yield event

    @cached_property
    def _are_whole(self) -> bool:
        if self._content is not None and self._content.item_schema is not None:
            return True
        item = schema_of_items(self._contract, self.schemas)
        return item is not None and describes_events(self._contract, item)

    @cached_property
    def _holds_json(self) -> bool:
        """Return whether `data` of a whole event can be no text, which the specification asks."""
        item = schema_of_items(self._contract, self.schemas)
        if item is None:
            return False
        data = shape_of(self._contract, item).member("data")
        return bool(data) and all(
            "string" not in shape_of(self._contract, each).types for each in data
        )


def describes_events(contract: Contract, schema: str) -> bool:
    """Return whether a schema has the fields of an event for members, and `data` among them."""
    members = shape_of(contract, schema).properties.keys()
    return "data" in members and members <= _FIELDS


def _lines(event: dict[str, Any]) -> Iterator[bytes]:
    """Yield a line of its own for each line of a value."""
    for name, value in event.items():
        text = value if isinstance(value, str) else json.dumps(value)
        for line in _LINE_END.split(text):
            yield f"{name}: {line}\n".encode()


def _events(text: str) -> Iterator[dict[str, Any]]:
    """Yield the fields of each event; comments and unknown ones count for nothing."""
    event: dict[str, Any] = {}
    data: list[str] = []
    for line in [*_LINE_END.split(text), ""]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield event | {"data": "\n".join(data)}
            event, data = {}, []
        elif name == "data":
            data.append(value)
        elif name == "retry" and value.isascii() and value.isdigit():
            event["retry"] = int(value)
        elif name in ("event", "id"):
            event[name] = value
