"""The length of content that is not read: `minLength` and `maxLength` count octets there.

OpenAPI 3.1, "Considerations for File Uploads": "For unencoded binary, the length is the number
of octets."
"""

from collections.abc import Mapping
from typing import Any, Final

from exactapi.document.contract import Contract
from exactapi.document.shapes import Pointers, parts_of, shape_of
from exactapi.problems import ProblemError

_OF_OCTETS: Final = frozenset(
    {"$ref", "allOf", "contentEncoding", "contentMediaType", "format"}
    | {"maxLength", "minLength", "type"}
)
_ANNOTATIONS: Final = frozenset(
    {"default", "deprecated", "description", "example", "examples", "externalDocs"}
    | {"readOnly", "summary", "title", "writeOnly", "$comment"}
)
_UNENCODED: Final = frozenset({"7bit", "8bit", "binary"})
_BINARY: Final = frozenset({"base64", "binary", "byte", None})


class Lengths:
    """The bounds that the schemas at some pointers set; those of alternatives do not count."""

    def __init__(self, contract: Contract, pointers: Pointers) -> None:
        self._least = 0
        self._most: int | None = None
        for schema in (part for each in pointers for part in parts_of(contract, each)):
            self._least = max(self._least, int(schema.get("minLength", 0)))
            if "maxLength" in schema:
                most = int(schema["maxLength"])
                self._most = most if self._most is None else min(self._most, most)

    def stand_in(self, size: int) -> str:
        """Return a text that the validator judges as it should the octets that it does not see."""
        longest = self._least if self._most is None else self._most + 1
        return "-" * min(size, longest)

    def errors(self, size: int) -> list[ProblemError]:
        """Return what is wrong with a body of so many octets."""
        if size < self._least:
            return [ProblemError("#", "minLength", f"must have at least {self._least} bytes")]
        if self._most is not None and size > self._most:
            return [ProblemError("#", "maxLength", f"must have at most {self._most} bytes")]
        return []


def is_file(schema: Mapping[str, Any]) -> bool:
    """Return whether a part of a form with this schema is octets, not text.

    OpenAPI 3.0 says `format: binary`; 3.1 a `contentMediaType`, or a `contentEncoding` that leaves
    the octets as they are (RFC 2045, section 6.2).
    """
    encoding = schema.get("contentEncoding")
    if encoding is not None:
        return encoding in _UNENCODED
    return schema.get("format") == "binary" or "contentMediaType" in schema


def is_of_octets(contract: Contract, pointer: str) -> bool:
    """Return whether a schema says no more than that there are octets, and how many.

    So it is for content that need not be read to be judged, whatever its media type.
    """
    if contract.schema(pointer) is False:
        return False
    for part in parts_of(contract, pointer):
        said = {key for key in part if not key.startswith("x-")}
        if not said <= _OF_OCTETS | _ANNOTATIONS or part.get("format") not in _BINARY:
            return False
    return "string" in shape_of(contract, pointer).types
