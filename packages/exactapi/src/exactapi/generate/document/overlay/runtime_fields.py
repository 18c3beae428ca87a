"""The part of the overlay that declares the header fields of the runtime."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Pointer
from exactapi.schemas.pointers import join

RATE_LIMIT: Final[Mapping[str, Mapping[str, Any]]] = {
    "RateLimit-Policy": {
        "description": (
            "The limits that hold here, `q` requests in `w` seconds "
            "(draft-ietf-httpapi-ratelimit-headers-10)."
        ),
        "schema": {"type": "string"},
        "example": '"default";q=100;w=60',
    },
    "RateLimit": {
        "description": "How they stand: `r` requests are left; all are back in `t` seconds.",
        "schema": {"type": "string"},
        "example": '"default";r=99;t=1',
    },
}

CACHE: Final[Mapping[str, Mapping[str, Any]]] = {
    "Cache-Control": {
        "description": "Who may keep the answer, and for how many seconds (RFC 9111).",
        "schema": {"type": "string"},
        "example": "private, max-age=30",
    },
    "Age": {
        "description": "The seconds since the answer was made, if it comes from the cache.",
        "schema": {"type": "integer", "minimum": 0},
    },
}


ETAG: Final[Mapping[str, Mapping[str, Any]]] = {
    "ETag": {
        "description": "The version of the object in this form (RFC 9110, section 8.8.3).",
        "schema": {"type": "string"},
        "example": '"bW9ja3ZlcnNpb24h.Zm9ybS1h"',
    },
}


REPLAYED: Final[Mapping[str, Mapping[str, Any]]] = {
    "Idempotency-Replayed": {
        "description": "The answer is that of an earlier request with the same `Idempotency-Key`.",
        "schema": {"const": "true"},
    },
}


SUNSET: Final[Mapping[str, Mapping[str, Any]]] = {
    "Deprecation": {
        "description": "Since when the operation is deprecated (RFC 9745).",
        "schema": {"type": "string"},
        "example": "@1796083200",
    },
    "Sunset": {
        "description": "From when on the operation may be gone, if that is known (RFC 8594).",
        "schema": {"type": "string"},
        "example": "Tue, 01 Jun 2027 00:00:00 GMT",
    },
}


class RuntimeFields:
    """Declares some fields on answers, in place; the additions go to `pointers`."""

    def __init__(
        self,
        document: dict[str, Any],
        pointers: list[Pointer],
        fields: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._document = document
        self._pointers = pointers
        self._fields = fields
        self._names = {
            name: free_name(document, "headers", "Runtime" + name.replace("-", ""))
            for name in fields
        }
        self._references = {
            name: {"$ref": f"#/components/headers/{component}"}
            for name, component in self._names.items()
        }
        self._runtime: set[str] = set()
        self._used = False

    def declare(
        self,
        pointer: Pointer,
        responses: dict[str, Any],
        *,
        on: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """Declare them on the responses of an operation whose status `on` takes.

        The runtime's own responses may not be there yet.
        """
        self._used = True
        for status, value in responses.items():
            if status.startswith("x-") or not on(status):
                continue
            at, response = follow(self._document, join(pointer, status), value)
            if isinstance(response, dict):
                self._add(at, response)
            else:
                self._runtime.add(status)

    def of_runtime(self, status: int) -> dict[str, Any]:
        """Return the headers for the runtime's own response of that status, if it needs them."""
        return dict(self._references) if str(status) in self._runtime else {}

    def components(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the header components that are referred to; none where none is declared."""
        if not self._used:
            return []
        return [(self._names[name], dict(header)) for name, header in self._fields.items()]

    def _add(self, pointer: Pointer, response: dict[str, Any]) -> None:
        here = join(pointer, "headers")
        if not isinstance(response.get("headers"), dict):
            response["headers"] = {}
            self._pointers.append(here)
        headers = response["headers"]
        known = {name.lower() for name in headers}
        for name, reference in self._references.items():
            if name.lower() not in known:
                headers[name] = reference
                if here not in self._pointers:
                    self._pointers.append(join(here, name))


def free_name(document: dict[str, Any], section: str, name: str) -> str:
    """Return a name that no component of the section has yet."""
    taken = document.get("components", {}).get(section, {})
    while name in taken:
        name += "_"
    return name
