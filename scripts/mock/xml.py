"""Values as XML, by the XML Objects of their schemas (OpenAPI 3.1.2, "XML Object")."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, tostring

from impl.contract import Contract
from impl.contract.pointers import pointer_of, tokens
from impl.contract.problems import JsonValue
from impl.contract.shapes import Pointers
from impl.contract.text import TextReader

_NAME: Final = re.compile(r"[^\W\d][\w.-]*")
_ROOT: Final = "root"
"""The name of a document whose schema has none: the specification gives it no name either."""


class NoXml(Exception):
    """The value cannot be written; the message says why."""


def is_xml(media_type: str) -> bool:
    """Whether it is XML (RFC 7303, sections 4.1 and 4.2)."""
    bare = media_type.partition(";")[0].strip().lower()
    return bare in ("application/xml", "text/xml") or bare.endswith("+xml")


class XmlWriter:
    """Writes values of the schemas of one document."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def document(self, value: JsonValue, pointer: str) -> bytes:
        """A value of the schema at a pointer, as an XML document in UTF-8.

        Raises:
            NoXml: something has a name that no element can have.
        """
        name = self._name((pointer,), self._component(pointer) or _ROOT)
        if isinstance(value, list):
            root = self._element((pointer,), name)
            root.extend(self._items(value, (pointer,), name))
        else:
            root = self._filled(value, (pointer,), name)
        written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return written

    def _filled(self, value: JsonValue, pointers: Pointers, name: str) -> Element:
        element = self._element(pointers, name)
        if not isinstance(value, dict):
            element.text = _text(value)
            return element
        shape = TextReader(self._contract, pointers).shape
        for member, each in value.items():
            inner = shape.member(member)
            xml = self._xml(inner)
            tag = self._name(inner, member)
            if xml.get("attribute"):
                element.set(tag, _text(each))
            elif not isinstance(each, list):
                element.append(self._filled(each, inner, tag))
            elif xml.get("wrapped"):
                wrapper = self._element(inner, tag)
                wrapper.extend(self._items(each, inner, tag))
                element.append(wrapper)
            else:
                element.extend(self._items(each, inner, tag))
        return element

    def _items(self, values: list[JsonValue], pointers: Pointers, name: str) -> Iterator[Element]:
        shape = TextReader(self._contract, pointers).shape
        for index, value in enumerate(values):
            inner = shape.item(index)
            yield self._filled(value, inner, self._name(inner, name))

    def _element(self, pointers: Pointers, name: str) -> Element:
        xml = self._xml(pointers)
        element = Element(name)
        if "namespace" in xml:
            prefix = f":{xml['prefix']}" if "prefix" in xml else ""
            element.set(f"xmlns{prefix}", str(xml["namespace"]))
        return element

    def _name(self, pointers: Pointers, otherwise: str) -> str:
        xml = self._xml(pointers)
        name = str(xml.get("name", otherwise))
        if _NAME.fullmatch(name) is None:
            raise NoXml(f"{name!r} is no name of an XML element; give the schema one (`xml.name`)")
        return f"{xml['prefix']}:{name}" if "prefix" in xml else name

    def _xml(self, pointers: Pointers) -> Mapping[str, Any]:
        """The XML Object of the first schema that has one, also behind its `$ref`."""
        for pointer in pointers:
            found: str | None = pointer
            while found is not None:
                schema = self._contract.schema(found)
                if not isinstance(schema, Mapping):
                    break
                if isinstance(xml := schema.get("xml"), Mapping):
                    return xml
                found = pointer_of(str(schema.get("$ref", ""))) or None
        return {}

    def _component(self, pointer: str) -> str | None:
        """The name of the component that the schema at a pointer is, or refers to."""
        while not pointer.startswith("/components/schemas/"):
            schema = self._contract.schema(pointer)
            target = pointer_of(str(schema.get("$ref", ""))) if isinstance(schema, Mapping) else ""
            if not target:
                return None
            pointer = target
        return tokens(pointer)[-1]


def _text(value: JsonValue) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
