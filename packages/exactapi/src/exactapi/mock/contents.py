"""Values made up, in the media types that the runtime leaves to its handlers."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from exactapi.document.contract import Located
from exactapi.document.lengths import is_of_octets
from exactapi.document.media_types import MediaType, essence
from exactapi.media.codec import Codec
from exactapi.media.json import Json
from exactapi.media.kinds import codec
from exactapi.media.sequences import Events, Sequence
from exactapi.media.urlencoded import UrlEncoded
from exactapi.media.xml import Xml
from exactapi.mock.samples.sample import NoSampleError
from exactapi.problems import ContractViolationError, JsonValue
from exactapi.rejections import InvalidRequest, MalformedRequest
from exactapi.runtime import Contract

_CONCRETE: Final = {
    "*/*": "application/json",
    "application/*": "application/json",
    "text/*": "text/plain",
    "image/*": "image/png",
    "audio/*": "audio/ogg",
    "video/*": "video/mp4",
    "multipart/*": "multipart/mixed",
}
_FIELDS_OF_EVENTS: Final = ("data:", "event:", "id:", "retry:", ":")
_PAUSE: Final = 0.1
"""Seconds between the events of a stream."""

_BOUNDARY: Final = "mock"


def concrete(media_type: str) -> str:
    """Return the media type to send for one of the document, which may be a range."""
    name = _CONCRETE.get(essence(media_type), media_type).replace("/*+", "/vnd.mock+")
    is_multipart = name.lower().startswith("multipart/") and "boundary=" not in name
    return f"{name}; boundary={_BOUNDARY}" if is_multipart else name


class ContentWriter:
    """Writes the values of one document."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def codec(self, media_type: str, declared: Located) -> Codec:
        """Return the codec of a media type; `declared` is the object that has its schema."""
        return codec(self._contract, media_type, declared, "response")

    def body(self, value: JsonValue, media_type: str, declared: Located) -> Any:
        """Return the body that a handler would return.

        Raises:
            NoSampleError: the value has no form in the media type.
        """
        kind = self.codec(media_type, declared)
        if isinstance(kind, Xml):
            return _document(kind, value)
        if isinstance(value, bytes) or isinstance(kind, Json | UrlEncoded):
            return value
        if isinstance(kind, Sequence):
            return self._items(value, kind, declared)
        lowered = media_type.lower()
        is_text = lowered.startswith("text/plain") and not isinstance(value, dict | list)
        if is_text or isinstance(value, str):
            return value
        return _parts(value) if lowered.startswith("multipart/") else json.dumps(value).encode()

    def _items(self, value: JsonValue, kind: Sequence, declared: Located) -> Any:
        """All items, or one; a text that is a stream by itself, as that of an example, as it is."""
        if isinstance(value, list):
            return _fired(value) if isinstance(kind, Events) else kind.write(value)
        if not isinstance(value, str):
            return kind.frame(json.dumps(value).encode())
        schema = declared.schema
        is_stream = value.startswith(_FIELDS_OF_EVENTS) or (
            schema is not None and is_of_octets(self._contract, schema)
        )
        if is_stream or not isinstance(kind, Events):
            return value.encode()
        return f"data: {value}\n\n".encode()

    def exemplified(self, example: JsonValue, media_type: str, declared: Located) -> JsonValue:
        """Return the value of an example: for one that is written as XML, what that stands for."""
        kind = self.codec(media_type, declared)
        if not isinstance(kind, Xml) or not isinstance(example, str):
            return example
        try:
            return kind.read(example.encode(), MediaType(essence(media_type), {}))
        except (InvalidRequest, MalformedRequest):
            return example


async def _fired(events: list[JsonValue]) -> AsyncIterator[Any]:
    """Yield one event after the other, so that a client can be seen to take each as it comes."""
    for index, event in enumerate(events):
        if index:
            await asyncio.sleep(_PAUSE)
        yield f"data: {event}\n\n" if isinstance(event, str) else event


def _document(kind: Xml, value: JsonValue) -> bytes:
    try:
        return kind.write(value)
    except ContractViolationError as error:
        raise NoSampleError(str(error)) from error


def _parts(value: JsonValue) -> bytes:
    """Write a part per member, or a nameless one for any other value (RFC 2046, section 5.1)."""
    named = value.items() if isinstance(value, Mapping) else [("", value)]
    lines = []
    for name, member in named:
        field = [f'Content-Disposition: form-data; name="{name}"'] if name else []
        text = member if isinstance(member, str) else json.dumps(member)
        lines += [f"--{_BOUNDARY}", *field, "", text]
    return "\r\n".join([*lines, f"--{_BOUNDARY}--", ""]).encode()
