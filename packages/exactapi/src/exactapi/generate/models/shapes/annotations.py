"""Shapes as Python annotations, for the modules that import models.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exactapi.generate.models.shapes.shapes import (
    Array,
    Kind,
    Literals,
    Map,
    Named,
    Scalar,
    Shape,
    Tuple,
    Union,
)

_KINDS: dict[Kind, str] = {
    "any": "Any",
    "other": "NonObject",
    "none": "None",
    "bool": "bool",
    "int": "int",
    "number": "int | float",
    "str": "str",
    "uuid": "UUID",
    "date": "date",
    "datetime": "AwareDatetime",
    "decimal": "DecimalString",
    "decimal number": "DecimalNumber",
    "bytes": "bytes",
    "file": "UploadFile",
}
_IMPORTS: dict[str, str] = {
    "Any": "typing",
    "NonObject": "exactapi.runtime",
    "UUID": "uuid",
    "date": "datetime",
    "AwareDatetime": "pydantic",
    "DecimalNumber": "exactapi.runtime",
    "DecimalString": "exactapi.runtime",
    "UploadFile": "fastapi",
}


@dataclass(slots=True)
class Imports:
    """`from module import name` lines, collected while code is written.

    `package` is where models.py lies, seen from the importing module; nowhere for itself.
    """

    package: str
    names: dict[str, set[str]] = field(default_factory=dict)

    def add(self, module: str, *names: str) -> None:
        self.names.setdefault(module, set()).update(names)

    def lines(self) -> list[str]:
        """In any order: ruff sorts them."""
        return [
            f"from {module} import {', '.join(sorted(names))}"
            for module, names in sorted(self.names.items())
        ]


def annotation(shape: Shape, imports: Imports) -> str:
    """Return the expression; what it needs is added to `imports`."""
    match shape:
        case Scalar(kind):
            written = _KINDS[kind]
            if written in _IMPORTS:
                imports.add(_IMPORTS[written], written)
        case Literals(values):
            imports.add("typing", "Literal")
            written = f"Literal[{', '.join(map(repr, values))}]"
        case Named(name):
            if imports.package:
                imports.add(imports.package, "models")
            written = f"models.{name}" if imports.package else name
        case Array(items):
            written = f"list[{annotation(items, imports)}]"
        case Tuple():
            written = _tuple(shape, imports)
        case Map(inner):
            written = f"dict[str, {annotation(inner, imports)}]"
        case Union(members):
            written = " | ".join(annotation(member, imports) for member in members)
    return written


def _tuple(shape: Tuple, imports: Imports) -> str:
    items = [annotation(item, imports) for item in shape.items]
    if shape.rest is None:
        return " | ".join(tuples(items, shape.least))
    imports.add("typing", "Annotated")
    imports.add("exactapi.runtime", "OpenTuple")
    longest = ", ".join([*items, f"*tuple[{annotation(shape.rest, imports)}, ...]"])
    shorter = tuples(items[:-1], shape.least) if shape.least < len(items) else []
    return " | ".join([*shorter, f"Annotated[tuple[{longest}], OpenTuple()]"])


def tuples(items: Sequence[str], least: int) -> list[str]:
    """Types of tuples with the first items, from `least` of them to all."""
    return [f"tuple[{', '.join(items[:n]) or '()'}]" for n in range(least, len(items) + 1)]


def tuple_of(items: Sequence[str]) -> str:
    """Return a tuple of expressions."""
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
