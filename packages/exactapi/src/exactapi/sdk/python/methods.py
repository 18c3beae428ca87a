"""Operations as the template prints them: finished pieces of Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exactapi.document.media_types import essence
from exactapi.generate.ir import DeclaredOperation, DeclaredParameter, FieldStyle, Response
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import NONE, Shape
from exactapi.generate.models.shapes.unions import union
from exactapi.generate.plan import PlannedOperation
from exactapi.generate.python.names import Namespace
from exactapi.generate.python.text import printable
from exactapi.generate.routers.signatures import method_doc, raises_section
from exactapi.media.json import Json
from exactapi.media.kinds import ANY_JSON
from exactapi.media.urlencoded import UrlEncoded
from exactapi.sdk.python.operations import SdkOperation, SentBody, pages
from exactapi.sdk.python.types.annotations import Annotations, either
from exactapi.sdk.python.types.members import decimal_members, item_of

_OPTIONS = "options: CallOptions = DEFAULTS"


@dataclass(frozen=True, slots=True)
class PagesView:
    """The method that iterates over all pages; `passed` are the arguments of one page's call."""

    name: str
    item: str
    items: str
    following: str
    argument: str
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodView:
    """`returns` is None without an answer that comes at once, `items` without a stream."""

    name: str
    constant: str
    generic: str
    expression: tuple[str, ...]
    arguments: tuple[str, ...]
    sent: tuple[str, ...]
    doc: str
    returns: str | None
    items: str | None
    events_name: str
    deprecated: str
    pages: PagesView | None


class Methods:
    """Writes the methods of one class."""

    def __init__(self, annotations: Annotations, reader: Reader) -> None:
        self._annotations = annotations
        self._reader = reader
        self._names = Namespace()

    def write(self, operation: SdkOperation) -> MethodView:
        """Return one method, and those that stream its answer or iterate over its pages."""
        planned = operation.planned
        name = self._names.claim(planned.handler)
        value, item = operation.returned(), operation.returned(events=True)
        if item is None and value is None:
            value = NONE
        returns = self._answer(value) if value is not None else None
        items = self._answer(item) if item is not None else None
        events = name if value is None else self._names.claim(f"{name.rstrip('_')}_events")
        return MethodView(
            name=name,
            constant=planned.constant,
            generic=either(filter(None, (returns, items))) if returns != items else returns or "",
            expression=tuple(self._expression(operation)),
            arguments=("self", "*", *self._arguments(operation), _OPTIONS),
            sent=tuple(_sent(operation)),
            doc=_doc(planned, operation.raised),
            returns=returns,
            items=items,
            events_name=events,
            deprecated=repr(f"{planned.id} is deprecated") if planned.operation.deprecated else "",
            pages=self._pages(operation, name),
        )

    def _answer(self, shape: Shape) -> str:
        return self._annotations.write(shape, is_answer=True)

    def _arguments(self, operation: SdkOperation) -> Iterator[str]:
        """Required ones first, as the document has them otherwise."""
        written = [self._argument(*each) for each in operation.parameters]
        if operation.bodies:
            body = operation.operation.body
            parts = [
                "Content" if each.kind == "binary" else self._request(each.shape)
                for each in operation.bodies
            ]
            if any(each.kind == "sequence" for each in operation.bodies):
                parts.append("Content")
            is_required = body is not None and body.required
            written.append(_optional("body", either(parts), is_required=is_required))
        yield from sorted(written, key=lambda text: text.endswith("= UNSET"))

    def _request(self, shape: Shape) -> str:
        return self._annotations.write(shape, is_answer=False)

    def _argument(self, parameter: DeclaredParameter, name: str, shape: Shape) -> str:
        taken = union([shape, NONE]) if parameter.may_be_empty else shape
        return _optional(name, self._request(taken), is_required=parameter.required)

    def _expression(self, operation: SdkOperation) -> Iterator[str]:
        declared = operation.operation
        yield from map(repr, (operation.planned.id, declared.method, declared.path))
        if operation.names:
            listed = [self._parameter(*each) for each in operation.parameters]
            yield f"parameters=({', '.join(listed)},)"
        if operation.bodies:
            yield f"bodies=({', '.join(map(self._body, operation.bodies))},)"
        responses = [self._response(operation, index) for index in range(len(operation.responses))]
        if responses:
            yield f"responses=({', '.join(responses)},)"
        alternatives = [tuple(one) for one in declared.security]
        if alternatives:
            yield f"security={tuple(alternatives)!r}"
        if declared.timeout is not None:
            yield f"seconds={declared.timeout.seconds!r}"

    def _body(self, body: SentBody) -> str:
        media_type = body.media_type
        pieces = [repr(media_type.name), repr(body.kind)]
        if media_type.encoding:
            pieces.append(f"encoding={dict(media_type.encoding)!r}")
        if media_type.styles and body.kind in ("form", "multipart"):
            fields = [f"{name!r}: {_field(name, each)}" for name, each in media_type.styles.items()]
            pieces.append(f"fields={{{', '.join(fields)}}}")
        if body.kind in ("form", "multipart"):
            members = decimal_members(body.shape, self._annotations)
            written = [f"{name!r}: {self._request(shape)}" for name, shape in members]
            pieces += [f"members={{{', '.join(written)}}}"] if written else []
        elif body.kind in ("json", "sequence") and self._annotations.holds_decimals(body.shape):
            content = item_of(body.shape) if body.kind == "sequence" else body.shape
            pieces.append(f"content={self._request(content)}")
        return f"Body({', '.join(pieces)})"

    def _parameter(self, parameter: DeclaredParameter, argument: str, shape: Shape) -> str:
        style = parameter.style if parameter.media_type is None else _style_of(parameter.media_type)
        pieces = [repr(each) for each in (parameter.location, parameter.name, argument, style)]
        if parameter.explode and parameter.media_type is None:
            pieces.append("explode=True")
        if parameter.allow_reserved:
            pieces.append("allow_reserved=True")
        if style == "content" and self._annotations.holds_decimals(shape):
            pieces.append(f"content={self._request(shape)}")
        return f"Parameter({', '.join(pieces)})"

    def _response(self, operation: SdkOperation, index: int) -> str:
        response = operation.responses[index]
        pieces = [repr(response.status), repr(response.media_type), repr(response.kind)]
        if response.media_type is not None and response.kind != "binary" and response.shape != NONE:
            pieces.append(self._answer(response.shape))
        if response.error is not None:
            pieces.append(f"error={response.error}")
        if pieces[1:] == ["None", "'json'"]:
            pieces = pieces[:1]
        return f"DeclaredResponse({', '.join(pieces)})"

    def _pages(self, operation: SdkOperation, name: str) -> PagesView | None:
        found = pages(operation, self._reader)
        if found is None:
            return None
        names = [each for each in operation.names if each != found.argument]
        return PagesView(
            name=self._names.claim(f"iter_{name.rstrip('_')}"),
            item=self._answer(found.item),
            items=found.items,
            following=found.following,
            argument=found.argument,
            passed=(
                f"{found.argument}=cursor",
                *(f"{each}={each}" for each in names),
                *(["body=body"] if operation.bodies else []),
                "options=options",
            ),
        )


def _optional(name: str, annotation: str, *, is_required: bool) -> str:
    return f"{name}: {annotation}" if is_required else f"{name}: {annotation} | Unset = UNSET"


def _field(name: str, style: FieldStyle) -> str:
    pieces = [repr("query"), repr(name), repr(name), repr(style.style)]
    pieces += ["explode=True"] if style.explode else []
    pieces += ["allow_reserved=True"] if style.allow_reserved else []
    return f"Parameter({', '.join(pieces)})"


def _style_of(media_type: str) -> str:
    """Return the style of the SDK's runtime for an argument that is written as content."""
    name = essence(media_type)
    if Json.covers(name) or name in ANY_JSON:
        return "content"
    return "urlencoded" if UrlEncoded.covers(name) else "simple"


def _sent(operation: SdkOperation) -> Iterator[str]:
    yield operation.planned.constant
    yield f"{{{', '.join(f'{name!r}: {name}' for name in operation.names)}}}"
    if operation.bodies:
        yield "body"
    yield "options=options"


def _doc(planned: PlannedOperation, raised: Mapping[str, Response]) -> str:
    operation = planned.operation
    return method_doc(
        f"{operation.method} {printable(operation.path)}",
        operation.summary,
        operation.description,
        "Deprecated." if operation.deprecated else "",
        _part_headers(operation),
        raises_section(raised),
    )


def _part_headers(operation: DeclaredOperation) -> str:
    """Say which headers the parts of a form must have, which no annotation can."""
    needed = {
        field: headers
        for media_type in (operation.body.content if operation.body else ())
        for field, headers in media_type.headers.items()
    }
    told = (f"{printable(field)} {printable(', '.join(each))}" for field, each in needed.items())
    return f"Headers of parts, `options.part_headers`: {'; '.join(told)}." if needed else ""
