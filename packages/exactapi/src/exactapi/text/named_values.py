"""Decodes `name=value` pairs: query strings, cookies, and urlencoded bodies.

An exploded object has no name of its own there: its members are spread among the others, and
one whose schema is open owns every name that no other parameter declares.
"""

from collections.abc import Iterable
from typing import Any

from exactapi.problems import ProblemError
from exactapi.schemas.pointers import may_be_repeated
from exactapi.text.pairs import Pairs
from exactapi.text.scalars import Texts
from exactapi.text.strict_json import MAX_DEPTH
from exactapi.text.styled_value import StyledValue


class NamedValues:
    """Reads the parameters of one location out of its pairs.

    `others` are names that may be there without being parameters: API keys.
    """

    def __init__(
        self, values: Iterable[StyledValue], *, others: Iterable[str] = (), cookies: bool = False
    ) -> None:
        values = list(values)
        self._named = [each for each in values if each.names == "own"]
        self._deep = [each for each in values if each.names == "brackets"]
        self._spread = [each for each in values if each.names == "members"]
        self._cookies = cookies
        self.required = [each for each in values if each.required]
        self._declared = {each.name for each in self._named} | set(others)
        self._declared |= {each.name for each in self._deep if each.may_be_bare}
        self._members = {name for each in self._spread for name in each.reader.shape.properties}
        self.owns_all = any(not each.reader.shape.closed for each in self._spread)

    def read(
        self, found: Pairs, arguments: dict[str, Any], errors: list[ProblemError]
    ) -> Iterable[str]:
        """Set the arguments that are there; return the names that no parameter declares."""
        unknown: set[str] = found.keys() - self._declared - self._members
        for value in self._named:
            raws = found.get(value.name)
            if raws is not None:
                arguments[value.argument] = self._read_named(value, raws, errors)
            elif value.required:
                errors.append(missing(value.place))
        for value in self._deep:
            if value.may_be_bare and value.name in found:
                arguments[value.argument] = self._read_bare(value, found[value.name], errors)
                continue
            mine = {
                name: raws
                for name, raws in found.items()
                if name.startswith(f"{value.name}[") and name not in self._declared
            }
            unknown -= mine.keys()
            self._set_members(value, _deep_members(value, mine), arguments, errors)
        for value in self._spread:
            shape = value.reader.shape
            members: dict[str, Texts] = {
                name: [value.decode(raw) for raw in raws]
                for name, raws in found.items()
                if name in shape.properties or (name in unknown and not shape.closed)
            }
            self._set_members(value, members, arguments, errors)
        return () if self.owns_all else unknown

    def _read_named(self, value: StyledValue, raws: list[str], errors: list[ProblemError]) -> Any:
        if value.allows_empty and raws == [""]:
            return value.read_empty()
        if value.repeats:
            return value.read_repeated(raws, errors, cookies=self._cookies)
        return value.read(raws[0], errors) if _is_single(value, raws, errors) else None

    @staticmethod
    def _read_bare(value: StyledValue, raws: list[str], errors: list[ProblemError]) -> Any:
        """Read what has no members: `deepObject` does not say how, so it stands under its name."""
        if "array" in value.reader.shape.types:
            return value.read_repeated(raws, errors)
        return value.read_scalar(raws[0], errors) if _is_single(value, raws, errors) else None

    @staticmethod
    def _set_members(
        value: StyledValue,
        members: dict[str, Texts] | None,
        arguments: dict[str, Any],
        errors: list[ProblemError],
    ) -> None:
        if members is None:
            value.choose((), errors)
        elif members:
            arguments[value.argument] = value.read_members(members, errors)
        elif value.required:
            errors.append(missing(value.place))


def _is_single(value: StyledValue, raws: list[str], errors: list[ProblemError]) -> bool:
    if len(raws) > 1:
        errors.append(ProblemError(value.place, "duplicate", "must be given only once"))
    return len(raws) == 1


def missing(place: str) -> ProblemError:
    """Return the error of a required value that is not there."""
    return ProblemError(place, "required", "is required")


def unknown_errors(location: str, names: Iterable[str]) -> list[ProblemError]:
    """Return one error per name that no parameter owns."""
    return [
        ProblemError(f"{location}.{name}", "unknown", "is not a known parameter")
        if may_be_repeated(name)
        else ProblemError(location, "unknown", "has a parameter that is not known")
        for name in sorted(names)
    ]


def _deep_members(value: StyledValue, found: Pairs) -> dict[str, Texts] | None:
    """`color[R]=100` and, where members have members, `color[a][b]=1`; None if it is neither."""
    members: dict[str, Texts] = {}
    for name, raws in found.items():
        path = name[len(value.name) :]
        if not path.endswith("]") or path.count("[") > MAX_DEPTH:
            return None
        *outer, last = path[1:-1].split("][")
        place = members
        for each in outer:
            inner = place.setdefault(each, {})
            if not isinstance(inner, dict):
                return None
            place = inner
        if last in place:
            return None
        place[last] = [value.decode(raw) for raw in raws]
    return members
