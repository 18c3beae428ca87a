"""Successes: a plainly returned model, nothing, or one result class per status and media type."""

from collections.abc import Sequence
from dataclasses import dataclass

from exactapi.generate.document.overlay.overlay import UNDESCRIBED
from exactapi.generate.ir import DeclaredOperation, Header, MediaType, Response
from exactapi.generate.models.shapes.annotations import Imports, annotation
from exactapi.generate.models.shapes.shapes import ANY, NONE, TEXT, Array, Shape
from exactapi.generate.models.shapes.unions import union
from exactapi.generate.plan import PlannedOperation, phrase
from exactapi.generate.python.media import form, is_range, suffix
from exactapi.generate.python.names import Namespace, member_name, pascal_case
from exactapi.generate.python.text import docstring, summarised
from exactapi.generate.routers.schemas import OperationSchemas
from exactapi.generate.routers.view import ClassView

_TAKEN = (
    *("args", "body", "content_type", "default_detail", "detail", "errors", "extensions"),
    *("headers", "media_type", "status", "title", "type", "add_note", "with_traceback"),
)
"""Attributes that results and problems have of their own, and those of exceptions."""
_INDENT = 4


@dataclass(frozen=True, slots=True)
class Success:
    """The results of a handler: `returns` is the annotation.

    `status` is set where the plain value is enough. `classes` are the results: all there are
    where it is not; else the one that sends optional headers with the value.
    """

    returns: str
    status: int | None
    classes: tuple[ClassView, ...]


NO_RESULT = Success("None", None, ())
"""Of a handler that serves a WebSocket: it says what it has to say in messages."""


def success(
    planned: PlannedOperation,
    schemas: OperationSchemas,
    namespace: Namespace,
    imports: Imports,
) -> Success:
    responses = [r for r in planned.operation.responses if is_success(r, planned.operation)]
    if len(responses) == 1 and _is_plain(responses[0], schemas):
        return _plain(planned, responses[0], schemas, namespace, imports)
    classes = tuple(
        _result(planned, response, media_type, schemas, names=namespace, imports=imports)
        for response in responses
        for media_type in response.content or (None,)
    )
    return Success(" | ".join(cls.name for cls in classes) or "None", None, classes)


def _plain(
    planned: PlannedOperation,
    response: Response,
    schemas: OperationSchemas,
    names: Namespace,
    imports: Imports,
) -> Success:
    """Return the value itself; where headers may go with it, a result class as well."""
    inline = f"{planned.class_prefix}Response"
    content = response.content[0] if response.content else None
    shape: Shape = schemas.response(content, inline) if content else NONE
    value, status = annotation(shape, imports), int(response.status)
    if not response.headers:
        return Success(value, status, ())
    result = _result(
        planned, response, content, schemas, names=names, imports=imports, inline=inline
    )
    pair = (value, result.name) if content else (result.name, value)
    return Success(" | ".join(pair), status, (result,))


def is_success(response: Response, operation: DeclaredOperation) -> bool:
    """1XX, 2XX and 3XX; `default` as well where the document declares no other answer.

    The overlay's are errors, but for the one that stands in for all that is not described.
    """
    if response.overlay:
        return response.status == UNDESCRIBED
    if response.status != "default":
        return response.status.startswith(("1", "2", "3"))
    return not any(r.status.startswith(("1", "2", "3")) for r in operation.responses)


def header_attributes(headers: Sequence[Header]) -> dict[str, str]:
    """Wire name -> attribute of a result or problem class."""
    namespace = Namespace(_TAKEN)
    return {header.name: namespace.claim(member_name(header.name, "header")) for header in headers}


def header_arguments(
    headers: Sequence[Header], schemas: OperationSchemas, imports: Imports
) -> tuple[str, ...]:
    """`location: str`, and `age: int | None = None` for a header that may be left out."""
    names = header_attributes(headers)
    arguments = []
    for header in sorted(headers, key=lambda header: not header.required):
        shape = schemas.header(header)
        if header.required:
            arguments.append(f"{names[header.name]}: {annotation(shape, imports)}")
        else:
            optional = annotation(union([shape, NONE]), imports)
            arguments.append(f"{names[header.name]}: {optional} = None")
    return tuple(arguments)


def headers_attribute(headers: Sequence[Header], imports: Imports) -> list[str]:
    if not headers:
        return []
    imports.add("typing", "ClassVar")
    return [f"headers: ClassVar = {header_attributes(headers)!r}"]


def status_field(imports: Imports) -> str:
    """Return the field of a class for a range of statuses; its base has a `status` as well."""
    imports.add("dataclasses", "field")
    return "status: int = field()"


def answers(operation: DeclaredOperation) -> str:
    """Return the statuses of success in words: `200 or 304`."""
    return " or ".join(
        response.status if response.status != "default" else "any status"
        for response in operation.responses
        if is_success(response, operation)
    )


def described(response: Response, fallback: str) -> str:
    """`201: The user was created.` and what follows the first sentence."""
    summary, rest = summarised(response.description, fallback, indent=_INDENT + 9)
    return docstring(f"{response.status}: {summary}", rest, indent=_INDENT)


def _is_plain(response: Response, schemas: OperationSchemas) -> bool:
    """Find the one status with at most a JSON or XML body and no header that must be given."""
    if not response.is_exact or any(header.required for header in response.headers):
        return False
    if not response.content:
        return True
    only = response.content[0]
    is_value = schemas.form(only) in ("json", "xml")
    return len(response.content) == 1 and is_value and not is_range(only.name)


def _result(
    planned: PlannedOperation,
    response: Response,
    media_type: MediaType | None,
    schemas: OperationSchemas,
    *,
    names: Namespace,
    imports: Imports,
    inline: str = "",
) -> ClassView:
    """`inline` is the name of an inline model, where another than the class's own is wanted."""
    stem = planned.class_prefix + phrase(response.status)
    several = len(response.content) > 1 and media_type is not None
    media_word = pascal_case(suffix(media_type.name), "Body") if several and media_type else ""
    attributes = []
    arguments = []
    if media_type is not None:
        imports.add("typing", "ClassVar")
        attributes.append(f"media_type: ClassVar = {media_type.name!r}")
        shape = schemas.response(media_type, inline or f"{stem}{media_word}Response")
        arguments += _body(media_type, shape, schemas, imports)
    attributes += headers_attribute(response.headers, imports)
    if response.is_exact:
        imports.add("typing", "ClassVar", "Literal")
        status = f"status: ClassVar[Literal[{response.status}]] = {response.status}"
        attributes.insert(0, status)
    else:
        arguments.insert(0, status_field(imports))
    imports.add("dataclasses", "dataclass")
    imports.add("exactapi.runtime", "Result")
    return ClassView(
        name=names.claim(stem + media_word),
        base="Result",
        doc=described(response, "As the document describes"),
        attributes=tuple(attributes),
        arguments=(*arguments, *header_arguments(response.headers, schemas, imports)),
    )


def _body(
    media_type: MediaType, shape: Shape, schemas: OperationSchemas, imports: Imports
) -> list[str]:
    """Return the field `body`; bytes and sequences may be sent as they come about."""
    kind = schemas.form(media_type)
    python = annotation(shape, imports)
    if kind == "events" and media_type.schema is not None and media_type.item_schema is None:
        imports.add("collections.abc", "AsyncIterable")
        item = shape.items if isinstance(shape, Array) else ANY
        items = annotation(union([item, TEXT]), imports)
        python = f"{python} | str | AsyncIterable[{items}]"
    elif kind in ("binary", "events"):
        imports.add("collections.abc", "AsyncIterable")
        items = python if kind == "binary" else annotation(union([shape, TEXT]), imports)
        whole = "bytes" if kind == "binary" else "str"
        python = f"{whole} | AsyncIterable[{items}]"
    return [f"body: {python}", *content_type_argument(media_type)]


def content_type_argument(media_type: MediaType) -> tuple[str, ...]:
    """For a media range, what the body is has to be said; JSON, if it can be that."""
    if not is_range(media_type.name):
        return ()
    is_json = form(media_type.name, has_schema=media_type.has_schema) == "json"
    is_whole = "*+" not in media_type.name
    return (
        'content_type: str = "application/json"' if is_json and is_whole else "content_type: str",
    )
