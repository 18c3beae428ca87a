"""Python names for the document's names: valid, in PEP 8 style, unique, the same on every run."""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

_RESERVED = frozenset(keyword.kwlist) | {"_", "case", "match"}
"""The same for every Python: `type`, a soft keyword since 3.12, is a good name for a member."""
_AMBIGUOUS = frozenset({"l"})
"""Too like a digit to read (PEP 8)."""

_BUILTINS = frozenset(dir(builtins)) | {"PythonFinalizationError"}
"""Those of every supported Python; what is added came after the oldest."""

TYPES: Final = frozenset({"bool", "bytes", "date", "dict", "float", "int", "list", "str"})
"""Names that annotations use: a member that has one hides it from the members after it."""

_MODULES = frozenset({"models", "problems"})
"""More names, which annotations use in routers and webhooks."""


@cache
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name in any convention: `getHTTPStatus-v2` -> get, HTTP, Status, v2."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", _ascii(text))
    spaced = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", spaced)
    return tuple(re.findall(r"[A-Za-z0-9]+", spaced))


def snake_case(text: str, default: str) -> str:
    """Return a function, argument, attribute or module name; `default` when no letter is left."""
    name = "_".join(word.lower() for word in words(text)) or default
    if name[0].isdigit():
        name = f"{default}_{name}"
    return f"{name}_" if name in _RESERVED or name in _AMBIGUOUS else name


def member_name(text: str, default: str) -> str:
    """Return a method or field of a class of ours: snake_case that hides no type."""
    name = snake_case(text, default)
    return f"{name}_" if name in TYPES | _MODULES else name


def pascal_case(text: str, default: str) -> str:
    """Return a class name; a name that shadows a builtin (`Warning`) gets the suffix `Model`."""
    name = "".join(word[0].upper() + word[1:] for word in words(text)) or default
    if name[0].isdigit():
        name = f"{default}{name}"
    return f"{name}Model" if name in _RESERVED or name in _BUILTINS else name


def upper_case(name: str) -> str:
    """Return the constant that belongs to a snake_case name."""
    return name.rstrip("_").upper()


class Namespace:
    """Hands out each name once; the second `user` becomes `user_2`, or `user2` for classes."""

    def __init__(self, taken: Iterable[str] = (), *, separator: str = "_") -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}
        self._separator = separator

    def claim(self, name: str) -> str:
        candidate, number = name, self._next.get(name, 2)
        while candidate in self._taken:
            candidate = f"{name.rstrip('_')}{self._separator}{number}"
            number += 1
        self._taken.add(candidate)
        self._next[name] = number
        return candidate

    def __contains__(self, name: object) -> bool:
        return name in self._taken


def _ascii(text: str) -> str:
    """Letters beyond ASCII lose their marks, or are written as their code point (`u4f60`)."""
    if text.isascii():
        return text
    return "".join(_ascii_letter(letter) for letter in unicodedata.normalize("NFKD", text))


def _ascii_letter(letter: str) -> str:
    if letter.casefold().isascii():
        return letter if letter.isascii() else letter.casefold()
    return f" u{ord(letter):x} " if letter.isalnum() else "" if _is_mark(letter) else " "


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")
