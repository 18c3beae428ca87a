"""Makes components of what other files hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exactapi.generate.document.walk.grammar import GRAMMAR, kind_at, kind_below
from exactapi.generate.document.walk.references.references import References, Target
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import BadReferenceError, Library
from exactapi.schemas.pointers import join, tokens

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Moved:
    """A value that becomes the component `name` in `section`."""

    kind: str
    section: str
    name: str
    target: Target

    @property
    def pointer(self) -> Pointer:
        return join("/components", self.section, self.name)


class Bundle:
    """Gives each value that is referred to its pointer in the canonical document.

    What has one in the root document keeps it. The rest becomes a component, named after itself;
    `pending` lists those that are still to be copied.
    """

    def __init__(self, library: Library, references: References) -> None:
        self.pending: list[Moved] = []
        self._root = library.root
        self._references = references
        self._pointers: dict[tuple[str, tuple[str, Pointer]], Pointer] = {}
        self._taken: set[Pointer] = set()
        for kind, pointer, value in _components(library.root.root):
            self._taken.add(pointer)
            self._adopt(kind, pointer, value)

    def _adopt(self, kind: str, pointer: Pointer, value: Any) -> None:
        """Let a component that does nothing but refer to another file stand for its target."""
        if not isinstance(value, dict) or not isinstance(value.get("$ref"), str) or len(value) > 1:
            return
        try:
            target = self._references.resolve(self._root, value["$ref"])
            final = self._references.final(target)
        except BadReferenceError:
            return  # reported where the walk comes to it
        if final.file is not self._root:
            for key in (target.key, final.key):
                self._pointers.setdefault((kind, key), pointer)

    def check_kind(self, target: Target, kind: str) -> None:
        found = kind_at(target.file.root, tokens(target.pointer))
        if found is not None and found != kind:
            raise BadReferenceError(
                "ref-kind",
                f"a {_words(kind)} is needed here, but the reference leads to a {_words(found)}",
                f"refer to a {_words(kind)}",
            )

    def pointer(self, target: Target, kind: str) -> Pointer:
        """Return the pointer of `target` in the canonical document.

        Raises:
            BadReferenceError: it is an object of another kind (`ref-kind`).
        """
        self.check_kind(target, kind)
        key = (kind, target.key)
        if known := self._pointers.get(key):
            return known
        if target.file is self._root and kind_at(self._root.root, tokens(target.pointer)) == kind:
            return target.pointer
        if inside := self._inside(target, kind):
            return inside
        section = GRAMMAR[kind].section
        if section is None:
            raise BadReferenceError(
                "ref-kind", f"no reference may stand for a {kind}", "write it here"
            )
        if not isinstance(target.value, dict | bool if kind == "schema" else dict):
            raise BadReferenceError(
                "ref-kind",
                f"a {_words(kind)} is needed here, but the reference leads to no object",
                f"refer to a {_words(kind)}",
            )
        name = self._free_name(section, target)
        moved = Moved(kind, section, name, target)
        self._pointers[key] = moved.pointer
        self.pending.append(moved)
        return moved.pointer

    def _inside(self, target: Target, kind: str) -> Pointer | None:
        """Return the pointer of a value inside one that is moved as a whole."""
        path = tokens(target.pointer)
        for length in range(len(path) - 1, -1, -1):
            whole = (kind, (target.file.address, join("", *path[:length])))
            if whole in self._pointers and kind_below(kind, path[length:]) == kind:
                return join(self._pointers[whole], *path[length:])
        return None

    def _free_name(self, section: str, target: Target) -> str:
        path = tokens(target.pointer)
        own = _UNSAFE.sub("_", path[-1] if path else target.file.stem).strip("_") or "Item"
        stem = _UNSAFE.sub("_", target.file.stem).strip("_")
        candidates = [own, f"{stem}_{own}"] if stem else [own]
        number = 2
        while join("/components", section, candidates[0]) in self._taken:
            candidates = candidates[1:] or [f"{own}_{number}"]
            number += 1
        self._taken.add(join("/components", section, candidates[0]))
        return candidates[0]


def _components(root: Any) -> Iterator[tuple[str, Pointer, Any]]:
    components = root.get("components") if isinstance(root, dict) else None
    if not isinstance(components, dict):
        return
    for section, member in GRAMMAR["components"].members.items():
        entries = components.get(section)
        if isinstance(entries, dict):
            for name, value in entries.items():
                yield member.kind, join("/components", section, name), value


def _words(kind: str) -> str:
    return kind.replace("-", " ")
