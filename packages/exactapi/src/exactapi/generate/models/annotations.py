"""Shapes as Python annotations, for the modules that import models.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exactapi.generate.models.shapes import (
    Array,
    Kind,
    Literals,
    Map,
    Named,
    Scalar,
    Shape,
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
    """The expression; what it needs is added to `imports`."""
    if isinstance(shape, Scalar):
        name = _KINDS[shape.kind]
        if name in _IMPORTS:
            imports.add(_IMPORTS[name], name)
        return name
    if isinstance(shape, Literals):
        imports.add("typing", "Literal")
        return f"Literal[{', '.join(map(repr, shape.values))}]"
    if isinstance(shape, Named):
        if imports.package:
            imports.add(imports.package, "models")
        return f"models.{shape.name}" if imports.package else shape.name
    if isinstance(shape, Array):
        return f"list[{annotation(shape.items, imports)}]"
    if isinstance(shape, Map):
        return f"dict[str, {annotation(shape.values, imports)}]"
    return " | ".join(annotation(member, imports) for member in shape.members)


def tuple_of(items: Sequence[str]) -> str:
    """A tuple of expressions."""
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
