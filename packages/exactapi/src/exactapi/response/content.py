"""Values as the content of a message, and the field that says what it is."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel
from pydantic_core import to_json, to_jsonable_python

from exactapi.document.media_types import FORM, is_json, is_yaml
from exactapi.problems import ContractViolationError
from exactapi.response.raw import HeaderList, header_lines, simple
from exactapi.xml.writer import UnwritableXmlError, XmlWriter

WITHOUT_CONTENT: Final = frozenset({204, 205, 304})
"""What HTTP sends without content, whatever is declared (RFC 9110, sections 15.3.5 to 15.4.5)."""


def json_bytes(value: Any) -> bytes:
    """JSON by the models' wire names; a missing member stays missing."""
    if isinstance(value, BaseModel):
        return value.__pydantic_serializer__.to_json(value, by_alias=True, warnings=False)
    return to_json(value, by_alias=True, inf_nan_mode="null")


def content_bytes(body: Any, media_type: str, xml: XmlWriter | None = None) -> bytes:
    """A complete body; `xml` writes values of its schema. JSON is also YAML (RFC 9512, 3.4).

    Raises:
        ContractViolationError: such a value has no form in the media type.
    """
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    if is_json(media_type) or (is_yaml(media_type) and not isinstance(body, str)):
        return json_bytes(body)
    if xml is not None:
        return _xml_bytes(xml, body)
    if isinstance(body, str):
        return body.encode()
    essence = media_type.lower()
    if essence.startswith(FORM):
        return _urlencoded(to_jsonable_python(body, by_alias=True))
    if essence.startswith("text/") and not isinstance(body, BaseModel | Mapping):
        return simple(body).encode()
    raise ContractViolationError(
        f"A body of {media_type} must be bytes or str, not {type(body).__name__}."
    )


def _xml_bytes(writer: XmlWriter, value: Any) -> bytes:
    try:
        return writer.write(to_jsonable_python(value, by_alias=True, inf_nan_mode="null"))
    except UnwritableXmlError as error:
        raise ContractViolationError(f"The body cannot be written as XML: {error}.") from None


def content_type(media_type: str) -> HeaderList:
    """The field `Content-Type`; our texts are UTF-8.

    Raises:
        UnsendableHeaderError: the media type would break the message.
    """
    lowered = media_type.lower()
    if lowered.startswith("text/") and "charset" not in lowered:
        media_type = f"{media_type}; charset=utf-8"
    return header_lines("content-type", media_type)


def _urlencoded(fields: Mapping[str, Any]) -> bytes:
    """A field per item of an array; objects as JSON (OpenAPI 3.1, "Encoding Object")."""
    pairs = [
        (name, json_bytes(item) if isinstance(item, dict | list) else simple(item))
        for name, value in fields.items()
        for item in (value if isinstance(value, list) else [value])
    ]
    return urlencode(pairs).encode()
