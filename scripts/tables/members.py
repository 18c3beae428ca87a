"""What the document says of a resource: the members that requests write and answers give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from exactapi.generate.ir import Api, DeclaredOperation, MediaType, Pointer
from exactapi.generate.models.schemas.schemas import allowed_values, types
from exactapi.lint.said import Pointers, Reader, Said
from exactapi.schemas.pointers import join

_SCHEMAS: Final = "/components/schemas"


@dataclass(frozen=True)
class Member:
    """A member of a schema.

    is_written: whether requests write it; else answers give it.
    is_required: whether it is always there.
    choices: what a value has to keep, for each choice of alternatives.
    """

    name: str
    is_written: bool
    is_required: bool
    choices: tuple[Said, ...]

    def at(self, *keywords: str) -> Pointer:
        """Return where the first of the keywords stands, or else where the member does."""
        for keyword in keywords:
            for said in self.choices:
                for at, part in said.parts.items():
                    if keyword in part:
                        return join(at, keyword)
        return self.choices[0].pointer

    @property
    def may_be_null(self) -> bool:
        return any(_may_be_null(each.flat) for each in self.choices)

    @property
    def types(self) -> frozenset[str]:
        """Return the types of JSON that it has, without null; none if it may have any."""
        known = [types(each.flat) for each in self.choices]
        names = frozenset(name for each in known for name in each or ())
        return frozenset() if None in known else names - {"null"}

    @property
    def formats(self) -> frozenset[str]:
        return frozenset(name for each in self.choices for name in each.all("format"))

    @property
    def values(self) -> frozenset[str] | None:
        """Return the texts that it may be; None if they are not listed."""
        lists = [allowed_values(each.flat) for each in self._of("string")]
        if None in lists or not lists:
            return None
        return frozenset(each for values in lists for each in values or () if isinstance(each, str))

    @property
    def texts(self) -> Sequence[Said]:
        """Return the choices that are texts without a list of them."""
        return [each for each in self._of("string") if allowed_values(each.flat) is None]

    @property
    def numbers(self) -> Sequence[Said]:
        """Return the choices that are numbers without a list of them."""
        numbers = self._of("integer", "number")
        return [each for each in numbers if allowed_values(each.flat) is None]

    def _of(self, *names: str) -> Sequence[Said]:
        return [each for each in self.choices if not {*names}.isdisjoint(types(each.flat) or ())]


def _may_be_null(schema: Mapping[str, Any]) -> bool:
    values, names = allowed_values(schema), types(schema)
    return (values is None or None in values) and names is not None and "null" in names


class Resources:
    """Finds the members of a resource in a document that was read."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._reader = Reader(api.schemas)

    def has(self, resource: str) -> bool:
        return resource in self._api.schemas.get("components", {}).get("schemas", {})

    def members(self, resource: str) -> Iterator[Member]:
        """Yield the members of the schema, and of the bodies that write the resource.

        Those are the bodies of each path where some operation answers with the schema, or with a
        list of it.
        """
        schema = join(_SCHEMAS, resource)
        yield from self._members(schema, is_written=False)
        paths = {each.path for each in self._api.operations if self._answers(each, schema)}
        bodies = {
            media_type.schema: None
            for operation in self._api.operations
            if operation.path in paths and operation.body
            for media_type in operation.body.content
            if media_type.schema
        }
        for body in bodies:
            yield from self._members(body, is_written=True)

    def _answers(self, operation: DeclaredOperation, schema: Pointer) -> bool:
        content = [
            media_type
            for response in operation.responses
            if response.status.startswith("2")
            for media_type in response.content
        ]
        return any(schema in self._given(each) for each in content)

    def _given(self, content: MediaType) -> Iterator[Pointer]:
        """The schema of an answer; or the items of a list, alone or as a member of a page."""
        if content.schema is None:
            return
        for said in self._reader.choices((content.schema,)):
            yield from said.parts
            for inner in said.inner():
                yield from self._reader.whole(inner).parts
                for items in self._reader.whole(inner).inner():
                    yield from self._reader.whole(items).parts

    def _members(self, schema: Pointer, *, is_written: bool) -> Iterator[Member]:
        hidden = "readOnly" if is_written else "writeOnly"
        for said in self._reader.choices((schema,)):
            required = {name for names in said.all("required") for name in names}
            for name, pointers in _named(said).items():
                if any(self._reader.whole(pointers).all(hidden)):
                    continue
                choices = tuple(self._reader.choices(pointers))
                yield Member(name, is_written, name in required, choices)


def _named(said: Said) -> Mapping[str, Pointers]:
    found: dict[str, Pointers] = {}
    for at, part in said.parts.items():
        for name in part.get("properties", {}):
            found[name] = (*found.get(name, ()), join(at, "properties", name))
    return found
