"""Fields of a form that are written as query parameters are (OpenAPI 3.1, "Encoding Object").

An Encoding Object with `style`, `explode` or `allowReserved` asks for that, and its content type
does not count. In a multipart form the names and values are those of the parts, not encoded.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from exactapi.document.contract import Contract
from exactapi.document.shapes import Pointers
from exactapi.problems import JsonValue, ProblemError
from exactapi.rejections import InvalidRequest
from exactapi.schemas.pointers import join
from exactapi.text.encoding import Decode
from exactapi.text.named_values import NamedValues
from exactapi.text.pairs import Pairs
from exactapi.text.scalars import TextReader
from exactapi.text.serialization import Serialization
from exactapi.text.styled_value import StyledValue

_STYLED: Final = ("style", "explode", "allowReserved")


def is_styled(encoding: Mapping[str, Any]) -> bool:
    """Return whether an Encoding Object gives the field a style, as a parameter has one."""
    return any(keyword in encoding for keyword in _STYLED)


class StyledFields:
    """The fields of one form that have a style; `others` are the names of those without."""

    def __init__(self, fields: Iterable["StyledField"], others: Iterable[str]) -> None:
        self._others = frozenset(others)
        self._values = NamedValues(fields, others=self._others)

    def read(self, found: Pairs) -> tuple[dict[str, JsonValue], list[str]]:
        """Return the members of the form that have a style, and the names that are left over.

        Raises:
            InvalidRequest: a field is not written in its style.
        """
        value: dict[str, JsonValue] = {}
        errors: list[ProblemError] = []
        left = self._others.union(self._values.read(found, value, errors))
        if errors:
            raise InvalidRequest(errors)
        return value, [name for name in found if name in left]


class StyledField(StyledValue):
    """One field; what the schema has against it is found later."""

    def __init__(
        self,
        contract: Contract,
        name: str,
        pointers: Pointers,
        encoding: Mapping[str, Any],
        decode: Decode,
    ) -> None:
        super().__init__(
            name,
            argument=name,
            place=f"#{join('', name)}",
            serialization=Serialization.of(encoding, "query"),
            decode=decode,
            reader=TextReader(contract, pointers),
        )

    def choose(self, readings: Iterable[JsonValue], errors: list[ProblemError]) -> JsonValue:
        """Return the first reading that the schema of the field accepts, else the first."""
        found = list(readings)
        if found:
            return self.reader.accepted(found)
        errors.append(self._not_in_style())
        return None
