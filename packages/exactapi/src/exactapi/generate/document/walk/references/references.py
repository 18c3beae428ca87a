"""Resolves references in the source: to a file, a pointer and a value."""

import math
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin

from exactapi.generate.document.walk.references.resources import source_names
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import BadReferenceError, Library, SourceFile
from exactapi.schemas.identities import SchemaNames, is_metaschema
from exactapi.schemas.pointers import join, member, pointer_of, tokens, value_at

_ABSENT: Final[Any] = object()
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
    """Resolves references in the source; `identified` says whether its schemas may have `$id`s."""

    def __init__(self, library: Library, *, identified: bool = True) -> None:
        self._library = library
        self._identified = identified
        self._names: dict[str, SchemaNames] = {}
        self._resolved: dict[tuple[str, str, str], Target | BadReferenceError] = {}
        self._ends: dict[tuple[str, Pointer], tuple[float, Target | BadReferenceError]] = {}

    def resolve(self, file: SourceFile, reference: str, base: str = "") -> Target:
        """Return the target of `reference`, which is written in `file` below the `$id` `base`.

        Raises:
            BadReferenceError: it has no target; the error says why, and what to do.
            RefusedError: the file it names cannot be read.
        """
        return _sound(self._found(file, reference, base))

    def _found(self, file: SourceFile, reference: str, base: str) -> Target | BadReferenceError:
        key = (file.address, reference, base)
        if key not in self._resolved:
            self._resolved[key] = self._tried(file, reference, base)
        return self._resolved[key]

    def _tried(self, file: SourceFile, reference: str, base: str) -> Target | BadReferenceError:
        if is_metaschema(reference):
            reason = "the schema of all schemas has no place in the document"
            return BadReferenceError("ref-remote", reason, "refer to a schema of the document")
        try:
            return self._resolve(file, reference, base)
        except BadReferenceError as error:
            return error.with_traceback(None)
        except ValueError:  # urllib's, for an address that is none
            reason = f"`{reference}` is no URI reference"
            return BadReferenceError("ref-syntax", reason, "correct it")

    def _resolve(self, file: SourceFile, reference: str, base: str) -> Target:
        uri, fragment = urldefrag(reference)
        fragment = unquote(fragment, errors="strict")
        root = self._root(file, uri, base)
        if fragment and not fragment.startswith("/"):
            return self._anchor(root, fragment, reference)
        return self._walk(root, tokens(fragment), reference, 0)

    def _root(self, file: SourceFile, uri: str, base: str) -> Target:
        if found := self._resource(uri, base) or self._document(file, uri):
            return found
        opened = self._library.open(file, uri, base)
        return Target(opened, "", opened.root)

    def _document(self, file: SourceFile, uri: str) -> Target | None:
        """Return the document whose `$self` is meant (OpenAPI 3.2), if one that was read has it."""
        if not uri:
            return None
        full = urljoin(_self(file), uri)
        known = next((each for each in self._library if _self(each) == full), None)
        return None if known is None else Target(known, "", known.root)

    def _resource(self, uri: str, base: str) -> Target | None:
        """Return the schema whose `$id` is meant; None if a file is meant."""
        full = urldefrag(urljoin(base, uri))[0] if uri else base
        if not full:
            return None
        found = [
            _target(known, pointer)
            for known in self._library
            for pointer in self._of(known).resources.get(full, ())
        ]
        if len(found) > 1:
            reason = f"several schemas have the $id `{full}`"
            raise BadReferenceError("ref-ambiguous", reason, "give each of them its own")
        return found[0] if found else None

    def _of(self, file: SourceFile) -> SchemaNames:
        if file.address not in self._names:
            self._names[file.address] = source_names(file, identified=self._identified)
        return self._names[file.address]

    def _anchor(self, root: Target, name: str, reference: str) -> Target:
        names = self._of(root.file)
        found = names.anchors.get((names.base(root.pointer), name), [])
        if not found:
            cure = "declare the $anchor, or start the fragment with `/`"
            raise BadReferenceError("ref-unknown", f"`{reference}` names no anchor", cure)
        if len(found) > 1:
            reason = f"several schemas have the anchor of `{reference}`"
            raise BadReferenceError("ref-ambiguous", reason, "give each of them its own")
        return _target(root.file, found[0])

    def base(self, target: Target) -> str:
        """Return the base URI inside a target: the `$id` around it; "" is its file."""
        return self._of(target.file).base(target.pointer)

    def around(self, target: Target) -> str:
        """Return the base URI around a target, whatever its own `$id` says."""
        return self._of(target.file).around(target.pointer) if target.pointer else ""

    def bases(self) -> frozenset[str]:
        """Return all base URIs of the files read so far."""
        return frozenset(
            ("", *(each for file in self._library for each in self._of(file).resources))
        )

    def is_by_identity(self, reference: str, base: str) -> bool:
        """Return whether a reference that resolves names its target by `$id` or anchor."""
        uri, fragment = urldefrag(reference)
        is_anchor = bool(fragment) and not unquote(fragment).startswith("/")
        return is_anchor or self._resource(uri, base) is not None

    def _walk(self, root: Target, path: list[str], reference: str, depth: int) -> Target:
        """Follow a JSON pointer; a reference on the way is followed as well."""
        if depth > _MAX_CHAIN:
            reason = f"`{reference}` leads through references without end"
            raise BadReferenceError("ref-cycle", reason, "let one of them name a value")
        value, pointer, file = root.value, root.pointer, root.file
        for index, token in enumerate(path):
            found = member(value, token, _ABSENT)
            if found is _ABSENT:
                onward = value.get("$ref") if isinstance(value, dict) else None
                if not isinstance(onward, str):
                    known = map(str, value) if isinstance(value, dict) else ()
                    raise BadReferenceError(
                        "ref-unknown",
                        f"`{reference}` does not exist",
                        f"correct the name{self._library.offered(token, known)}",
                    )
                through = self._chain(Target(file, pointer, value), onward, depth + 1)
                return self._walk(through, path[index:], reference, depth + 1)
            value, pointer = found, join(pointer, token)
        return Target(file, pointer, value)

    def _chain(self, target: Target, reference: str, depth: int) -> Target:
        uri, fragment = urldefrag(reference)
        root = self._root(target.file, uri, self.base(target))
        return self._walk(root, tokens(unquote(fragment)), reference, depth)

    def final(self, target: Target) -> Target:
        """Follow a chain of Reference Objects to its end.

        Raises:
            BadReferenceError: it has none (`ref-cycle`).
        """
        links, end = self._end(target)
        if links > _MAX_CHAIN:
            reason = f"`{target.value['$ref']}` leads back to itself, or on and on"
            raise BadReferenceError("ref-cycle", reason, "let one of them name a value")
        return _sound(end)

    def _end(self, target: Target) -> tuple[float, Target | BadReferenceError]:
        """Count the links of a chain and find its end; each link is followed once."""
        passed: dict[tuple[str, Pointer], None] = {}
        end: Target | BadReferenceError = target
        links = 0.0
        while isinstance(end, Target):
            if end.key in self._ends:
                links, end = self._ends[end.key]
                break
            if not (isinstance(end.value, dict) and isinstance(end.value.get("$ref"), str)):
                break
            if end.key in passed:
                links = math.inf
                break
            passed[end.key] = None
            end = self._found(end.file, end.value["$ref"], self.base(end))
        for key in reversed(passed):
            links += 1
            self._ends[key] = links, end
        return links, end

    def is_static(self, reference: str) -> bool:
        """Return whether a `$dynamicRef` has one possible target (2020-12, section 8.2.3.2)."""
        name = unquote(urldefrag(reference)[1])
        return sum(len(self._of(file).dynamic.get(name, ())) for file in self._library) < 2

    def reaches_value(self, target: Target) -> None:
        """Check that a schema is not a chain of references back to itself.

        Raises:
            BadReferenceError: `ref-cycle`. What else is wrong is reported where it stands.
        """
        try:
            self.final(target)
        except BadReferenceError as error:
            if error.code == "ref-cycle":
                raise


def _self(file: SourceFile) -> str:
    """Return the URI that a document gives itself; "" where it gives none."""
    uri = file.root.get("$self") if isinstance(file.root, dict) and "openapi" in file.root else None
    return urldefrag(uri)[0] if isinstance(uri, str) else ""


def _target(file: SourceFile, pointer: Pointer) -> Target:
    return Target(file, pointer, value_at(file.root, pointer))


def _sound(found: Target | BadReferenceError) -> Target:
    """Raise a copy of what was kept: an exception that was raised keeps all it passed alive."""
    if isinstance(found, BadReferenceError):
        raise BadReferenceError(found.code, found.reason, found.cure)
    return found


def follow(document: Any, pointer: Pointer, value: Any) -> tuple[Pointer, Any]:
    """Follow a chain of references inside the canonical document to its place and value.

    The value is None where the chain is broken.
    """
    seen: set[Pointer] = set()
    while isinstance(value, dict) and isinstance(value.get("$ref"), str):
        target = pointer_of(value["$ref"])
        if target is None or target in seen:
            return pointer, None
        pointer = target
        seen.add(pointer)
        value = value_at(document, pointer)
    return pointer, value
