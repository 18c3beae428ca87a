"""XML documents as JSON values, by their schemas (OpenAPI 3.0.4 to 3.2, "XML Object").

An element becomes an object where it has elements or attributes, else what its text stands for.
The compiled schema judges the value afterwards, as it judges one that came as JSON.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from exactapi.document.contract import Contract
from exactapi.document.shapes import Pointers
from exactapi.errors import ExactAPIError
from exactapi.problems import JsonValue, ProblemError
from exactapi.rejections import InvalidRequest
from exactapi.schemas.directions import Direction
from exactapi.schemas.pointers import join
from exactapi.text.scalars import TextReader
from exactapi.xml.elements import WHITESPACE, XML, XSI, Element, read_elements
from exactapi.xml.objects import Described, XmlName, XmlObjects, has_null

_NIL: Final = (XSI, "nil")
_TRUE: Final = frozenset({"true", "1"})
_OF_XML: Final = frozenset({XML, XSI})
"""Namespaces whose attributes may stand anywhere and say nothing of the value."""


class _MisplacedError(ExactAPIError):
    """Elements, attributes or text are not where the schemas have them.

    `path` grows as the error leaves the members and items that it is in.
    """

    def __init__(self, detail: str, *path: str | int) -> None:
        super().__init__(detail)
        self.detail = detail
        self.path = [*path]


class XmlReader:
    """Reads documents whose root is of the schema at a pointer.

    Where it is not `named`, the root may be called anything: a part of a form has a name already.
    """

    def __init__(
        self,
        contract: Contract,
        pointer: str,
        direction: Direction = "request",
        *,
        named: bool = True,
    ) -> None:
        self._named = named
        objects = XmlObjects(contract)
        self._root = objects.root(pointer)
        self._content = _Contents(contract, objects, direction).of(self._root)

    def read(self, data: bytes, charset: str | None = None) -> JsonValue:
        """Return the value that a document stands for.

        Raises:
            MalformedRequest: it is no XML that is read (`exactapi.xml.elements`).
            InvalidRequest: its elements are not where the schemas have them.
        """
        root = read_elements(data, charset)
        name = self._root.name
        if self._named and not name.matches(root.namespace, root.local, ""):
            space = f" in the namespace {name.namespace}" if name.namespace else ""
            detail = f"must be an element `{name.local}`{space}"
            raise InvalidRequest([ProblemError("#", "xml", detail)])
        try:
            return self._content.read(root)
        except _MisplacedError as error:
            place = join("#", *error.path[::-1])
            raise InvalidRequest([ProblemError(place, "xml", error.detail)]) from None


class _Contents:
    """Makes what reads elements, once for each use of schemas: they may be recursive."""

    def __init__(self, contract: Contract, objects: XmlObjects, direction: Direction) -> None:
        self.contract = contract
        self.objects = objects
        self.direction: Direction = direction
        self._known: dict[Described, _Content] = {}

    def of(self, described: Described) -> "_Content":
        if described not in self._known:
            self._known[described] = _Content(self, described)
        return self._known[described]

    def accepts(self, pointers: Pointers, value: JsonValue) -> bool:
        validators = (self.contract.validator(each, self.direction) for each in pointers)
        return any(validator.is_valid(value) for validator in validators)


class _Content:
    """Reads the content of an element or attribute that has a schema."""

    def __init__(self, contents: _Contents, described: Described) -> None:
        self.described = described
        self._contents = contents
        self._texts = TextReader(contents.contract, described.pointers, contents.direction)
        self.shape = self._texts.shape
        self.is_array = self.shape.types - {"null"} == {"array"}
        self._strips = "string" not in self.shape.types
        self._is_scalar = not self.shape.types & {"array", "object"}
        self._items: dict[int, _Content] = {}
        self._members: _Members | None = None

    @property
    def members(self) -> "_Members":
        if self._members is None:
            self._members = _Members(self._contents, self)
        return self._members

    def read(self, element: Element) -> JsonValue:
        """Return the value of one element."""
        if (nil := element.attributes.get(_NIL)) and nil[1].strip(WHITESPACE) in _TRUE:
            if element.children or element.text:
                raise _MisplacedError("must be empty, for it is nil")
            return None
        if self.is_array:
            return self._wrapped(element)
        if element.children or _has_data(element):
            return self._object(element)
        types = self.shape.types
        if self._is_scalar:
            return self.text(element.text)
        if types <= {"object", "null"} or self.members.text is not None:
            return self._object(element)
        readings = [self.text(element.text)]
        if not element.text.strip(WHITESPACE):
            readings += [{}, []]
        return self._accepted(readings)

    def text(self, text: str) -> JsonValue:
        """Return the scalar that a text stands for: null is `xsi:nil`, and never a text."""
        if self._strips:
            text = text.strip(WHITESPACE)
        readings = [each for each in self._texts.scalars(text) if each is not None]
        return self._accepted(readings or [text])

    def joined(self, elements: list[Element]) -> JsonValue:
        """Return the value of a member from all elements of its name."""
        if self.described.wrapped:
            if len(elements) > 1:
                raise _MisplacedError("must be one element, with the items inside")
            return self.read(elements[0])
        if self.is_array:
            items = self._read_items(elements, elements[0].namespace)
            return None if items == [None] and has_null(self.shape) else items
        if len(elements) == 1 and not ("array" in self.shape.types and self.described.pointers):
            return self.read(elements[0])
        alone = [self.read_once(elements[0])] if len(elements) == 1 else []
        return self._accepted([*alone, self._read_items(elements, elements[0].namespace)])

    def read_once(self, element: Element) -> JsonValue:
        """Return the value, and keep it: with a choice at each level, twice is 2 to the depth."""
        if self not in element.values:
            element.values[self] = self.read(element)
        return element.values[self]

    def item(self, index: int) -> "_Content":
        index = min(index, len(self.shape.prefix))
        if index not in self._items:
            described = self._contents.objects.item(self.shape, self.described, index)
            self._items[index] = self._contents.of(described)
        return self._items[index]

    def _wrapped(self, element: Element) -> list[JsonValue]:
        if _has_data(element) or element.text.strip(WHITESPACE):
            raise _MisplacedError("must hold elements alone")
        return self._read_items(element.children, element.namespace)

    def _read_items(self, elements: list[Element], around: str) -> list[JsonValue]:
        found: list[JsonValue] = []
        for index, element in enumerate(elements):
            item = self.item(index)
            name = item.described.name
            if self.is_array and not name.matches(element.namespace, element.local, around):
                raise _MisplacedError(f"must be an element `{name.local}`", index)
            try:
                found.append(item.read(element) if self.is_array else item.read_once(element))
            except _MisplacedError as error:
                error.path.append(index)
                raise
        return found

    def _object(self, element: Element) -> dict[str, JsonValue]:
        members = self.members
        value = members.attributes(element)
        if members.text is not None:
            if element.text or members.text.name in members.required:
                value[members.text.name] = members.text.content.text(element.text)
        elif element.text.strip(WHITESPACE):
            raise _MisplacedError("must hold elements, and no text among them")
        for name, (content, elements) in members.elements(element).items():
            if name in value:
                raise _MisplacedError("is given twice, as an element and as an attribute", name)
            try:
                value[name] = content.joined(elements)
            except _MisplacedError as error:
                error.path.append(name)
                raise
        return {**members.absent, **value}

    def _accepted(self, readings: Sequence[JsonValue]) -> JsonValue:
        if len(readings) > 1 and self.described.pointers:
            for value in readings:
                if self._contents.accepts(self.described.pointers, value):
                    return value
        return readings[0]


class _Members:
    """The members of an object, by what they are called in XML.

    `absent` are those that have a value where nothing stands for them: an array of no elements
    that must be there, and an attribute that may be null (OpenAPI 3.1.2, "Handling null Values").
    """

    def __init__(self, contents: _Contents, owner: _Content) -> None:
        objects, shape = contents.objects, owner.shape
        self.required = objects.required(owner.described.pointers)
        self.text: _Member | None = None
        self.absent: dict[str, JsonValue] = {}
        self._others = contents.of(objects.free(shape))
        self._by_name: dict[str, _Member] = {}
        self._elements: dict[str | None, list[tuple[XmlName, _Member]]] = {}
        self._attributes: dict[str | None, list[_Member]] = {}
        for name in shape.properties:
            member = _Member(name, contents.of(objects.member(shape, name)))
            self._by_name[name] = member
            self._add(member)
            if not objects.is_hidden(member.described.pointers, contents.direction):
                self._may_be_absent(member)

    def attributes(self, element: Element) -> dict[str, JsonValue]:
        """Return the members that are attributes; those of XML itself are none, unless declared."""
        value: dict[str, JsonValue] = {}
        for (namespace, local), (written, text) in element.attributes.items():
            for member in self._attributes.get(local, ()):
                if member.described.name.matches(namespace, local, ""):
                    value[member.name] = member.content.text(text)
                    break
            else:
                if namespace not in _OF_XML:
                    value[self._free_name(written)] = self._others.text(text)
        return value

    def elements(self, element: Element) -> dict[str, tuple[_Content, list[Element]]]:
        """Return the elements of each member, with what reads them."""
        found: dict[str, tuple[_Content, list[Element]]] = {}
        around = element.namespace
        for child in element.children:
            for name, member in self._elements.get(child.local, ()):
                if name.matches(child.namespace, child.local, around):
                    found.setdefault(member.name, (member.content, []))[1].append(child)
                    break
            else:
                inside = child.namespace in ("", around)
                free = self._free_name(child.local if inside else child.written)
                found.setdefault(free, (self._others, []))[1].append(child)
        return found

    def _add(self, member: "_Member") -> None:
        described = member.described
        if described.kind == "text":
            self.text = member
        elif described.kind == "attribute":
            self._attributes.setdefault(described.name.local, []).append(member)
        else:
            for name in member.element_names():
                self._elements.setdefault(name.local, []).append((name, member))

    def _may_be_absent(self, member: "_Member") -> None:
        content, kind = member.content, member.described.kind
        if kind == "attribute" and has_null(content.shape):
            self.absent[member.name] = None
        elif content.is_array and not member.described.wrapped and member.name in self.required:
            self.absent[member.name] = []

    def _free_name(self, name: str) -> str:
        """Return the name of a member that is not declared; it must not pass for one that is."""
        if (member := self._by_name.get(name)) is not None:
            form = f"{member.described.kind} `{member.described.name.local}`"
            raise _MisplacedError(f"must be written as the {form}", name)
        return name


class _Member:
    """A declared member of an object, with what reads it."""

    def __init__(self, name: str, content: _Content) -> None:
        self.name = name
        self.content = content
        self.described = content.described

    def element_names(self) -> Iterable[XmlName]:
        """Return the names of its elements: an array that is not wrapped has those of its items."""
        if not self.content.is_array or self.described.wrapped:
            return [self.described.name]
        count = len(self.content.shape.prefix) + 1
        return dict.fromkeys(self.content.item(each).described.name for each in range(count))


def _has_data(element: Element) -> bool:
    return any(namespace not in _OF_XML for namespace, _ in element.attributes)
