"""The Python form of a media type's content."""

from collections.abc import Set

from exactapi.document.media_types import essence
from exactapi.media.codec import Form
from exactapi.media.kinds import ANY_JSON, kind_of
from exactapi.media.sequences import Sequence
from exactapi.schemas.directions import Direction


def form(media_type: str, *, has_schema: bool, of_octets: bool = False, sent: bool = False) -> Form:
    """JSON, and any range with a schema that could be JSON, become what the schema says.

    So does XML, unless its schema speaks of octets, and YAML that is `sent`: JSON is YAML.
    `events` is a sequence of items, each as its schema says; those that are `sent` need none.
    """
    if has_schema and essence(media_type) in ANY_JSON:
        return "json"
    of_values = has_schema and not of_octets
    if sent and issubclass(written := kind_of(media_type, of_values=of_values), Sequence):
        return written.form
    direction = "response" if sent and has_schema else "request"
    return kind_of(media_type, direction, of_values=of_values).form


def is_read(media_type: str, types: Set[str], direction: Direction = "request") -> bool:
    """Return whether values of these JSON types can be read from a body."""
    if essence(media_type) in ANY_JSON:
        return True
    kind = kind_of(media_type, direction)
    return not issubclass(kind, Sequence) and kind.reads(types)


def suffix(media_type: str) -> str:
    """Return the word that tells result classes of one status apart: `csv` of `text/csv`."""
    essence = media_type.partition(";")[0].strip()
    kind, _, subtype = essence.partition("/")
    word = kind if subtype == "*" else subtype
    return "any" if word == "*" else word


def is_range(media_type: str) -> bool:
    """Return whether the handler has to name the media type of its result."""
    return "*" in media_type
