"""A contract of one component `Person`, and what XML says of its values."""

import json
from typing import Any

from exactapi.document.contract import Contract
from exactapi.xml.reader import XmlReader
from exactapi.xml.writer import XmlWriter

PERSON = "/components/schemas/Person"


def contract(schema: Any, *, version: str = "3.1.2", **others: Any) -> Contract:
    document = {"openapi": version, "components": {"schemas": {"Person": schema} | others}}
    return Contract(document, json.dumps(document).encode())


def read(text: str | bytes, schema: Any, **others: Any) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return XmlReader(contract(schema, **others), PERSON).read(data)


def written(value: Any, schema: Any, **others: Any) -> str:
    text = XmlWriter(contract(schema, **others), PERSON).write(value).decode()
    return text.partition("?>")[2].strip()


def person(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}
