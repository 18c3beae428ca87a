"""Values made up, in the media types that the runtime leaves to its handlers."""

import json
from collections.abc import Mapping
from typing import Any, Final

from exactapi.document.lengths import is_of_octets
from exactapi.document.media_types import FORM, essence, is_json, is_xml, sequence
from exactapi.mock.sample import NoSample
from exactapi.problems import JsonValue
from exactapi.rejections import InvalidRequest, MalformedRequest
from exactapi.response.streams import describes_events, frame
from exactapi.runtime import Contract
from exactapi.xml.reader import XmlReader
from exactapi.xml.writer import UnwritableXmlError, XmlWriter

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
_BOUNDARY: Final = "mock"


def concrete(media_type: str) -> str:
    """What is sent for a media type of the document, perhaps a range."""
    name = _CONCRETE.get(essence(media_type), media_type).replace("/*+", "/vnd.mock+")
    is_multipart = name.lower().startswith("multipart/") and "boundary=" not in name
    return f"{name}; boundary={_BOUNDARY}" if is_multipart else name


class ContentWriter:
    """Writes the values of one document."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def body(self, value: JsonValue, media_type: str, schema: str | None) -> Any:
        """The body that a handler would return; `schema` is a pointer.

        Raises:
            NoSample: the value has no form in the media type.
        """
        lowered = media_type.lower()
        if (described := self.xml_schema(media_type, schema)) is not None:
            return self._document(value, described)
        if is_json(lowered) or isinstance(value, bytes):
            return value
        if sequence(lowered):
            return self._items(value, lowered, schema)
        is_text = lowered.startswith("text/plain") and not isinstance(value, dict | list)
        if is_text or isinstance(value, str) or lowered.startswith(FORM):
            return value
        if lowered.startswith("multipart/"):
            return _parts(value)
        return json.dumps(value).encode()

    def _items(self, value: JsonValue, media_type: str, schema: str | None) -> bytes:
        """One item; a text that is a stream by itself, as those of examples are, goes as it is."""
        if not isinstance(value, str):
            is_event = schema is not None and describes_events(self._contract, schema)
            return frame(json.dumps(value).encode(), media_type, is_event=is_event)
        is_stream = value.startswith(_FIELDS_OF_EVENTS) or (
            schema is not None and is_of_octets(self._contract, schema)
        )
        if sequence(media_type) != "events" or is_stream:
            return value.encode()
        return frame(value.encode(), media_type)

    def xml_schema(self, media_type: str, schema: str | None) -> str | None:
        """The pointer of the schema whose values are sent as XML; None where none are."""
        if schema is None or not is_xml(media_type) or is_of_octets(self._contract, schema):
            return None
        return schema

    def exemplified(self, example: JsonValue, media_type: str, schema: str | None) -> JsonValue:
        """The value of an example: for one that is written as XML, what that stands for."""
        described = self.xml_schema(media_type, schema)
        if described is None or not isinstance(example, str):
            return example
        try:
            return XmlReader(self._contract, described, "response").read(example.encode())
        except (InvalidRequest, MalformedRequest):
            return example

    def _document(self, value: JsonValue, schema: str) -> Any:
        try:
            return XmlWriter(self._contract, schema).write(value)
        except UnwritableXmlError as error:
            raise NoSample(str(error)) from error


def _parts(value: JsonValue) -> bytes:
    """A part per member, or a nameless one for all of another value (RFC 2046, section 5.1)."""
    named = value.items() if isinstance(value, Mapping) else [("", value)]
    lines = []
    for name, member in named:
        field = [f'Content-Disposition: form-data; name="{name}"'] if name else []
        text = member if isinstance(member, str) else json.dumps(member)
        lines += [f"--{_BOUNDARY}", *field, "", text]
    return "\r\n".join([*lines, f"--{_BOUNDARY}--", ""]).encode()
