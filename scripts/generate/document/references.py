"""Where a `$ref` leads: file, pointer and value."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin

from scripts.generate.ir import Pointer
from scripts.generate.source.library import BadReference, Library, SourceFile, nearest
from scripts.generate.source.places import join, member, tokens

_MAX_CHAIN = 50


@dataclass(frozen=True)
class Target:
    """`pointer` is into `file`, and passes through no further reference."""

    file: SourceFile
    pointer: Pointer
    value: Any

    @property
    def key(self) -> tuple[str, Pointer]:
        return self.file.address, self.pointer


class References:
    """Resolves references; the only one who knows `$id`, `$anchor` and percent-encoding."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._resources: dict[str, dict[str, Target]] = {}
        self._resolved: dict[tuple[str, str, str], Target] = {}
        self._static: dict[str, bool] = {}
        self._anchors: dict[tuple[int, str], Target | None] = {}

    def resolve(self, file: SourceFile, reference: str, base: str = "") -> Target:
        """Find what `reference`, written in `file` below the `$id` `base`, means.

        Raises:
            BadReference: with code, reason and cure, when it means nothing.
            Refused: when the file it names cannot be read.
        """
        key = (file.address, reference, base)
        try:
            if key not in self._resolved:
                self._resolved[key] = self._resolve(file, reference, base)
            return self._resolved[key]
        except ValueError as error:  # urllib's, for an address that is none
            reason = f"`{reference}` is no URI reference"
            raise BadReference("ref-syntax", reason, "correct it") from error

    def _resolve(self, file: SourceFile, reference: str, base: str) -> Target:
        uri, fragment = urldefrag(reference)
        fragment = unquote(fragment, errors="strict")
        root = self._root(file, uri, base)
        if fragment and not fragment.startswith("/"):
            return self._anchor(root, fragment, reference)
        return self._walk(root, tokens(fragment), reference, 0)

    def _root(self, file: SourceFile, uri: str, base: str) -> Target:
        full = urldefrag(urljoin(base, uri))[0] if uri else base
        if full:
            for known in self._library:
                if resource := self._identified(known).get(full):
                    return resource
        opened = self._library.open(file, uri)
        return Target(opened, "", opened.root)

    def _identified(self, file: SourceFile) -> dict[str, Target]:
        """List the schemas of a file that have an `$id` (JSON Schema 2020-12, section 8.2)."""
        if file.address not in self._resources:
            found: dict[str, Target] = {}
            if "$id" in file.text.content:
                for pointer, value, base in _identified(file.root):
                    found.setdefault(base, Target(file, pointer, value))
            self._resources[file.address] = found
        return self._resources[file.address]

    def _anchor(self, root: Target, name: str, reference: str) -> Target:
        key = (id(root.value), name)
        if key not in self._anchors:
            self._anchors[key] = next(
                (
                    Target(root.file, root.pointer + pointer, value)
                    for pointer, value in _objects(root.value, "")
                    if name in (value.get("$anchor"), value.get("$dynamicAnchor"))
                ),
                None,
            )
        found = self._anchors[key]
        if found is None:
            cure = "declare the $anchor, or start the fragment with `/`"
            raise BadReference("ref-unknown", f"`{reference}` names no anchor", cure)
        return found

    def _walk(self, root: Target, path: list[str], reference: str, depth: int) -> Target:
        """Follow a JSON pointer; a reference on the way is followed as well."""
        if depth > _MAX_CHAIN:
            reason = f"`{reference}` leads through references without end"
            raise BadReference("ref-cycle", reason, "let one of them name a value")
        value, pointer, file = root.value, root.pointer, root.file
        for index, token in enumerate(path):
            found = member(value, token)
            if found is None and not _has(value, token):
                onward = value.get("$ref") if isinstance(value, dict) else None
                if not isinstance(onward, str):
                    raise BadReference(
                        "ref-unknown",
                        f"`{reference}` does not exist",
                        f"correct the name{_names(value, token)}",
                    )
                through = self._chain(file, onward, depth + 1)
                return self._walk(through, path[index:], reference, depth + 1)
            value, pointer = found, join(pointer, token)
        return Target(file, pointer, value)

    def _chain(self, file: SourceFile, reference: str, depth: int) -> Target:
        uri, fragment = urldefrag(reference)
        root = self._root(file, uri, "")
        return self._walk(root, tokens(unquote(fragment)), reference, depth)

    def final(self, target: Target) -> Target:
        """Follow a chain of Reference Objects to its end.

        Raises:
            BadReference: `ref-cycle` when there is none.
        """
        seen = {target.key}
        while isinstance(target.value, dict) and isinstance(target.value.get("$ref"), str):
            reference = target.value["$ref"]
            target = self.resolve(target.file, reference)
            if target.key in seen or len(seen) > _MAX_CHAIN:
                reason = f"`{reference}` leads back to itself, or on and on"
                raise BadReference("ref-cycle", reason, "let one of them name a value")
            seen.add(target.key)
        return target

    def is_static(self, reference: str) -> bool:
        """Tell whether a `$dynamicRef` can only mean one schema (2020-12, section 8.2.3.2)."""
        name = reference.rpartition("#")[2]
        if name not in self._static:
            declared = (
                value
                for file in self._library
                if "$dynamicAnchor" in file.text.content
                for _, value in _objects(file.root, "", whole=True)
                if value.get("$dynamicAnchor") == name
            )
            self._static[name] = len(list(islice(declared, 2))) < 2
        return self._static[name]

    def reaches_value(self, target: Target) -> None:
        """Check that a schema is not a chain of references back to itself.

        Raises:
            BadReference: `ref-cycle`. What else is wrong is reported where it stands.
        """
        try:
            self.final(target)
        except BadReference as error:
            if error.code == "ref-cycle":
                raise


def fragment(pointer: Pointer) -> str:
    """Write a pointer as a URI fragment (RFC 6901, section 6)."""
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@-._?")


def pointed(reference: str) -> Pointer:
    """Read the pointer of a reference inside the canonical document."""
    return unquote(reference.removeprefix("#"))


def follow(document: Any, pointer: Pointer, value: Any) -> tuple[Pointer, Any]:
    """Follow a chain of references inside the canonical document; None where it is broken."""
    seen: set[Pointer] = set()
    while isinstance(value, dict) and isinstance(value.get("$ref"), str):
        pointer = pointed(value["$ref"])
        if pointer in seen:
            return pointer, None
        seen.add(pointer)
        value = document
        for token in tokens(pointer):
            value = member(value, token)
    return pointer, value


def _has(value: Any, token: str) -> bool:
    if isinstance(value, dict):
        return token in value
    return isinstance(value, list) and token.isdecimal() and int(token) < len(value)


def _names(value: Any, token: str) -> str:
    return nearest(token, [str(name) for name in value]) if isinstance(value, dict) else ""


def _objects(
    root: Any, pointer: Pointer, *, whole: bool = False
) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """Walk the objects of one schema resource; an `$id` further down starts another.

    With `whole` the walk goes on into those.
    """
    pending = [(pointer, root)]
    while pending:
        at, value = pending.pop()
        if isinstance(value, dict):
            yield at, value
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            if isinstance(item, dict | list) and (whole or not _starts_resource(item)):
                pending.append((join(at, key), item))


def _starts_resource(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("$id"), str)


def _identified(root: Any) -> Iterator[tuple[Pointer, Any, str]]:
    pending: list[tuple[Pointer, Any, str]] = [("", root, "")]
    while pending:
        at, value, inherited = pending.pop()
        own = inherited
        if _starts_resource(value):
            own = urldefrag(urljoin(inherited, value["$id"]))[0]
            yield at, value, own
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            if isinstance(item, dict | list):
                pending.append((join(at, key), item, own))
