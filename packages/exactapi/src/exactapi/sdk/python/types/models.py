"""models.py: the classes and aliases of an SDK, open for what a later version adds."""

from collections.abc import Iterator
from dataclasses import dataclass

from exactapi.generate.models.shapes.shapes import Alias, Field, ModelClass
from exactapi.generate.python.names import words
from exactapi.generate.python.text import docstring, note, summarised
from exactapi.sdk.python.types.annotations import Annotations

_INDENT = 4


@dataclass(frozen=True, slots=True)
class FieldView:
    """One line of a class, and the docstring below it."""

    name: str
    annotation: str
    is_optional: bool
    doc: str


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class of models.py."""

    name: str
    doc: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class AliasView:
    """A name for a type; `annotation` is a literal of Python, since it may name itself."""

    name: str
    annotation: str
    doc: str


def class_views(annotations: Annotations) -> Iterator[ClassView]:
    """Yield the classes in the order in which the document mentions them."""
    for cls in annotations.models.classes.values():
        summary, rest = summarised(cls.description, _title(cls.name), indent=_INDENT)
        yield ClassView(
            name=cls.name,
            doc=docstring(summary, rest, indent=_INDENT) if cls.description else "",
            fields=tuple(_field(cls, field, annotations) for field in cls.fields),
        )


def alias_views(annotations: Annotations) -> Iterator[AliasView]:
    """Yield the aliases, for the end of the module, where all classes are known."""
    for alias in annotations.models.aliases.values():
        is_open = alias.name in annotations.answered and alias.name not in annotations.requested
        text = annotations.write(alias.shape, is_answer=is_open, prefix="")
        yield AliasView(alias.name, repr(text), _alias_doc(alias))


def _alias_doc(alias: Alias) -> str:
    return note(alias.description, indent=0)


def _field(cls: ModelClass, field: Field, annotations: Annotations) -> FieldView:
    is_tag = (cls.name, field.name) in annotations.tags
    is_open = cls.name in annotations.answered and not is_tag
    text = annotations.write(field.shape, is_answer=is_open, prefix="")
    if not field.required:
        text = f"{text} | Unset"
    if field.name != field.attribute:
        text = f"Annotated[{text}, Field(alias={field.name!r})]"
    doc = note(field.description, indent=_INDENT) if field.description else ""
    return FieldView(field.attribute, text, not field.required, doc)


def _title(name: str) -> str:
    return " ".join(word.lower() for word in words(name)).capitalize()
