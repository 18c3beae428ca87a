"""JSON values as XML documents, by their schemas (OpenAPI 3.0.4 to 3.2, "XML Object").

What is written here `exactapi.xml.reader` reads as the same value. XML has no form for an
array of no elements that is not wrapped, nor for an attribute that is null: these are left out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from exactapi.document.contract import Contract
from exactapi.document.shapes import Pointers, Shape
from exactapi.errors import ExactAPIError
from exactapi.problems import JsonValue
from exactapi.xml.elements import XML, XSI
from exactapi.xml.objects import Described, XmlName, XmlObjects

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAME: Final = re.compile(r"[^\W\d][\w.-]*")
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (section 2.2), not even escaped."""

_ROOT: Final = "root"
"""The name of what has none: the specification gives it no name either."""

_KEPT: Final = {"\r": "&#13;"}
_KEPT_IN_ATTRIBUTES: Final = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}


class UnwritableXmlError(ExactAPIError, ValueError):
    """A value that no XML document can stand for; the message says why, without the value."""


class _Tag(NamedTuple):
    """A name as it is written, the declarations that it needs, and the prefixes inside."""

    name: str
    declarations: str
    scope: Mapping[str, str]


_OUTERMOST: Final[Mapping[str, str]] = {"": "", "xml": XML}
"""Without a prefix there is no namespace, until an element declares a default one."""


class XmlWriter:
    """Writes documents whose root is of the schema at a pointer."""

    def __init__(self, contract: Contract, pointer: str) -> None:
        self._contract = contract
        self._objects = XmlObjects(contract)
        self._root = self._objects.root(pointer)
        self._shapes: dict[Pointers, Shape] = {}

    def write(self, value: JsonValue) -> bytes:
        """Return the document that stands for a value of the schema, in UTF-8.

        Raises:
            UnwritableXmlError: something has a name that no element can have, or holds a
                character that XML does not have.
        """
        return (_DECLARATION + "".join(self._element(value, self._root, _OUTERMOST))).encode()

    def _element(
        self, value: JsonValue, described: Described, scope: Mapping[str, str]
    ) -> Iterator[str]:
        tag = _tag(described.name, scope)
        if value is None:
            yield f'<{tag.name}{tag.declarations} xmlns:xsi="{XSI}" xsi:nil="true"/>'
            return
        attributes, content = "", ""
        if isinstance(value, dict):
            attributes, content = self._members(value, described, tag.scope)
        elif isinstance(value, list):
            content = "".join(self._items(value, described, tag.scope))
        else:
            content = _escaped(_text(value), _KEPT)
        opening = f"{tag.name}{tag.declarations}{attributes}"
        yield f"<{opening}>{content}</{tag.name}>" if content else f"<{opening}/>"

    def _items(
        self, values: list[JsonValue], described: Described, scope: Mapping[str, str]
    ) -> Iterator[str]:
        shape = self._shape(described.pointers)
        for index, value in enumerate(values):
            yield from self._element(value, self._objects.item(shape, described, index), scope)

    def _members(
        self, value: Mapping[str, JsonValue], described: Described, scope: Mapping[str, str]
    ) -> tuple[str, str]:
        """Return the attributes and the content of an element."""
        shape, inside = self._shape(described.pointers), dict(scope)
        attributes, content = [], []
        for name, each in value.items():
            member = self._member(shape, name)
            if member.kind == "attribute":
                if each is not None:
                    attributes.append(_attribute(member.name, each, inside))
            elif member.kind == "text":
                content.append(_escaped(_text(each), _KEPT))
            elif isinstance(each, list) and not member.wrapped:
                content += self._items(each, member, inside)
            else:
                content += self._element(each, member, inside)
        return "".join(attributes), "".join(content)

    def _member(self, shape: Shape, name: str) -> Described:
        if name in shape.properties:
            return self._objects.member(shape, name)
        return self._objects.free(shape, name)

    def _shape(self, pointers: Pointers) -> Shape:
        if pointers not in self._shapes:
            self._shapes[pointers] = self._objects.shape(pointers)
        return self._shapes[pointers]


def is_name(text: str) -> bool:
    """Return whether an element or attribute may have this name (NCName in "Namespaces in XML")."""
    return _NAME.fullmatch(text) is not None


def _tag(name: XmlName, scope: Mapping[str, str]) -> _Tag:
    local = _checked(_ROOT if name.local is None else name.local)
    prefix = name.prefix
    written = f"{_checked(prefix)}:{local}" if prefix else local
    if name.namespace is None:
        if prefix and prefix not in scope:
            raise UnwritableXmlError(f"the prefix `{prefix}` has no namespace; give it one")
        return _Tag(written, "", scope)
    if scope.get(prefix) == name.namespace:
        return _Tag(written, "", scope)
    return _Tag(written, _declared(prefix, name.namespace), {**scope, prefix: name.namespace})


def _attribute(name: XmlName, value: JsonValue, scope: dict[str, str]) -> str:
    """Return an attribute with the declaration that it needs, which is added to the scope.

    One without a prefix has no namespace, so that a prefix is made up for it.
    """
    declared = scope.get(name.prefix, name.namespace) if name.prefix else None
    if name.namespace not in (None, declared):
        name = XmlName(name.local, name.namespace, f"ns{len(scope)}")
    tag = _tag(name, scope)
    scope |= tag.scope
    return f'{tag.declarations} {tag.name}="{_escaped(_text(value), _KEPT_IN_ATTRIBUTES)}"'


def _declared(prefix: str, namespace: str) -> str:
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    return f' {name}="{_escaped(namespace, _KEPT_IN_ATTRIBUTES)}"'


def _checked(name: str) -> str:
    if not is_name(name):
        raise UnwritableXmlError(
            f"`{name}` is no name of an XML element; give the schema one (`xml.name`)"
        )
    return name


def _escaped(text: str, kept: dict[str, str]) -> str:
    if _FORBIDDEN.search(text):
        raise UnwritableXmlError("a text holds a character that XML does not have")
    return escape(text, kept)


def _text(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        raise UnwritableXmlError("an attribute or a text is an object or an array")
    return "" if value is None else json.dumps(value)
