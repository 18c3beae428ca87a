"""Says what the generator cannot honour in a document."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from exactapi.errors import ExactAPIError
from exactapi.generate.ir import Location, Pointer
from exactapi.generate.refusals.codes import CODES
from exactapi.schemas.pointers import tokens

_WARNINGS_TOLD = 20


def readable(pointer: Pointer) -> str:
    """Write a JSON pointer the way people do: `paths./users.get.parameters[2]`."""
    text = ""
    for name in tokens(pointer):
        text += f"[{name}]" if name.isdecimal() and text else f".{name}" if text else name
    return text or "#"


def one_line(text: str) -> str:
    """Escape what would break the line or the terminal; a document may hold anything."""
    return re.sub(
        r"[^ -~\u00a0-\U0010ffff]|[\u2028\u2029\ud800-\udfff]",
        lambda match: match[0].encode("unicode_escape").decode(),
        text,
    )


def said(at: Location, pointer: Pointer, code: str, reason: str, cure: str) -> str:
    """Write a finding as the one line that people and editors read."""
    place = f"{at.file}:{at.line}:{at.column}"
    return one_line(f"{place} {readable(pointer)}: {code}: {reason}; {cure}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A thing in the source that cannot be honoured, and what to do about it.

    `pointer` is into the canonical document; "" when the file could not be read that far.
    """

    code: str
    location: Location
    pointer: Pointer
    reason: str
    cure: str

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"{self.code} is not in the list of codes")

    def __str__(self) -> str:
        return said(self.location, self.pointer, self.code, self.reason, self.cure)


def warned(warnings: Sequence[Refusal]) -> list[str]:
    """Lines for people; where there are very many, only the first and what the others are about."""
    lines = [f"warning: {warning}" for warning in warnings[:_WARNINGS_TOLD]]
    if others := Counter(warning.code for warning in warnings[_WARNINGS_TOLD:]):
        told = ", ".join(f"{count} x {code}" for code, count in sorted(others.items()))
        lines.append(f"warning: and more of them: {told}")
    return lines


class RefusedError(ExactAPIError):
    """Raised when a document cannot be read at all; `refusals` say why."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("\n".join(str(refusal) for refusal in refusals))
        self.refusals = refusals
