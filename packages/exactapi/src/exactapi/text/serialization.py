"""The serialization of a value, as the document declares it: `style` and `explode`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, TypeAlias

from exactapi.document.shapes import ALL_TYPES, Shape
from exactapi.text.encoding import Decode
from exactapi.text.styles import Delimited, Matrix, Style

STYLES: Final[Mapping[Any, tuple[str, ...]]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "querystring": (),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
"""The styles of each location of parameters, the default first (OpenAPI 3.2, "Style Values").

The whole query string has none: it is content of a media type.
"""

_EXPLODED: Final = ("form", "cookie")
"""The styles that explode unless the document says otherwise, under names of their own."""

Names: TypeAlias = Literal["own", "members", "brackets"]
"""Under which names a value stands: its own, those of its members, or `name[member]`."""

_SEPARATORS: Final = {
    "spaceDelimited": (" ", ("%20", "+")),
    "pipeDelimited": ("|", ("%7C", "%7c")),
}


@dataclass(frozen=True, slots=True)
class Serialization:
    style: str
    explode: bool

    @classmethod
    def of(cls, declared: Mapping[str, Any], location: str) -> Self:
        """Read it from an object of the document, with the defaults of the location."""
        style = declared.get("style") or next(iter(STYLES[location]), "form")
        return cls(style, declared.get("explode", style in _EXPLODED))

    @property
    def is_text(self) -> bool:
        """Return whether a scalar is written as it is, with nothing around it."""
        return self.style in ("simple", *_EXPLODED)

    def names(self, shape: Shape) -> Names:
        """Under which names a value of a shape stands among others."""
        if self.style == "deepObject":
            return "brackets"
        speaks_of_members = shape.types != ALL_TYPES or bool(shape.properties or shape.others)
        exploded = self.explode and self.style in _EXPLODED
        is_object = "object" in shape.types and speaks_of_members
        return "members" if exploded and is_object else "own"

    def reader(self, name: str, decode: Decode) -> Style:
        """Return the reader of a value in one text: a path, a header, or what follows `name=`."""
        match self.style:
            case "matrix":
                return Matrix(name, decode, explode=self.explode)
            case "label":
                separators = ["."] if self.explode else [",", "."]
                return Delimited(separators, decode, prefix=".", assigned=self.explode)
            case "spaceDelimited" | "pipeDelimited":
                separator, aliases = _SEPARATORS[self.style]
                return Delimited([separator], decode, aliases=aliases)
            case _:
                return Delimited([","], decode, assigned=self.explode)
