"""Operations as methods of an SDK, and as the constants that these send."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exactapi.generate.ir import DeclaredOperation, DeclaredParameter, MediaType, Response
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import NONE, TEXT, Array, Named, Scalar, Shape
from exactapi.generate.models.shapes.unions import union
from exactapi.generate.plan import PlannedOperation, phrase
from exactapi.generate.python.media import suffix
from exactapi.generate.python.names import Namespace, pascal_case
from exactapi.generate.routers.results import is_success
from exactapi.generate.routers.schemas import OperationSchemas
from exactapi.generate.routers.signatures import argument_names
from exactapi.media.codec import Form
from exactapi.problems import PROBLEM_JSON
from exactapi.sdk.pages import CURSOR, FOLLOWING, ITEMS
from exactapi.sdk.problems import Problems, errors

_KINDS: dict[Form, str] = {
    "json": "json",
    "form": "form",
    "multipart": "multipart",
    "text": "text",
    "binary": "binary",
    "events": "events",
    "xml": "binary",
}
_TYPED = ("json", "sequence", "form", "multipart")
_PREFERENCE = (*_TYPED, "text", "binary")
_BASES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    412: "PreconditionFailed",
    422: "UnprocessableContent",
    429: "TooManyRequests",
    503: "ServiceUnavailable",
}


@dataclass(frozen=True, slots=True)
class SentBody:
    """One media type in which the body may be sent."""

    media_type: MediaType
    kind: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class SdkResponse:
    """One declared answer; `error` is the class that is raised, of `problems` or of the runtime."""

    status: str
    media_type: str | None
    kind: str
    shape: Shape
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """How a list is read page by page: the argument, and members of the page's class."""

    argument: str
    items: str
    following: str
    item: Shape


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """An error whose body is no problem: one class for each status and body."""

    name: str
    base: str
    shape: Shape
    doc: str


@dataclass(frozen=True, slots=True)
class SdkOperation:
    """All that there is to write about an operation, before it is written."""

    planned: PlannedOperation
    names: tuple[str, ...]
    shapes: tuple[Shape, ...]
    bodies: tuple[SentBody, ...]
    responses: tuple[SdkResponse, ...]
    raised: Mapping[str, Response]

    @property
    def operation(self) -> DeclaredOperation:
        return self.planned.operation

    @property
    def parameters(self) -> Iterator[tuple[DeclaredParameter, str, Shape]]:
        return zip(self.operation.parameters, self.names, self.shapes, strict=True)

    def returned(self, *, events: bool = False) -> Shape | None:
        """Return the shape of what a call returns or streams; None without such an answer."""
        shapes = [
            each.shape
            for each in self.responses
            if each.error is None and (each.kind == "events") is events
        ]
        return union(shapes) if shapes else None


class OperationReader:
    """Reads operations, and collects the classes of errors that they need."""

    def __init__(self, reader: Reader, problems: Problems, reserved: Iterable[str]) -> None:
        self._reader = reader
        self._problems = problems
        self._errors: dict[tuple[str, str], ErrorClass] = {}
        self._names = Namespace((*reserved, *(each.name for each in problems)), separator="")

    @property
    def error_classes(self) -> tuple[ErrorClass, ...]:
        return tuple(self._errors.values())

    def read(self, planned: PlannedOperation) -> SdkOperation:
        """Return the shapes of an operation's parameters, bodies and answers."""
        operation = planned.operation
        schemas = OperationSchemas(self._reader, planned.class_prefix)
        failures = [
            each
            for response in errors(operation)
            for each in self._failures(planned, response, schemas)
        ]
        raised = {
            name: response
            for response in errors(operation)
            for name in self._raised(operation, response, failures)
        }
        return SdkOperation(
            planned=planned,
            names=tuple(argument_names(operation.parameters, taken=("options",))),
            shapes=tuple(schemas.parameter(each) for each in operation.parameters),
            bodies=tuple(_bodies(operation, schemas)),
            responses=(*_successes(planned, schemas), *failures),
            raised=raised,
        )

    def _raised(
        self, operation: DeclaredOperation, response: Response, failures: Sequence[SdkResponse]
    ) -> Iterator[str]:
        yield from (each.name for each in self._problems.of(operation, response))
        for each in failures:
            if each.status == response.status and (each.error or "").startswith("problems."):
                yield (each.error or "").removeprefix("problems.")

    def _failures(
        self, planned: PlannedOperation, response: Response, schemas: OperationSchemas
    ) -> Iterator[SdkResponse]:
        base = f"errors.{base_class(response.status)}"
        found = self._problems.of(planned.operation, response)
        for media_type in response.content:
            if media_type.name == PROBLEM_JSON:
                error = f"problems.{found[0].name}" if found else base
                yield SdkResponse(response.status, media_type.name, "json", NONE, error)
                continue
            kind = _KINDS[schemas.form(media_type)]
            if kind != "json":
                yield SdkResponse(response.status, media_type.name, "text", TEXT, base)
                continue
            shape = schemas.response(media_type, planned.class_prefix + phrase(response.status))
            error = self._error_class(planned, response, shape)
            yield SdkResponse(response.status, media_type.name, kind, shape, error)
        if not response.content:
            error = f"problems.{found[0].name}" if found else base
            yield SdkResponse(response.status, None, "json", NONE, error)

    def _error_class(self, planned: PlannedOperation, response: Response, shape: Shape) -> str:
        key = (response.status, repr(shape))
        if key not in self._errors:
            word = shape.name if isinstance(shape, Named) else planned.class_prefix
            wanted = pascal_case(response.component or word + phrase(response.status), "Error")
            self._errors[key] = ErrorClass(
                name=self._names.claim(wanted),
                base=base_class(response.status),
                shape=shape,
                doc=f"{response.status}: {response.description}",
            )
        return f"problems.{self._errors[key].name}"


def base_class(status: str) -> str:
    """Return the runtime's class for a status."""
    if status.startswith("5"):
        return _BASES.get(int(status), "ServerError") if status.isdigit() else "ServerError"
    return _BASES.get(int(status), "HttpError") if status.isdigit() else "HttpError"


def pages(operation: SdkOperation, reader: Reader) -> Pages | None:
    """A list with a parameter `cursor`, whose page has `items` and `next_cursor`, is read so."""
    argument = next((n for p, n, _ in operation.parameters if p.name == CURSOR), None)
    page = operation.returned()
    if argument is None or not isinstance(page, Named) or page.name not in reader.models.classes:
        return None
    fields = {field.name: field for field in reader.models.classes[page.name].fields}
    items, following = fields.get(ITEMS), fields.get(FOLLOWING)
    if items is None or following is None or not isinstance(items.shape, Array):
        return None
    return Pages(argument, items.attribute, following.attribute, items.shape.items)


def _bodies(operation: DeclaredOperation, schemas: OperationSchemas) -> Iterator[SentBody]:
    """Yield the media types, those that carry more meaning first."""
    body = operation.body
    read = []
    for media_type in body.content if body else ():
        form = schemas.form(media_type, sent=False)
        kind = _KINDS[form]
        if kind == "events":  # events have no model of their own: people write them
            kind = "binary" if media_type.name == "text/event-stream" else "sequence"
        if media_type.name in ("*/*", "application/*") and kind == "json":
            media_type = MediaType("application/json", media_type.schema)  # noqa: PLW2901
        if kind in _TYPED and body:
            shape = schemas.request(body, media_type)
        else:
            shape = TEXT if kind == "text" else Scalar("bytes")
        read.append(SentBody(media_type, kind, shape))
    is_typed = any(each.kind in _TYPED for each in read)
    kept = [each for each in read if not (is_typed and "xml" in each.media_type.name)]
    yield from sorted(kept, key=lambda each: _PREFERENCE.index(each.kind))


def _successes(planned: PlannedOperation, schemas: OperationSchemas) -> Iterator[SdkResponse]:
    found = [
        response
        for response in planned.operation.responses
        if is_success(response, planned.operation) and not response.status.startswith("1")
    ]
    is_single = len(found) == 1 and len(found[0].content) == 1
    for response in found:
        stem = planned.class_prefix + ("" if is_single else phrase(response.status))
        several = len(response.content) > 1
        for media_type in response.content:
            word = pascal_case(suffix(media_type.name), "Body") if several else ""
            kind = _KINDS[schemas.form(media_type)]
            if kind in ("form", "multipart", "binary"):
                yield SdkResponse(response.status, media_type.name, "binary", Scalar("bytes"))
                continue
            shape = schemas.response(media_type, f"{stem}{word}Response")
            yield SdkResponse(response.status, media_type.name, kind, shape)
        if not response.content:
            yield SdkResponse(response.status, None, "json", NONE)
