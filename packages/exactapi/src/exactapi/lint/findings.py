"""Collects what breaks a house rule; each thing is told once, wherever it is reached from."""

from collections.abc import Iterator
from dataclasses import dataclass

from exactapi.generate.ir import Location, Pointer
from exactapi.generate.load import Loaded
from exactapi.generate.refusals.refusals import said
from exactapi.lint.rules import RULES


@dataclass(frozen=True, slots=True)
class Finding:
    """A place of the document that breaks the rule `code`; `pointer` is into the canonical one."""

    code: str
    location: Location
    pointer: Pointer
    reason: str
    cure: str

    def __str__(self) -> str:
        return said(self.location, self.pointer, self.code, self.reason, self.cure)


class Findings:
    """Findings of one document, without those about what the runtime adds to it."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._added = {*loaded.overlay}
        self._found: dict[tuple[str, Pointer], Finding] = {}

    def add(self, code: str, pointer: Pointer, reason: str) -> None:
        if (code, pointer) in self._found or self._is_added(pointer):
            return
        cure = RULES[code].cure
        cure = cure[0].lower() + cure[1:].rstrip(".")
        where = self._loaded.locate(pointer)
        self._found[code, pointer] = Finding(code, where, pointer, reason, cure)

    def _is_added(self, pointer: Pointer) -> bool:
        parts = pointer.split("/")
        return any("/".join(parts[:end]) in self._added for end in range(2, len(parts) + 1))

    def __iter__(self) -> Iterator[Finding]:
        """In the order of the source."""
        return iter(sorted(self._found.values(), key=_place))


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.location.file, finding.location.line, finding.location.column
