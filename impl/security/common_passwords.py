"""Passwords that are tried first, because many people have them."""

from collections.abc import Iterable
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Final

_SHORTEST: Final = 8
"""What is shorter no account can have."""


def _leaked() -> Iterable[str]:
    """The list of zxcvbn, in lower case; without the package, which makes 10 MB of all its lists.

    Raises:
        ModuleNotFoundError: zxcvbn is not installed, or has its lists elsewhere.
    """
    package = find_spec("zxcvbn")
    lists = package and PathFinder.find_spec("frequency_lists", package.submodule_search_locations)
    if lists is None or lists.loader is None:
        raise ModuleNotFoundError("zxcvbn.frequency_lists is needed for its leaked passwords")
    module = module_from_spec(lists)
    lists.loader.exec_module(module)
    passwords: list[str] = module.FREQUENCY_LISTS["passwords"]
    return passwords


_COMMON: Final = frozenset(password for password in _leaked() if len(password) >= _SHORTEST)
"""Some 11,600."""


def is_common(password: str) -> bool:
    return password.lower() in _COMMON
