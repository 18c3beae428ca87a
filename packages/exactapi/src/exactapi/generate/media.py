"""How a media type's content reaches Python."""

from collections.abc import Collection, Mapping
from typing import Literal, TypeAlias

from exactapi.document.media_types import (
    ANY_JSON,
    SCALARS,
    essence,
    is_json,
    is_xml,
    is_yaml,
    sequence,
)

Form: TypeAlias = Literal["json", "xml", "form", "multipart", "events", "text", "binary"]

_FORMS: Mapping[str, Form] = {
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
    "multipart/*": "multipart",
}


def form(media_type: str, *, has_schema: bool, of_octets: bool = False, sent: bool = False) -> Form:
    """JSON, and any range with a schema that could be JSON, become what the schema says.

    So does XML, unless its schema speaks of octets, and YAML that is `sent`: JSON is YAML.
    `events` is a sequence of items that are sent one by one, each as its schema says.
    """
    name = essence(media_type)
    if is_json(name) or (has_schema and (name in ANY_JSON or (sent and is_yaml(name)))):
        return "json"
    if is_xml(name) and has_schema and not of_octets:
        return "xml"
    if sequence(name):
        return "events"
    return _FORMS.get(name) or ("text" if name.startswith("text/") else "binary")


def is_read(media_type: str, types: Collection[str]) -> bool:
    """Whether values of a schema of these JSON types can be read out of such content.

    A text is a string, a number, a boolean or null; what other types would look like in it, or
    anything in YAML, no specification says.
    """
    kind = form(media_type, has_schema=True)
    return kind in ("json", "xml", "form", "multipart") or (
        kind == "text" and not SCALARS.isdisjoint(types)
    )


def suffix(media_type: str) -> str:
    """The word that tells result classes of one status apart: `csv` of `text/csv`."""
    essence = media_type.partition(";")[0].strip()
    kind, _, subtype = essence.partition("/")
    word = kind if subtype == "*" else subtype
    return "any" if word == "*" else word


def is_range(media_type: str) -> bool:
    """Whether the handler has to say which media type it answers."""
    return "*" in media_type
