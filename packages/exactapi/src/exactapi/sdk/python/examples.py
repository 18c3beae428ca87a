"""The document's examples as Python: a call of every operation."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exactapi.generate.ir import Pointer
from exactapi.generate.models.shapes.defaults import accepts
from exactapi.generate.models.shapes.shapes import (
    Array,
    Kind,
    Map,
    ModelClass,
    Models,
    Named,
    Scalar,
    Shape,
    Tuple,
    Union,
    items_of,
)
from exactapi.generate.models.shapes.unions import union
from exactapi.mock.samples.sample import NoSampleError, Sampler
from exactapi.sdk.python.operations import SdkOperation

_SEED = 1
_SCALARS: Mapping[Kind, str] = {
    "date": "date.fromisoformat({!r})",
    "datetime": "datetime.fromisoformat({!r})",
    "decimal": "Decimal({!r})",
    "decimal number": "Decimal('{!r}')",
    "file": 'Upload(b"bytes", "file.txt")',
    "uuid": "UUID({!r})",
}


@dataclass(frozen=True, slots=True)
class Examples:
    """Writes calls; values are the document's own examples, or made from the schemas."""

    sampler: Sampler
    models: Models

    def call(self, operation: SdkOperation, method: str) -> str | None:
        """Return the call with all that is required; None where no valid value was found."""
        try:
            return f"{method}({', '.join(self._arguments(operation))})"
        except NoSampleError:
            return None

    def message(self, schema: Pointer, shape: Shape) -> str | None:
        """Return a value of the schema; None where no valid one was found."""
        try:
            return self.expression(self.sampler.value(schema, _SEED), shape)
        except NoSampleError:
            return None

    def _arguments(self, operation: SdkOperation) -> Iterator[str]:
        for parameter, name, shape in operation.parameters:
            if parameter.required:
                value = self.sampler.value(parameter.schema, _SEED) if parameter.schema else ""
                yield f"{name}={self.expression(value, shape)}"
        body = operation.operation.body
        if operation.bodies and body is not None and (body.required or len(operation.names) == 0):
            first = operation.bodies[0]
            if first.kind in ("text", "binary") or first.media_type.schema is None:
                yield 'body="text"' if first.kind == "text" else 'body=b"bytes"'
            else:
                value = self.sampler.value(first.media_type.schema, _SEED)
                yield f"body={self.expression(value, first.shape)}"

    def expression(self, value: Any, shape: Shape) -> str:
        """Return a JSON value as the Python that a type checker takes for the shape."""
        match shape:
            case Scalar(kind) if kind in _SCALARS:
                text = _SCALARS[kind].format(value)
            case Named(name) if name in self.models.aliases:
                text = self.expression(value, self.models.aliases[name].shape)
            case Named(name) if isinstance(value, Mapping):
                text = self._constructed(self.models.classes[name], value)
            case Array(items) if isinstance(value, list):
                text = f"[{', '.join(self.expression(item, items) for item in value)}]"
            case Tuple(items, None) if isinstance(value, list):
                written = (self.expression(*pair) for pair in zip(value, items, strict=False))
                text = f"({''.join(f'{each}, ' for each in written)})"
            case Tuple() if isinstance(value, list):
                text = self.expression(value, Array(union(items_of(shape))))
            case Map(values) if isinstance(value, Mapping):
                pairs = (f"{key!r}: {self.expression(v, values)}" for key, v in value.items())
                text = f"{{{', '.join(pairs)}}}"
            case Union(members):
                fits = [each for each in members if accepts(each, value, self.models)]
                text = self.expression(value, fits[0]) if fits else repr(value)
            case _:
                text = repr(value)
        return text

    def _constructed(self, cls: ModelClass, value: Mapping[str, Any]) -> str:
        given = [
            f"{field.attribute}={self.expression(value[field.name], field.shape)}"
            for field in cls.fields
            if field.name in value
        ]
        return f"models.{cls.name}({', '.join(given)})"


def credential(kind: str) -> str:
    """Return what stands for a credential in examples."""
    if "Basic" in kind:
        return 'Basic("ada", "secret")'
    return json.dumps("secret")
