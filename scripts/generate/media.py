"""How a media type's content reaches Python."""

from typing import Literal, TypeAlias

Form: TypeAlias = Literal["json", "form", "multipart", "text", "binary"]


def form(media_type: str, *, has_schema: bool) -> Form:
    """JSON, and any range with a schema that could be JSON, become what the schema says."""
    essence = media_type.partition(";")[0].strip().lower()
    kind, _, subtype = essence.partition("/")
    if subtype == "json" or subtype.endswith("+json") or (has_schema and _is_range(essence)):
        return "json"
    if essence == "application/x-www-form-urlencoded":
        return "form"
    if kind == "multipart":
        return "multipart"
    return "text" if kind == "text" else "binary"


def suffix(media_type: str) -> str:
    """The word that tells result classes of one status apart: `csv` of `text/csv`."""
    essence = media_type.partition(";")[0].strip()
    kind, _, subtype = essence.partition("/")
    word = kind if subtype == "*" else subtype
    return "any" if word == "*" else word


def _is_range(essence: str) -> bool:
    return essence in ("*/*", "application/*")
