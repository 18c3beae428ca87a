"""XML documents as elements (XML 1.0, Namespaces in XML 1.0), read in bounded time and memory.

Expat, the parser of the standard library, refuses what is not well-formed. A document type
declaration is refused as well: without one there are no entities and nothing external, so a
short text stays short. What is left to bound is depth and the number of nodes.
"""

from collections.abc import Iterator
from typing import Final
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

from exactapi.problems import JsonValue
from exactapi.rejections import MalformedRequest
from exactapi.text.strict_json import MAX_DEPTH

MAX_NODES: Final = 100_000
"""Elements and attributes of one document; a Python object stands for each."""

XML: Final = "http://www.w3.org/XML/1998/namespace"
XMLNS: Final = "http://www.w3.org/2000/xmlns/"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

WHITESPACE: Final = " \t\r\n"
ENCODINGS: Final = frozenset({"utf-8", "us-ascii", "utf-16", "iso-8859-1"})
"""Those that expat reads by itself; UTF-8 and UTF-16 every processor of XML must read."""

Name = tuple[str, str]
"""A namespace, "" for none, and the local part."""


class Element:
    """`written` is the name as the document writes it, its prefix included.

    `text` is all character data that is directly in the element.
    """

    __slots__ = ("attributes", "children", "local", "namespace", "text", "values", "written")

    def __init__(self, name: Name, written: str, attributes: dict[Name, tuple[str, str]]) -> None:
        self.namespace, self.local = name
        self.written = written
        self.attributes = attributes
        """By name: how it is written, and its value."""
        self.children: list[Element] = []
        self.text = ""
        self.values: dict[object, JsonValue] = {}
        """The value that each reader read from it; several readers may try."""


def read_elements(data: bytes, charset: str | None = None) -> Element:
    """Return the root element of a document.

    `charset` is what the media type says, which counts more than the document's own declaration
    (RFC 7303, section 3).

    Raises:
        MalformedRequest: it is not well-formed, has a document type declaration, is nested more
            than `MAX_DEPTH` levels deep below the root, or has more than `MAX_NODES` nodes.
    """
    reading = _Reading()
    parser = ParserCreate(charset)
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.XmlDeclHandler = _declaration if charset is None else None
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.characters
    try:
        parser.Parse(data, True)  # noqa: FBT003 - its parameters have no names
    except ExpatError as error:
        reason = f"{ErrorString(error.code)}, line {error.lineno}, column {error.offset + 1}"
        raise MalformedRequest(f"The XML cannot be read: {reason}.") from None
    return reading.root


def _declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise MalformedRequest("The XML declares an encoding other than UTF-8 or UTF-16.")


def _refuse_doctype(*_: object) -> None:
    raise MalformedRequest("The XML has a document type declaration; send it without.")


class _Scope:
    """The prefixes that one element declares, and those around it."""

    __slots__ = ("around", "own")

    def __init__(self, own: dict[str, str], around: "_Scope | None") -> None:
        self.own = own
        self.around = around

    def namespace(self, prefix: str) -> str | None:
        scope: _Scope | None = self
        while scope is not None:
            if prefix in scope.own:
                return scope.own[prefix]
            scope = scope.around
        return None


_OUTERMOST: Final = _Scope({"": "", "xml": XML, "xmlns": XMLNS, "xsi": XSI}, None)
"""`xsi` as well: the examples of the OpenAPI Specification use it undeclared."""


class _Reading:
    """Builds the elements as the parser meets them."""

    def __init__(self) -> None:
        self.root: Element
        self._open: list[tuple[Element, list[str], _Scope]] = []
        self._nodes = 0

    def start(self, written: str, listed: list[str]) -> None:
        self._nodes += 1 + len(listed) // 2
        if self._nodes > MAX_NODES:
            raise MalformedRequest(f"The XML has more than {MAX_NODES:,} elements and attributes.")
        if len(self._open) > MAX_DEPTH:
            raise MalformedRequest(f"The XML is nested more than {MAX_DEPTH} levels deep.")
        scope = self._open[-1][2] if self._open else _OUTERMOST
        attributes: dict[Name, tuple[str, str]] = {}
        if listed:
            pairs = list(zip(listed[::2], listed[1::2], strict=True))
            if own := dict(_declared(pairs)):
                scope = _Scope(own, scope)
            attributes = _attributes(pairs, scope)
        element = Element(_name(written, scope), written, attributes)
        if self._open:
            self._open[-1][0].children.append(element)
        else:
            self.root = element
        self._open.append((element, [], scope))

    def characters(self, text: str) -> None:
        self._open[-1][1].append(text)

    def end(self, _written: str) -> None:
        element, texts, _ = self._open.pop()
        element.text = "".join(texts)


def _declared(attributes: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that attributes declare; "" is that of the default namespace."""
    for name, value in attributes:
        if name == "xmlns" or name.startswith("xmlns:"):
            prefix = name[6:]
            if (prefix and not value) or prefix == "xmlns" or (prefix == "xml") != (value == XML):
                raise MalformedRequest("The XML declares a prefix that cannot be declared so.")
            yield prefix, value


def _attributes(pairs: list[tuple[str, str]], scope: _Scope) -> dict[Name, tuple[str, str]]:
    """Return those that declare no prefixes; one without a prefix has no namespace."""
    attributes: dict[Name, tuple[str, str]] = {}
    for name, value in pairs:
        key = _name(name, scope) if ":" in name else ("", name)
        if key in attributes:
            raise MalformedRequest("The XML gives an attribute twice.")
        if key[0] != XMLNS and name != "xmlns":
            attributes[key] = name, value
    return attributes


def _name(written: str, scope: _Scope) -> Name:
    prefix, colon, local = written.rpartition(":")
    namespace = scope.namespace(prefix)
    if namespace is None or (colon and not (prefix and local)) or ":" in prefix:
        raise MalformedRequest("The XML has a name whose prefix is not declared.")
    return namespace, local
