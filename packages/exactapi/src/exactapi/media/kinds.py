"""Which kind a media type is of: the one table of them."""

from collections.abc import Set
from functools import lru_cache
from typing import Final

from exactapi.document.contract import Contract, Located
from exactapi.document.lengths import is_of_octets
from exactapi.document.media_types import SCALARS, essence
from exactapi.media.binary import Binary
from exactapi.media.codec import Codec
from exactapi.media.json import Json
from exactapi.media.multipart import Multipart, OtherMultipart
from exactapi.media.sequences import Events, Lines, Records
from exactapi.media.text import Text
from exactapi.media.urlencoded import UrlEncoded
from exactapi.media.xml import Xml
from exactapi.media.yaml import Yaml
from exactapi.schemas.directions import Direction

KINDS: Final[tuple[type[Codec], ...]] = (
    *(Json, Yaml, Xml, Events, Lines, Records, UrlEncoded, Multipart, OtherMultipart, Text, Binary),
)
"""The first one that covers a media type counts."""

ANY_JSON: Final = frozenset({"*/*", "application/*"})
"""The ranges that JSON is in."""


@lru_cache(maxsize=512)
def kind_of(
    media_type: str, direction: Direction = "response", *, of_values: bool = True
) -> type[Codec]:
    """Return the kind of a media type or a range; `of_values`: its schema says more than octets."""
    name = essence(media_type)
    return next(
        kind
        for kind in KINDS
        if kind.covers(name)
        and (kind.is_read if direction == "request" else kind.is_written)
        and (of_values or direction not in kind.needs_values)
    )


def codec(
    contract: Contract, media_type: str, content: Located | None, direction: Direction
) -> Codec:
    """Return the codec of a media type; `content` is its object in the document."""
    kind = kind_of(media_type, direction)
    if direction in kind.needs_values and not _has_values(contract, content):
        kind = kind_of(media_type, direction, of_values=False)
    return kind(contract, essence(media_type), content, direction)


def _has_values(contract: Contract, content: Located | None) -> bool:
    """Return whether a Media Type Object says more of its content than that it is octets."""
    if content is None or content.schema is None:
        return content is not None and content.item_schema is not None
    return content.item_schema is not None or not is_of_octets(contract, content.schema)


def is_parameter_read(media_type: str, types: Set[str]) -> bool:
    """Return whether a parameter with this `content` becomes a value of these JSON types."""
    kind = kind_of(media_type, "request")
    return (
        kind in (Json, UrlEncoded)
        or essence(media_type) in ANY_JSON
        or not SCALARS.isdisjoint(types)
    )
