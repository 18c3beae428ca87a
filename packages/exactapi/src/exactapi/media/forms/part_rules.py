"""The rules of an Encoding Object for the parts of a form: media types and headers.

OpenAPI 3.1, "Encoding Object". A part without a type of its own is taken for what is declared.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from exactapi.document.contract import Contract, Located
from exactapi.document.media_types import DeclaredTypes, parse_media_type
from exactapi.media.forms.styled_fields import is_styled
from exactapi.media.header_values import HeaderValues, declared_header
from exactapi.problems import ProblemError

if TYPE_CHECKING:  # it brings FastAPI along, which the generator does not need
    from exactapi.media.forms.parts import Part


class PartRules:
    """Of one field; `encoding` is its Encoding Object, None where it has none."""

    def __init__(self, contract: Contract, encoding: Located | None) -> None:
        declared = {} if encoding is None else encoding.node
        media_types = "" if is_styled(declared) else declared.get("contentType", "")
        listed = [each.strip() for each in media_types.split(",")]
        self._types = DeclaredTypes(listed) if any(listed) else None
        self._values = HeaderValues(contract, "request")
        self._headers = {
            name: declared_header(contract, encoding.child("headers", name))
            for name in declared.get("headers", {})
            # "Content-Type is described separately and SHALL be ignored in this section."
            if encoding is not None and name.lower() != "content-type"
        }

    def errors(self, place: str, part: "Part") -> Iterator[ProblemError]:
        """Yield the faults of a part that stands at a place of the form."""
        if self._types is not None and part.content_type is not None:
            sent = parse_media_type(part.content_type)
            if sent is None or self._types.match(sent) is None:
                yield ProblemError(place, "contentType", f"must be sent as {self._types}")
        for name, header in self._headers.items():
            breach = self._values.breach(name, header, part.headers.get(name.lower(), ()))
            if breach == "required":
                yield ProblemError(place, "headers", f"must have the header {name}")
            elif breach == "schema":
                yield ProblemError(place, "headers", f"has a header {name} that is not valid")
