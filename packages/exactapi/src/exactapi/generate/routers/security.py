"""The security of an operation: as an expression, as a constant's name, and in words."""

from collections.abc import Iterable, Mapping, Sequence

from exactapi.generate.ir import DeclaredOperation, DeclaredOwner
from exactapi.generate.models.shapes.annotations import tuple_of
from exactapi.generate.python.names import snake_case, upper_case
from exactapi.generate.python.text import printable

Alternatives = Sequence[Mapping[str, tuple[str, ...]]]

_LONGEST_NAME = 48


def expression(alternatives: Alternatives) -> str:
    """Return the alternatives as the argument `security` of an `Operation` constant."""
    written = [
        "{" + ", ".join(f"{name!r}: {tuple(scopes)!r}" for name, scopes in one.items()) + "}"
        for one in alternatives
    ]
    return tuple_of(written)


def constant_name(alternatives: Alternatives) -> str:
    """`USERS_READ`, if that is asked by whichever scheme; else the schemes: `BEARER_OR_KEY`."""
    scopes = _same_scopes(alternatives)
    if scopes:
        name = "_AND_".join(_upper(scope) for scope in scopes)
    else:
        name = "_OR_".join("_AND_".join(map(_upper, one)) or "ANONYMOUS" for one in alternatives)
    return name if len(name) <= _LONGEST_NAME else "SECURITY"


def requirement(operation: DeclaredOperation, owned: str | None) -> str:
    """Say in a sentence who may call it; `owned` is the argument that names the owner."""
    named = [one for one in operation.security if one]
    if not named:
        return "Public."
    scopes = _same_scopes(named)
    if scopes:
        schemes = " or ".join(_and(map(_word, one)) for one in named)
        said = f"{_and(map(_code, scopes))} ({schemes})"
    else:
        simple = all(len(one) == 1 and not any(one.values()) for one in named)
        said = (" or " if simple else ", or ").join(map(_alternative, named))
    if len(named) < len(operation.security):
        return f"Public; credentials are optional: {said}."
    return f"Requires {said}{_ownership(operation.owner, owned)}."


def _ownership(owner: DeclaredOwner | None, argument: str | None) -> str:
    if owner is None:
        return ""
    if owner.unless is None:
        return f"; `{argument}` must be the caller"
    return f", and {_code(owner.unless)} where `{argument}` is not the caller"


def _same_scopes(alternatives: Alternatives) -> tuple[str, ...]:
    """Return the scopes that all alternatives ask for alike; none where they differ."""
    asked = [
        dict.fromkeys(scope for scopes in one.values() for scope in scopes) for one in alternatives
    ]
    same = bool(asked) and all(each.keys() == asked[0].keys() for each in asked)
    return tuple(asked[0]) if same else ()


def _alternative(one: Mapping[str, tuple[str, ...]]) -> str:
    return _and(
        f"{_word(scheme)} ({', '.join(map(_code, scopes))})" if scopes else _word(scheme)
        for scheme, scopes in one.items()
    )


def _and(words: Iterable[str]) -> str:
    return " and ".join(words)


def _code(text: str) -> str:
    return f"`{_word(text)}`"


def _word(text: str) -> str:
    """Return a name of the document, which may hold anything, on one line of prose."""
    return " ".join(printable(text).split()).replace("`", "'")


def _upper(text: str) -> str:
    return upper_case(snake_case(text, "scope"))
