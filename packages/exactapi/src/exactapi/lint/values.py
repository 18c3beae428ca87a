"""Is every value that an operation takes or gives closed and bounded?"""

from collections.abc import Mapping
from typing import Any, Final

from exactapi.generate.ir import Pointer
from exactapi.generate.models.schemas.schemas import allowed_values, types
from exactapi.lint.findings import Findings
from exactapi.lint.said import Pointers, Reader, Said
from exactapi.lint.texts import is_bounded, may_hold_nul

_NUMBERS: Final = frozenset(
    {*(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))}
    | {"double-int", "float", "double"}
)
"""Formats of numbers that have ends."""


class Values:
    """Visits the schemas of values, and tells `findings`; each once."""

    def __init__(self, document: Mapping[str, Any], findings: Findings) -> None:
        self._reader = Reader(document)
        self._findings = findings
        self._seen: set[tuple[Pointers, bool]] = set()

    def visit(self, pointer: Pointer, *, nul: bool) -> None:
        """Look at a schema and all within it; `nul`: clients could send U+0000 here."""
        pending: list[Pointers] = [(pointer,)]
        while pending:
            pointers = tuple(self._reader.named(each) for each in pending.pop())
            if (pointers, nul) in self._seen:
                continue
            self._seen.add((pointers, nul))
            for said in self._reader.choices(pointers):
                self._check(said, nul=nul)
                pending += said.inner()

    def _check(self, said: Said, *, nul: bool) -> None:
        if allowed_values(said.flat) is not None:
            return
        declared = types(said.flat)
        if declared is None:
            self._findings.add("any-value", said.pointer, "takes a value of any type")
        for name in declared or ():
            if name == "object":
                self._object(said)
            elif name == "string":
                self._text(said, nul=nul)
            elif name == "array":
                self._array(said)
            elif name in ("integer", "number"):
                self._number(said)

    def _object(self, said: Said) -> None:
        if said.others is True:
            reason = "takes members that it does not name"
            self._findings.add("object-open", said.pointer, reason)
        elif said.others is not False and not (said.has("maxProperties") and _has_names(said)):
            reason = "takes any number of members, or names of any length"
            self._findings.add("map-unbounded", said.pointer, reason)

    def _text(self, said: Said, *, nul: bool) -> None:
        if said.has("contentMediaType") or "binary" in said.all("format"):
            return  # a file, which the largest body bounds
        if not is_bounded(said):
            reason = "takes a text of any length"
            self._findings.add("string-unbounded", said.pointer, reason)
        if nul and may_hold_nul(said):
            self._findings.add("string-nul", said.pointer, "takes a text with U+0000")

    def _array(self, said: Said) -> None:
        if not said.has("maxItems") and False not in said.all("items"):
            reason = "takes a list of any length"
            self._findings.add("array-unbounded", said.pointer, reason)

    def _number(self, said: Said) -> None:
        low = said.has("minimum") or said.has("exclusiveMinimum")
        high = said.has("maximum") or said.has("exclusiveMaximum")
        if not (low and high) and _NUMBERS.isdisjoint(said.all("format")):
            end = "a number of any size" if not (low or high) else "a number with one end only"
            self._findings.add("number-unbounded", said.pointer, f"takes {end}")


def _has_names(said: Said) -> bool:
    """Return whether the names of members have bounds."""
    return any(
        is_bounded(Said(said.pointer, {said.pointer: each}))
        for each in said.all("propertyNames")
        if isinstance(each, Mapping)
    )
