"""Shapes as the annotations of an SDK: open in answers, closed in requests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from exactapi.generate.models.shapes.annotations import tuples
from exactapi.generate.models.shapes.shapes import (
    Array,
    Kind,
    Literals,
    Map,
    Models,
    Named,
    Scalar,
    Shape,
    Tuple,
    Union,
    inner,
    items_of,
)

_KINDS: Mapping[Kind, tuple[str, ...]] = {
    "any": ("Any",),
    "other": ("Any",),
    "none": ("None",),
    "bool": ("bool",),
    "int": ("int",),
    "number": ("int", "float"),
    "str": ("str",),
    "uuid": ("UUID",),
    "date": ("date",),
    "datetime": ("AwareDatetime",),
    "decimal": ("DecimalString",),
    "decimal number": ("DecimalNumber",),
    "bytes": ("bytes",),
    "file": ("Upload",),
}


class Annotations:
    """Writes annotations; `answered` and `requested` are the names that each side reaches."""

    def __init__(self, models: Models, answers: Iterable[Shape], requests: Iterable[Shape]) -> None:
        self.models = models
        self.answered = self._reached(answers)
        self.requested = self._reached(requests)
        self.tags = {
            (member.name, shape.discriminator)
            for shape in self._all(answers)
            if isinstance(shape, Union) and self.known(shape)
            for member in shape.members
            if isinstance(member, Named) and shape.discriminator
        }

    def write(self, shape: Shape, *, is_answer: bool, prefix: str = "models.") -> str:
        """Return the expression; `prefix` leads from where it stands to the models."""
        return either(self._members(shape, is_answer=is_answer, prefix=prefix))

    def _members(self, shape: Shape, *, is_answer: bool, prefix: str) -> list[str]:
        def write(each: Shape) -> str:
            return self.write(each, is_answer=is_answer, prefix=prefix)

        match shape:
            case Scalar(kind):
                return list(_KINDS[kind])
            case Literals(values):
                closed = f"Literal[{', '.join(map(repr, values))}]"
                return [closed, *self._bases(shape)] if is_answer else [closed]
            case Named(name):
                is_closed = name not in self.models.aliases or name in self.requested
                return [prefix + name, *(self._bases(shape) if is_answer and is_closed else [])]
            case Array() | Tuple():
                return _array(shape, [write(item) for item in items_of(shape)])
            case Map(values):
                return [f"dict[str, {write(values)}]"]
            case Union(members):
                options = {"is_answer": is_answer}
                parts = [
                    part
                    for each in members
                    for part in self._members(each, prefix=prefix, **options)
                ]
                if is_answer and (known := self.known(shape)):
                    named = ", ".join(map(repr, (shape.discriminator, *known)))
                    parts.append(f"Annotated[dict[str, Any], unknown({named})]")
                return parts

    def known(self, shape: Union) -> tuple[str, ...]:
        """Return the values by which a discriminator tells the classes apart; none if it cannot."""
        values: list[str] = []
        for member in shape.members:
            cls = self.models.classes.get(member.name) if isinstance(member, Named) else None
            fields = [f for f in cls.fields if f.name == shape.discriminator] if cls else []
            if not fields or not isinstance(fields[0].shape, Literals):
                return ()
            values += [value for value in fields[0].shape.values if isinstance(value, str)]
        return tuple(values) if len(set(values)) == len(values) else ()

    def holds_decimals(self, shape: Shape) -> bool:
        """Return whether decimals stand in it outside of classes: a field says what it is."""
        pending, seen = [shape], set[str]()
        while pending:
            match pending.pop():
                case Scalar("decimal" | "decimal number"):
                    return True
                case Named(name) if name in self.models.aliases and name not in seen:
                    seen.add(name)
                    pending.append(self.models.aliases[name].shape)
                case other:
                    pending += inner(other)
        return False

    def _bases(self, shape: Shape) -> list[str]:
        """Return the types of the literals that stand in a shape itself."""
        if isinstance(shape, Literals):
            return list(dict.fromkeys(type(value).__name__ for value in shape.values))
        if isinstance(shape, Union):
            return [base for member in shape.members for base in self._bases(member)]
        if isinstance(shape, Named) and shape.name in self.models.aliases:
            inner = self.models.aliases[shape.name].shape
            return self._bases(inner) if not isinstance(inner, Named) else []
        return []

    def _reached(self, roots: Iterable[Shape]) -> set[str]:
        return {shape.name for shape in self._all(roots) if isinstance(shape, Named)}

    def _all(self, roots: Iterable[Shape]) -> Iterator[Shape]:
        """Yield every shape that the roots hold or lead to."""
        pending, seen = list(roots), set[str]()
        while pending:
            shape = pending.pop()
            yield shape
            match shape:
                case Named(name) if name not in seen:
                    seen.add(name)
                    if name in self.models.aliases:
                        pending.append(self.models.aliases[name].shape)
                    elif name in self.models.classes:
                        pending += [field.shape for field in self.models.classes[name].fields]
                case _:
                    pending += inner(shape)


def _array(shape: Array | Tuple, items: Sequence[str]) -> list[str]:
    """Return a tuple, if no more items may follow: else it would need a reader of its own."""
    if isinstance(shape, Tuple) and shape.rest is None:
        return tuples(items, shape.least)
    return [f"list[{either(items)}]"]


def either(parts: Iterable[str]) -> str:
    """Return a union, with `None` at its end."""
    return " | ".join(sorted(dict.fromkeys(parts), key="None".__eq__))
