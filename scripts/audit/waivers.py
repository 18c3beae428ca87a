"""`requirements/waivers.toml`: known vulnerabilities that do not concern this service, for now."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Waiver:
    """`id` is the advisory's; the waiver holds up to and including the day `until`."""

    id: str
    package: str
    until: date
    reason: str


def read_waivers(file: Path) -> list[Waiver]:
    """Raises `TypeError` for a waiver that lacks something or says too much."""
    return [Waiver(**each) for each in tomllib.loads(file.read_text()).get("waiver", ())]


def faults(waivers: Sequence[Waiver], pinned: Sequence[str], today: date) -> list[str]:
    """Return what is wrong with the waivers: too old, or not needed any more."""
    found = []
    for each in waivers:
        if today > each.until:
            found.append(
                f"the waiver of {each.id} ({each.package}) ended on {each.until}: "
                "look whether it still does not concern us, and give it another day or remove it"
            )
        if each.package not in pinned:
            found.append(
                f"the waiver of {each.id} is for {each.package}, which is not installed any more: "
                "remove it"
            )
    return found
