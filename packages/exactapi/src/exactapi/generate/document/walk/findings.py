"""Collects what is wrong with a document: refusals, and warnings that stop nothing."""

from dataclasses import dataclass, field
from typing import Any

from exactapi.generate.ir import Location, Pointer
from exactapi.generate.refusals.refusals import Refusal
from exactapi.generate.source.places import Places


@dataclass
class Findings:
    """Collects findings in the order of the document; each is placed by its container and key."""

    places: Places
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    _known: set[Refusal] = field(default_factory=set, repr=False)

    def location(self, container: Any, token: str | int) -> Location:
        place = self.places.of(container)
        if place is None:
            raise LookupError("a container that was read always has a place")
        return place.of(token)

    def refuse(
        self, code: str, location: Location, pointer: Pointer, reason: str, cure: str
    ) -> None:
        """Refuse something; what several operations share is told once."""
        refusal = Refusal(code, location, pointer, reason, cure)
        if refusal not in self._known:
            self._known.add(refusal)
            self.refusals.append(refusal)

    def warn(self, code: str, location: Location, pointer: Pointer, reason: str, cure: str) -> None:
        warning = Refusal(code, location, pointer, reason, cure)
        if warning not in self._known:
            self._known.add(warning)
            self.warnings.append(warning)
