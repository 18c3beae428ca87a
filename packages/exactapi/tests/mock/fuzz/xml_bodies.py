"""XML bodies as the specification writes them (OpenAPI 3.1.2, "XML Object"), and what arrives.

It shares no code with the runtime that reads them.
"""

import json
import re
from xml.sax.saxutils import escape, quoteattr

XML = ("application/xml", "text/xml")
_NAME = re.compile(r"[^\W\d][\w.-]*")
_TEXT = re.compile("[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
_NIL = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'


class Unwritable(Exception):
    """XML has no form for the value."""


class XmlBodies:
    """Writes values of the schemas of one document."""

    def __init__(self, document):
        self._document = document

    def write(self, value, schema):
        """The document for a body; raises `Unwritable`."""
        name = self._component(schema) or "root"
        said = self._said(schema)
        if isinstance(value, list):
            if "array" not in said["types"]:
                raise Unwritable  # the root of another schema, with elements inside, is an object
            tag = said["xml"].get("name", name)
            items = said["items"]
            of_items = self._component(items) or tag
            content = "".join(self._element(each, items, of_items) for each in value)
            return self._tagged(tag, "", content, said["xml"])
        return self._element(value, schema, name)

    def arrives(self, value, schema):
        """What a reader that knows the schema makes of what is written; raises `Unwritable`."""
        said = self._said(schema)
        types = said["types"]
        if isinstance(value, dict) and value:
            members = {
                name: (self._member(said, name), each)
                for name, each in value.items()
                if not self._vanishes(said, name, each)
            }
            found = {
                name: self._arrives_member(each, inner) for name, (inner, each) in members.items()
            }
            for name in said["properties"]:
                inner = self._said(self._member(said, name))
                unwrapped = inner["types"] == {"array"} and not inner["xml"].get("wrapped")
                if unwrapped and name in said["required"]:
                    found.setdefault(name, [])
            return found
        if isinstance(value, list):
            return [self.arrives(each, said["items"]) for each in value]
        if value is None:
            return None
        text = "" if value == {} else _text(value)
        if types and "string" not in types and not text.strip():
            return {} if "object" in types else ([] if "array" in types else text)
        return _scalar(text, types)

    def _arrives_member(self, value, schema):
        said = self._said(schema)
        if said["types"] == {"array"}:
            wrapped = said["xml"].get("wrapped")
            return self.arrives(value if wrapped or isinstance(value, list) else [value], schema)
        if isinstance(value, list) and len(value) == 1:
            return self.arrives(value[0], schema)
        return self.arrives(value, schema)

    def _vanishes(self, said, name, value):
        """An empty array that is not wrapped, and an attribute that is null."""
        xml = self._said(self._member(said, name))["xml"]
        return (value == [] and not xml.get("wrapped")) or (value is None and xml.get("attribute"))

    def _element(self, value, schema, name):
        said = self._said(schema)
        name = said["xml"].get("name", name)
        if value is None:
            return self._tagged(name, _NIL, "", said["xml"])
        if isinstance(value, list):
            raise Unwritable
        if not isinstance(value, dict):
            return self._tagged(name, "", escape(_text(value), {"\r": "&#13;"}), said["xml"])
        attributes, content = "", ""
        for member, each in value.items():
            inner = self._member(said, member)
            xml = self._said(inner)["xml"]
            if xml.get("attribute"):
                if isinstance(each, dict | list):
                    raise Unwritable
                if each is not None:
                    attributes += f" {_checked(xml.get('name', member))}={quoteattr(_text(each))}"
            elif isinstance(each, list):
                content += self._array(each, inner, member)
            else:
                content += self._element(each, inner, member)
        return self._tagged(name, attributes, content, said["xml"])

    def _array(self, values, schema, name):
        said = self._said(schema)
        wrapped = said["xml"].get("wrapped") and "array" in said["types"]
        outer = said["xml"].get("name", name) if wrapped or "array" not in said["types"] else name
        content = "".join(self._element(each, said["items"], outer) for each in values)
        return self._tagged(outer, "", content, said["xml"]) if wrapped else content

    def _tagged(self, name, attributes, content, xml):
        prefix = xml.get("prefix", "")
        if "namespace" in xml:
            declared = f"xmlns:{prefix}" if prefix else "xmlns"
            attributes += f" {declared}={quoteattr(xml['namespace'])}"
        tag = f"{prefix}:{_checked(name)}" if prefix else _checked(name)
        return f"<{tag}{attributes}>{content}</{tag}>"

    def _said(self, schema):
        """What a schema and all that it refers to say, the nearest first."""
        said = {"xml": {}, "properties": {}, "items": {}, "types": set(), "required": set()}
        said["others"] = {}
        pending = [schema]
        while pending:
            part = pending.pop(0)
            if not isinstance(part, dict):
                continue
            said["xml"] = part.get("xml", {}) | said["xml"]
            said["properties"] = part.get("properties", {}) | said["properties"]
            said["items"] = said["items"] or part.get("items", {})
            said["others"] = said["others"] or part.get("additionalProperties", {})
            said["required"] |= set(part.get("required", ()))
            types = part.get("type", ())
            said["types"] |= {types} if isinstance(types, str) else set(types)
            for keyword in ("allOf", "oneOf", "anyOf"):
                pending += part.get(keyword, [])
            if "$ref" in part:
                pending.append(self._target(part["$ref"]))
        return said

    def followed(self, node):
        """An object of the document, or the one that its `$ref` leads to."""
        return self._target(node["$ref"]) if "$ref" in node else node

    def _target(self, reference):
        node = self._document
        for token in reference.removeprefix("#/").split("/"):
            node = node[token.replace("~1", "/").replace("~0", "~")]
        return node

    def _component(self, schema):
        place = schema.get("$ref", "") if isinstance(schema, dict) else ""
        return place.rpartition("/")[2] if place.startswith("#/components/schemas/") else None

    @staticmethod
    def _member(said, name):
        return said["properties"].get(name, said["others"])


def _checked(name):
    if not _NAME.fullmatch(name):
        raise Unwritable
    return name


def _text(value):
    if isinstance(value, dict | list):
        raise Unwritable
    try:
        text = value if isinstance(value, str) else json.dumps(value)
    except TypeError:  # octets, which schemathesis draws where a file could be
        raise Unwritable from None
    if not _TEXT.fullmatch(text):
        raise Unwritable
    return text


def _scalar(text, types):
    """The first of number, boolean and string that the types name; all, where they name none."""
    bare = text if "string" in types else text.strip()
    try:
        found = json.loads(bare)
    except ValueError:
        found = None
    kind = {bool: {"boolean"}, int: {"integer", "number"}, float: {"number"}}.get(type(found))
    named = kind and (not types or kind & types)
    return found if named and not bare.startswith('"') else text
