"""Measure what checking a body adds to building its model: `task bench:validation`.

A body of about a kilobyte, of the kind that APIs take: an order with items. Compared are Pydantic
alone (`model_validate_json`) and what the runtime does: read strictly, ask the compiled schema,
build the model. The goal: at most 15 microseconds more.
"""

import json
from collections.abc import Callable
from datetime import date
from time import thread_time
from typing import Any, Final
from uuid import UUID

from exactapi.runtime import Contract, Model
from exactapi.text.conversion import Conversion
from exactapi.text.strict_json import read_json
from pydantic import AwareDatetime

_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 80}
_ITEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["sku", "quantity", "price"],
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
        "quantity": {"type": "integer", "minimum": 1, "maximum": 999},
        "price": {"type": "number", "exclusiveMinimum": 0},
        "note": _TEXT,
    },
}
_ORDER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["id", "email", "items"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "email": {"type": "string", "format": "email"},
        "placed": {"type": "string", "format": "date-time"},
        "due": {"type": "string", "format": "date"},
        "address": {"type": "object", "additionalProperties": _TEXT},
        "items": {"type": "array", "minItems": 1, "items": _ITEM},
    },
}
_DOCUMENT: Final = {"openapi": "3.1.0", "components": {"schemas": {"Order": _ORDER}}}
_ROUNDS: Final = 300
_TIMES: Final = 50
"""Short rounds: one of them is left alone by the machine's other business."""


class Item(Model):
    sku: str
    quantity: int
    price: int | float
    note: str | None = None


class Order(Model):
    id: UUID
    email: str
    placed: AwareDatetime
    due: date
    address: dict[str, str]
    items: list[Item]


def body(items: int = 9) -> bytes:
    item = {"sku": "ABC-1234", "quantity": 2, "price": 19.95, "note": "Wrapped as a present"}
    order = {
        "id": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "email": "ada@example.org",
        "placed": "2026-01-31T12:34:56Z",
        "due": "2026-02-03",
        "address": {"street": "12 St James's Square", "city": "London", "country": "GB"},
        "items": [item] * items,
    }
    return json.dumps(order).encode()


def microseconds(work: Callable[[], object], rounds: int = _ROUNDS, times: int = _TIMES) -> float:
    """Return the processor time, the best of all rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = thread_time()
        for _ in range(times):
            work()
        best = min(best, thread_time() - start)
    return best / times * 1e6


def pydantic_alone(data: bytes) -> object:
    return Order.model_validate_json(data)


def whole_runtime() -> Callable[[bytes], object]:
    """Return what reads a body strictly, asks the compiled schema and builds the model."""
    is_valid = _is_valid()
    convert = Conversion(Order).json

    def runtime(data: bytes) -> object:
        value = read_json(data)
        return convert(value, data) if is_valid(value) else None

    return runtime


def _is_valid() -> Callable[[Any], bool]:
    validator = Contract(_DOCUMENT, b"").validator("/components/schemas/Order", "request")
    return validator.is_valid


def main() -> int:
    data = body()
    is_valid, runtime = _is_valid(), whole_runtime()
    value = read_json(data)
    alone = microseconds(lambda: pydantic_alone(data))
    whole = microseconds(lambda: runtime(data))
    print(f"body                         {len(data):8} bytes")
    print(f"Pydantic alone               {alone:8.1f} us")
    print(f"read, checked and built      {whole:8.1f} us")
    print(f"  of which read strictly     {microseconds(lambda: read_json(data)):8.1f} us")
    print(f"  of which schema            {microseconds(lambda: is_valid(value)):8.1f} us")
    print(f"added                        {whole - alone:8.1f} us (goal: at most 15)")
    return 0 if whole - alone <= 15 else 1


if __name__ == "__main__":
    raise SystemExit(main())
