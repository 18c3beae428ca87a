"""Reads the files of one document, the root and all that it refers to, each once."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

from exactapi.errors import ExactAPIError
from exactapi.generate.ir import Location
from exactapi.generate.refusals.refusals import Refusal, RefusedError
from exactapi.generate.source.json_reader import read_json
from exactapi.generate.source.places import Places
from exactapi.generate.source.text import Text, decode
from exactapi.generate.source.yaml_reader import read_yaml

MAX_BYTES = 64 * 1024 * 1024
_TIMEOUT = 10
# How many names `nearest` looks at: difflib is slow, and a document may hold very many errors.
_MAX_NAMES, _MAX_ALIKE, _MAX_DIFFERENCE = 2000, 30, 6
_MOST_OFFERS = 200
_REMOTE = ("http", "https")


class BadReferenceError(ExactAPIError):
    """Why a reference leads nowhere: a code of `codes.CODES`, the reason and the cure."""

    def __init__(self, code: str, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.cure = cure


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One file that was read. `address` is its absolute path or its URL."""

    address: str
    text: Text
    root: Any

    @property
    def stem(self) -> str:
        return Path(urlsplit(self.address).path).name.split(".")[0]

    @property
    def base(self) -> str:
        """Return the base of relative URIs in it: its URL; "" for a file of this machine."""
        return self.address if self.address.startswith(_REMOTE) else ""


class Library:
    """Reads files relative to the files that name them, and none outside one folder.

    That is `root`, or where it is None the folder of `spec`. Symbolic links are followed first, so
    none leads out of it.
    """

    def __init__(self, spec: Path, *, root: Path | None = None, allow_remote: bool = False) -> None:
        self.places = Places()
        self.allow_remote = allow_remote
        self._given = spec
        self._folder = spec.absolute().parent.resolve()
        self._root = self._folder if root is None else root.resolve()
        if not self._folder.is_relative_to(self._root):
            reason = f"the document is not in the folder `{root}`"
            cure = "let --root name a folder that holds the document"
            raise _unreadable("file-unreadable", str(spec), reason, cure)
        self._files: dict[str, SourceFile] = {}
        self._offers = _MOST_OFFERS
        self.root = self._read(str(self._folder / spec.name), str(spec))

    def __iter__(self) -> Iterator[SourceFile]:
        return iter(list(self._files.values()))

    @property
    def local(self) -> tuple[str, ...]:
        """Return the absolute paths of the files of this machine, the document first."""
        return tuple(each.address for each in self if not each.base)

    def open(self, file: SourceFile, reference: str, base: str = "") -> SourceFile:
        """Open the file that a URI reference (without fragment) in `file` below `base` names.

        What stands below an `$id` is relative to it (RFC 3986, section 5.1); a copy beside the
        document is as good, and needs no network.

        Raises:
            BadReferenceError: when it may not be opened or does not exist.
            RefusedError: when it is there but cannot be read.
        """
        if not reference:
            return file
        address = urlsplit(reference)
        scheme = address.scheme.lower()
        if scheme in _REMOTE or address.netloc or file.base:
            return self._remote(urljoin(base or file.base, reference))
        if len(scheme) > 1:
            raise BadReferenceError(
                "ref-remote", f"`{reference}` is not the path of a file", "use a relative path"
            )
        path = Path(file.address).parent / unquote(address.path)
        if base.startswith(_REMOTE) and not _is_file(path):
            return self._remote(urljoin(base, reference))
        return self._local(path, reference)

    def _local(self, path: Path, reference: str) -> SourceFile:
        try:
            resolved = path.resolve()
            inside = resolved.is_relative_to(self._root)
            exists = resolved.is_file()
        except (OSError, ValueError, RuntimeError):
            inside, exists, resolved = True, False, path
        if not inside:
            raise self._outside(reference)
        if not exists:
            raise BadReferenceError(
                "ref-unknown",
                f"there is no file `{reference}`",
                f"create it, or correct the path{self.offered(path.name, _files_beside(path))}",
            )
        if known := self._files.get(str(resolved)):
            return known
        shown = self._given.parent / os.path.relpath(resolved, self._folder)
        return self._read(str(resolved), os.path.normpath(shown))

    def _outside(self, reference: str) -> BadReferenceError:
        if self._root == self._folder:
            reason = f"`{reference}` leads outside the folder of the document"
            cure = "move the file into the folder, or name a folder that holds both with --root"
        else:
            reason = f"`{reference}` leads outside the folder of --root"
            cure = "move the file into the folder, or let --root name one that holds it"
        return BadReferenceError("ref-outside-folder", reason, cure)

    def offered(self, name: str, known: Iterable[str]) -> str:
        """Offer similar names, until there are more errors than people read."""
        self._offers -= 1
        return nearest(name, list(known)) if self._offers >= 0 else ""

    def _remote(self, url: str) -> SourceFile:
        if not self.allow_remote:
            raise BadReferenceError(
                "ref-remote",
                f"`{url}` leads to another machine",
                "save the file beside the document and refer to it there, or pass --allow-remote",
            )
        if known := self._files.get(url):
            return known
        try:
            with urlopen(url, timeout=_TIMEOUT) as answer:  # noqa: S310  # http(s) only, checked above
                data = answer.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = f"`{url}` cannot be fetched ({error})"
            raise BadReferenceError("ref-unknown", reason, "correct the address") from error
        return self._add(url, url, data)

    def _read(self, address: str, name: str) -> SourceFile:
        try:
            path = Path(address)
            size = path.stat().st_size
            data = path.read_bytes() if size <= MAX_BYTES and path.is_file() else None
        except (OSError, ValueError) as error:
            detail = error.strerror if isinstance(error, OSError) else None
            reason = f"the file cannot be read ({(detail or str(error)).lower()})"
            raise _unreadable("file-unreadable", name, reason, "correct the path") from error
        if data is None and size > MAX_BYTES:
            reason = f"the file has {size} bytes, more than {MAX_BYTES}"
            raise _unreadable("file-too-large", name, reason, "split it into several files")
        if data is None:
            raise _unreadable("file-unreadable", name, "this is no file", "correct the path")
        return self._add(address, name, data)

    def _add(self, address: str, name: str, data: bytes) -> SourceFile:
        text = decode(name, data)
        path = urlsplit(address).path.lower()
        # A slash begins a comment of JavaScript's, which JSON lacks; YAML lacks it, too.
        looks_like_json = text.content.lstrip()[:1] in ("{", "[", "/")
        if path.endswith(".json") and looks_like_json:
            root = read_json(text, self.places)
        else:
            root = read_yaml(text, self.places)
        file = SourceFile(address, text, root)
        self._files[address] = file
        return file


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _files_beside(path: Path) -> Iterator[str]:
    with suppress(OSError, ValueError):
        yield from sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())


def nearest(name: str, names: list[str]) -> str:
    """Offer the names that look most like `name`, as the end of a sentence."""
    alike = [
        candidate
        for candidate in names[:_MAX_NAMES]
        if abs(len(candidate) - len(name)) <= _MAX_DIFFERENCE
        and (candidate[:1].lower() == name[:1].lower() or candidate[-3:] == name[-3:])
    ]
    found = get_close_matches(name, alike[:_MAX_ALIKE], n=3, cutoff=0.5)
    return f" (nearest: {', '.join(found)})" if found else ""


def _unreadable(code: str, name: str, reason: str, cure: str) -> RefusedError:
    return RefusedError((Refusal(code, Location(name, 1, 1), "", reason, cure),))
