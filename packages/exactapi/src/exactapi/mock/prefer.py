"""The `Prefer` header (RFC 7240): which response a client of the mock would like."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

_PREFERENCE: Final = re.compile(
    r"""\s*(?P<name>[\w!#$%&'*+.^`|~-]+)
        (?:\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<token>[^\s,;"]*)))?\s*(?:[,;]|$)""",
    re.VERBOSE,
)


def preferences(fields: Iterable[str]) -> Mapping[str, str]:
    """Preferences by lower-case name, the first of each name (RFC 7240, section 2).

    Parameters after `;` count as preferences too, since `code=404; example=x` is often written.
    What is malformed is ignored, as the RFC asks.
    """
    found: dict[str, str] = {}
    for match in _PREFERENCE.finditer(",".join(fields)):
        quoted = match["quoted"]
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match["token"] or ""
        found.setdefault(match["name"].lower(), value)
    return found
