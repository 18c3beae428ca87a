"""What is said of a value that cannot stand where it does, and of a name that nobody reads.

YAML makes other values of texts than people mean, without a word: the cures name these traps.
"""

from typing import Any, NamedTuple

from exactapi.generate.source.library import nearest

_TYPE_NAMES: dict[Any, str] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "true or false",
}

_DASH = "in YAML, write a space after the dash"


class Said(NamedTuple):
    """What is wrong, and what to do."""

    reason: str
    cure: str


def of_value(value: Any, expected: type) -> Said:
    """Say that a value is not of the type that is expected."""
    if value is None:
        cure = "write one, or remove the name; in YAML a `#` after a space begins a comment"
        return Said("there is no value here", cure)
    reason = f"{_TYPE_NAMES[expected]} is expected here"
    if isinstance(value, dict | list):
        return Said(reason, _of_container(value, expected))
    if not isinstance(value, str):
        shown = str(value).lower() if isinstance(value, bool) else value
        cure = "quote it" if expected is str else f"write {_TYPE_NAMES[expected]}"
        return Said(f"{reason}, not {shown}", cure)
    return Said(f"{reason}, not `{value[:100]}`", _of_text(value, expected))


def _of_container(value: dict[str, Any] | list[Any], expected: type) -> str:
    if expected is str:
        return "write a text; in YAML, quote one that begins with a brace or bracket"
    first = next(iter(value), "")
    if expected is list and isinstance(first, str) and first.startswith("-"):
        return _DASH
    return f"write {_TYPE_NAMES[expected]}"


def _of_text(value: str, expected: type) -> str:
    if expected is bool:
        return "write true or false, without quotes"
    if expected is list and value.startswith("-"):
        return _DASH
    if expected is dict and ":" in value.split(" ", maxsplit=1)[0]:
        return "in YAML, write a space after the colon"
    return f"write {_TYPE_NAMES[expected]}"


def of_reference(reference: Any) -> Said:
    """Say that a reference is no text."""
    if reference is None:
        cure = "put it in quotes: in YAML a `#` after a space begins a comment"
        return Said("the reference is empty", cure)
    return Said("the reference is no string", "write a URI reference")


def of_name(name: str, value: Any, kind: str, known: list[str]) -> Said:
    """Say that an object of a kind has no member of this name."""
    reason = f"this {kind.replace('-', ' ')} has no member `{name[:100]}`"
    before, colon, _ = name.partition(":")
    if value is None and colon and before in known:
        return Said(reason, f"in YAML, write a space after the colon of `{before}`")
    if value is None and not nearest(name, known):
        cure = "if it goes on with the text before it, quote that: in braces a comma ends a text"
        return Said(reason, f"{cure}; else remove it")
    return Said(reason, f"correct or remove it{nearest(name, known)}")
