"""Turns responses, headers and media types of the canonical document into those of the IR."""

from typing import Any

from exactapi.document.contract import Contract, Located
from exactapi.document.sequences import item_schemas
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import FieldStyle, Header, MediaType, Pointer, Response
from exactapi.media.forms.styled_fields import is_styled
from exactapi.media.kinds import kind_of
from exactapi.media.sequences import Sequence
from exactapi.operations.results import WITHOUT_CONTENT
from exactapi.schemas.pointers import join, pointer_of, tokens
from exactapi.text.serialization import Serialization


class Messages:
    """Resolves messages; media types and headers of the overlay are left to the runtime."""

    def __init__(self, document: dict[str, Any], overlay: frozenset[Pointer]) -> None:
        self._document = document
        self._contract = Contract(document, b"")
        self._overlay = overlay

    def responses(self, operation: Pointer, responses: dict[str, Any]) -> tuple[Response, ...]:
        here = join(operation, "responses")
        return tuple(
            self._response(join(here, status), status, response)
            for status, response in responses.items()
            if not status.startswith("x-")
        )

    def _response(self, pointer: Pointer, status: str, response: Any) -> Response:
        at, found = follow(self._document, pointer, response)
        found = found if isinstance(found, dict) else {}
        own = response.get("description") if "$ref" in response else None
        is_empty = status in map(str, WITHOUT_CONTENT)
        return Response(
            status=status,
            description=own or found.get("description", ""),
            content=() if is_empty else self.content(at, found.get("content", {})),
            headers=self._headers(at, found.get("headers", {})),
            component=_component(response),
            overlay=pointer in self._overlay or join(pointer.rpartition("/")[0]) in self._overlay,
        )

    def content(self, owner: Pointer, content: dict[str, Any]) -> tuple[MediaType, ...]:
        here = join(owner, "content")
        if here in self._overlay:
            return ()
        media_types = []
        for name, value in content.items():
            if join(here, name) in self._overlay:
                continue
            at, media_type = follow(self._document, join(here, name), value)
            media_types.append(self._media_type(name, at, media_type))
        return tuple(media_types)

    def _media_type(self, name: str, at: Pointer, value: Any) -> MediaType:
        found = Located(at, value if isinstance(value, dict) else {})
        if not issubclass(kind_of(name), Sequence):
            encoding = _encoding(value)
            types = {
                field: each["contentType"] for field, each in encoding if "contentType" in each
            }
            styles = {field: _style(each) for field, each in encoding if is_styled(each)}
            needed = {field: self._needed(at, each) for field, each in encoding}
            headers = {field: names for field, names in needed.items() if names}
            return MediaType(name, found.schema, types, found.item_schema, styles, headers)
        of_items = item_schemas(self._contract, found.schema, found.item_schema)
        return MediaType(name, of_items.whole, {}, of_items.each)

    def _needed(self, at: Pointer, encoding: dict[str, Any]) -> tuple[str, ...]:
        """Return the headers that a part must have; its type is described separately."""
        headers = encoding.get("headers") or {}
        found = {name: follow(self._document, at, each)[1] for name, each in headers.items()}
        return tuple(
            name
            for name, header in found.items()
            if name.lower() != "content-type"
            if isinstance(header, dict) and header.get("required")
        )

    def _headers(self, owner: Pointer, headers: dict[str, Any]) -> tuple[Header, ...]:
        found = []
        if join(owner, "headers") in self._overlay:
            return ()
        for name, value in headers.items():
            if join(owner, "headers", name) in self._overlay:
                continue
            at, header = follow(self._document, join(owner, "headers", name), value)
            # "If a response header is defined with the name Content-Type, it SHALL be ignored."
            if isinstance(header, dict) and name.lower() != "content-type":
                schema, _ = schema_of(self._document, at, header)
                found.append(
                    Header(
                        name=name,
                        required=header.get("required", False),
                        description=header.get("description", ""),
                        schema=schema,
                    )
                )
        return tuple(found)


def schema_of(
    document: dict[str, Any], pointer: Pointer, owner: dict[str, Any]
) -> tuple[Pointer | None, str | None]:
    """Return the schema of a parameter or header, and its media type where it has `content`."""
    if "schema" in owner:
        return join(pointer, "schema"), None
    for name, value in owner.get("content", {}).items():
        at, media_type = follow(document, join(pointer, "content", name), value)
        has_schema = isinstance(media_type, dict) and "schema" in media_type
        return (join(at, "schema") if has_schema else None), name
    return None, None


def _encoding(media_type: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return Encoding Objects: of members by name, of positions by number, `*` for the others."""
    if not isinstance(media_type, dict):
        return []
    found = [
        *(media_type.get("encoding") or {}).items(),
        *((str(at), each) for at, each in enumerate(media_type.get("prefixEncoding") or ())),
        ("*", media_type.get("itemEncoding")),
    ]
    return [(name, each) for name, each in found if isinstance(each, dict)]


def _style(encoding: dict[str, Any]) -> FieldStyle:
    written = Serialization.of(encoding, "query")
    return FieldStyle(written.style, written.explode, encoding.get("allowReserved", False))


def _component(response: Any) -> str | None:
    reference = response.get("$ref") if isinstance(response, dict) else None
    if not isinstance(reference, str):
        return None
    path = tokens(pointer_of(reference) or "")
    return path[2] if path[:2] == ["components", "responses"] and len(path) == 3 else None
