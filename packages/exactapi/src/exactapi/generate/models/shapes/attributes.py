"""Python attributes for the members of an object."""

from collections.abc import Iterable

from pydantic import BaseModel

from exactapi.generate.python.names import TYPES, Namespace, snake_case

_RESERVED = TYPES | frozenset(dir(BaseModel)) | {"kwargs"}
"""Pydantic's plugin for mypy gives the constructor `**kwargs`, and takes no second one."""


def attributes(names: Iterable[str]) -> dict[str, str]:
    """Wire name -> attribute; a name that is an attribute already keeps it."""
    wanted = {name: _attribute(name) for name in names}
    namespace = Namespace(_RESERVED)
    exact = {name: namespace.claim(name) for name in wanted if wanted[name] == name}
    return {name: exact.get(name) or namespace.claim(wanted[name]) for name in wanted}


def _attribute(name: str) -> str:
    attribute = snake_case(name, "field")
    return f"{attribute}_" if attribute in _RESERVED else attribute
