"""Are our extensions spelt, placed and filled as the vocabulary says, and can they be honoured?

What is refused is left out, so that every extension of the canonical document means something.
"""

from typing import Any

from exactapi.generate.document.overlay.limits import limits
from exactapi.generate.document.rules.extensions.caching import cache_faults
from exactapi.generate.document.rules.extensions.vocabulary import Vocabulary
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import nearest
from exactapi.operations.policies import WEBSOCKET
from exactapi.schemas.operations import READS, method_of, served_operations
from exactapi.schemas.pointers import join, tokens

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
_PAGE = "see docs/extensions.md"
_PLAIN_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/{}")


class Extensions:
    """Checks the extensions of a canonical document, in place."""

    def __init__(self, document: dict[str, Any], findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._vocabulary = Vocabulary()
        self._named: dict[str, tuple[Pointer, dict[str, Any]]] = {}

    def check(self) -> None:
        self._keys("", self._document, "document")
        for path, item in self._document.get("paths", {}).items():
            if isinstance(item, dict) and not path.startswith("x-"):
                self._keys(join("/paths", path), item, "path-item")
        for pointer, operation in served_operations(self._document):
            self._keys(pointer, operation, "operation")
            if "x-owner" in operation:
                self._owner(pointer, operation)
            if "x-cache" in operation:
                self._cache(pointer, operation)
            if "x-etag" in operation:
                self._etag(pointer, operation)
            if "x-idempotency" in operation:
                self._idempotency(pointer, operation)
            if "x-sunset" in operation:
                self._sunset(pointer, operation)
            if "x-timeout" in operation and WEBSOCKET in operation:
                reason = "a WebSocket lasts as long as both sides like"
                self._refuse("extension-value", join(pointer, "x-timeout"), reason, "remove it")
                del operation["x-timeout"]
            self._limits(pointer)

    def _refuse(self, code: str, pointer: Pointer, reason: str, cure: str) -> None:
        where = self._findings.places.locate(self._document, pointer)
        self._findings.refuse(code, where, pointer, reason, cure)

    def _keys(self, pointer: Pointer, owner: dict[str, Any], place: str) -> None:
        for key in [key for key in owner if key[:2].lower() == "x-"]:
            if key in self._vocabulary.keys:
                sound = self._key(join(pointer, key), key, owner[key], place)
            elif meant := self._vocabulary.misspelt(key):
                reason = f"`{key}` has no effect"
                self._refuse("extension-unknown", join(pointer, key), reason, f"write `{meant}`")
                sound = False
            else:
                sound = True
            if not sound:
                del owner[key]

    def _key(self, pointer: Pointer, key: str, value: Any, place: str) -> bool:
        places = self._vocabulary.places(key)
        if not places:
            reason = f"`{key}` is not supported yet"
            self._refuse("extension-reserved", pointer, reason, "remove it")
            return False
        if place not in places:
            reason = f"`{key}` has no effect on a {place.replace('-', ' ')}"
            cure = f"move it to: {', '.join(places).replace('-', ' ')}"
            self._refuse("extension-place", pointer, reason, cure)
            return False
        errors = self._vocabulary.errors(key, value)
        for path, message in errors:
            self._refuse("extension-value", join(pointer, *path), message[:200], _PAGE)
        return not errors

    def _owner(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        wanted = operation["x-owner"]["parameter"]
        names = self._path_parameters(pointer, operation)
        security = operation.get("security", self._document.get("security", []))
        here = join(pointer, "x-owner")
        if wanted not in names:
            reason = f"the operation has no path parameter `{wanted}`"
            cure = f"name one that it has{nearest(wanted, names)}"
            self._refuse("extension-value", join(here, "parameter"), reason, cure)
        elif not security or not all(security):
            reason = "without credentials nobody is the owner"
            self._refuse("extension-value", here, reason, "give the operation a `security`")
        else:
            return
        del operation["x-owner"]

    def _cache(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        for reason, cure in cache_faults(self._document, pointer, operation):
            self._refuse("extension-value", join(pointer, "x-cache"), reason, cure)
            operation.pop("x-cache", None)

    def _etag(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        here = join(pointer, "x-etag")
        if WEBSOCKET in operation:
            reason, cure = "what a WebSocket sends has no version", "remove it"
            self._refuse("extension-value", here, reason, cure)
        elif operation["x-etag"].get("required") and method_of(pointer) in READS:
            reason = f"a {method_of(pointer)} changes nothing, so it needs no `If-Match`"
            self._refuse("extension-value", join(here, "required"), reason, "remove it")
        else:
            return
        del operation["x-etag"]

    def _idempotency(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        method = method_of(pointer)
        security = operation.get("security", self._document.get("security", []))
        if method in _SAFE or WEBSOCKET in operation:
            reason, cure = f"a {method} changes nothing that could be done twice", "remove it"
        elif not security or not all(security):
            reason = "without credentials the keys of callers are not told apart"
            cure = "give the operation a `security`"
        else:
            return
        self._refuse("extension-value", join(pointer, "x-idempotency"), reason, cure)
        del operation["x-idempotency"]

    def _sunset(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        here, stated = join(pointer, "x-sunset"), operation["x-sunset"]
        if operation.get("deprecated") is not True:
            reason, cure = "the operation is not deprecated", "write `deprecated: true`"
            self._refuse("extension-value", here, reason, cure)
        elif stated.get("at", stated["since"]) < stated["since"]:
            reason, cure = "it ends before it is deprecated", "exchange the dates"
            self._refuse("extension-value", join(here, "at"), reason, cure)
        else:
            return
        del operation["x-sunset"]

    def _path_parameters(self, pointer: Pointer, operation: dict[str, Any]) -> list[str]:
        item = self._document["paths"][tokens(pointer)[1]]
        declared = [*item.get("parameters", []), *operation.get("parameters", [])]
        found = [follow(self._document, "", parameter)[1] for parameter in declared]
        return [each["name"] for each in found if isinstance(each, dict) and _is_in_path(each)]

    def _limits(self, pointer: Pointer) -> None:
        seen: set[str] = set()
        for at, limit in limits(self._document, pointer):
            name = limit["name"]
            known, other = self._named.setdefault(name, (at, limit))
            if not _PLAIN_NAME.issuperset(name):
                reason = f"`{name}` cannot name a limit"
                self._refuse("extension-value", at, reason, "give it a `name`")
            elif name in seen:
                reason = f"two limits of one operation are called `{name}`"
                self._refuse("extension-value", at, reason, "give each a `name`")
            elif limit != other:
                line = self._findings.places.locate(self._document, known).line
                reason = f"another limit is called `{name}` (line {line})"
                self._refuse("extension-value", at, reason, "write the same, or rename one")
            seen.add(name)


def _is_in_path(parameter: dict[str, Any]) -> bool:
    return parameter.get("in") == "path" and "name" in parameter
