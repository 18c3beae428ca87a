"""The arguments of a method and its docstring, as they are written."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from exactapi.generate.ir import DeclaredParameter, Response
from exactapi.generate.models.shapes.annotations import Imports, annotation
from exactapi.generate.models.shapes.defaults import accepts, is_plain
from exactapi.generate.models.shapes.shapes import NONE, Models, Shape
from exactapi.generate.models.shapes.unions import union
from exactapi.generate.python.names import Namespace, snake_case
from exactapi.generate.python.text import WIDTH, docstring, printable, summarised

_LONGEST_SUMMARY = 84
_INDENT = 8


def argument_names(parameters: Sequence[DeclaredParameter], taken: Iterable[str] = ()) -> list[str]:
    """The first `id` is `id`; one of the same name elsewhere is `id_query`."""
    namespace = Namespace(("self", "body", *taken))
    names = []
    for parameter in parameters:
        name = snake_case(parameter.name, "parameter")
        if name in namespace:
            name = f"{name.rstrip('_')}_{parameter.location}"
        names.append(namespace.claim(name))
    return names


def argument(
    parameter: DeclaredParameter, name: str, shape: Shape, imports: Imports, models: Models
) -> str:
    has_default = parameter.has_default and accepts(shape, parameter.default, models)
    if parameter.required and parameter.may_be_empty and not has_default:
        return f"{name}: {annotation(union([shape, NONE]), imports)}"
    if parameter.required:
        return f"{name}: {annotation(shape, imports)}"
    if has_default:
        written = f" = {parameter.default!r}" if is_plain(shape, models) else ""
        return f"{name}: {annotation(shape, imports)}{written}"
    return f"{name}: {annotation(union([shape, NONE]), imports)} = None"


def body_argument(shape: Shape, imports: Imports, *, required: bool) -> str:
    if required:
        return f"body: {annotation(shape, imports)}"
    return f"body: {annotation(union([shape, NONE]), imports)} = None"


def method_doc(line: str, summary: str, *paragraphs: str) -> str:
    """The summary stands in the first line where there is room for it."""
    summary = " ".join(printable(summary).split())
    texts = [text.strip() for text in paragraphs if text.strip() != summary]
    if summary and len(f"{line}: {summary}") < _LONGEST_SUMMARY:
        line = f"{line}: {summary}"
    elif summary:
        texts.insert(0, summary)
    return docstring(line, "\n\n".join(filter(None, texts)), indent=_INDENT)


def raises_section(raised: Mapping[str, Response]) -> str:
    """Return the section of a docstring that tells of these classes; empty without any."""
    lines = [_told(name, response) for name, response in raised.items()]
    return "\n".join(["Raises:", *lines]) if lines else ""


def _told(name: str, response: Response) -> str:
    """`UserNotFound: There is no such user (404).`, as a section of a docstring lists it."""
    summary, _ = summarised(response.description, "", indent=0)
    said = f"{summary.rstrip('.')} ({response.status})." if summary else f"{response.status}."
    return textwrap.fill(
        f"problems.{name}: {said}",
        WIDTH - _INDENT,
        initial_indent=" " * 4,
        subsequent_indent=" " * 8,
        break_long_words=False,
        break_on_hyphens=False,
    )
