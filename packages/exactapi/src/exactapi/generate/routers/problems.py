"""Declared errors: one exception class per response, shared where the document shares it."""

from collections.abc import Iterable, Mapping
from typing import Any

from exactapi.generate.ir import DeclaredOperation, MediaType, Response
from exactapi.generate.models.shapes.annotations import Imports, annotation
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.plan import PlannedOperation, phrase
from exactapi.generate.python.media import suffix
from exactapi.generate.python.names import Namespace, pascal_case
from exactapi.generate.routers.results import (
    content_type_argument,
    described,
    header_arguments,
    headers_attribute,
    is_success,
    status_field,
)
from exactapi.generate.routers.schemas import OperationSchemas
from exactapi.generate.routers.signatures import raises_section
from exactapi.generate.routers.view import ClassView
from exactapi.problems import PROBLEM_JSON
from exactapi.schemas.pointers import join, value_at

_FROM_EXAMPLE = {"type": "type", "title": "title", "detail": "default_detail"}
_RESERVED = ("Any", "AwareDatetime", "ClassVar", "ErrorBody", "Literal", "Problem", "UUID")


class Problems:
    """Collects problems.py while operations are read."""

    def __init__(self, reader: Reader, document: Mapping[str, Any]) -> None:
        self.classes: list[ClassView] = []
        self.imports = Imports(".")
        self._reader = reader
        self._document = document
        self._namespace = Namespace(_RESERVED, separator="")
        self._responses: dict[str, Response] = {}
        self._shared: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, planned: PlannedOperation) -> tuple[str, ...]:
        """Return names of the problem classes that the operation may raise."""
        return tuple(
            name
            for response in planned.operation.responses
            if not response.overlay and not is_success(response, planned.operation)
            for name in self._names(planned, response)
        )

    def raises(self, names: Iterable[str]) -> str:
        """Return the section of a docstring that tells of these classes; empty without any."""
        return raises_section({name: self._responses[name] for name in names})

    def _names(self, planned: PlannedOperation, response: Response) -> tuple[str, ...]:
        """A component is one class; the status is part of it, as the document may vary it."""
        key = (response.component or "", response.status)
        if response.component is None:
            return self._declare(planned.class_prefix + phrase(response.status), planned, response)
        if key not in self._shared:
            name = pascal_case(response.component, "Problem")
            self._shared[key] = self._declare(name, planned, response)
        return self._shared[key]

    def _declare(
        self, wanted: str, planned: PlannedOperation, response: Response
    ) -> tuple[str, ...]:
        """Return a class per media type, of which the first has no suffix.

        An error without content is one, too: a problem where the overlay made room for that, as
        it did for each status that the runtime itself may answer.
        """
        is_problem = _shown(self._document, planned.operation, response) is not None
        names = []
        for index, media_type in enumerate(response.content or (None,)):
            word = pascal_case(suffix(media_type.name), "Body") if index and media_type else ""
            name = self._namespace.claim(wanted + word)
            prefix = planned.class_prefix if response.component is None else name
            schemas = OperationSchemas(self._reader, prefix)
            if is_problem and (media_type is None or media_type.name == PROBLEM_JSON):
                made = self._problem(name, planned.operation, response, schemas)
            else:
                made = self._error_body(name, response, media_type, schemas)
            if made.arguments:
                self.imports.add("dataclasses", "dataclass")
            self.classes.append(made)
            self._responses[name] = response
            names.append(name)
        return tuple(names)

    def _problem(
        self, name: str, operation: DeclaredOperation, response: Response, schemas: OperationSchemas
    ) -> ClassView:
        self.imports.add("exactapi.runtime", "Problem")
        example = _example(self._document, operation, response)
        attributes = _status(response)
        for member, attribute in _FROM_EXAMPLE.items():
            if isinstance(example.get(member), str):
                attributes.append(f"{attribute} = {example[member]!r}")
        attributes += headers_attribute(response.headers, self.imports)
        return ClassView(
            name=name,
            base="Problem",
            doc=described(response, "As the document describes"),
            attributes=tuple(attributes),
            arguments=self._fields(response, schemas),
        )

    def _error_body(
        self,
        name: str,
        response: Response,
        media_type: MediaType | None,
        schemas: OperationSchemas,
    ) -> ClassView:
        """Return an error in a shape of the document's own, or without content."""
        self.imports.add("exactapi.runtime", "ErrorBody")
        attributes = _status(response)
        fields: tuple[str, ...] = ()
        body = "None"
        if media_type is None or media_type.name != "application/json":
            attributes.append(f"media_type = {media_type and media_type.name!r}")
        attributes += headers_attribute(response.headers, self.imports)
        if media_type is None:
            fields = ("body: None = None",)
        else:
            shape = schemas.response(media_type, f"{name}Response")
            body = annotation(shape, self.imports)
            fields = content_type_argument(media_type)
        return ClassView(
            name=name,
            base=f"ErrorBody[{body}]",
            doc=described(response, "As the document describes"),
            attributes=tuple(attributes),
            arguments=(*fields, *self._fields(response, schemas)),
        )

    def _fields(self, response: Response, schemas: OperationSchemas) -> tuple[str, ...]:
        status = () if response.is_exact else (status_field(self.imports),)
        return (*status, *header_arguments(response.headers, schemas, self.imports))


def _status(response: Response) -> list[str]:
    return [f"status = {response.status}"] if response.is_exact else []


def _shown(
    document: Mapping[str, Any], operation: DeclaredOperation, response: Response
) -> Mapping[str, Any] | None:
    """Return the Media Type Object of problems in a response; None where it has none."""
    place = join(operation.pointer, "responses", response.status)
    if response.component is not None:
        place = join("/components/responses", response.component)
    shown: Mapping[str, Any] | None = value_at(document, join(place, "content", PROBLEM_JSON))
    return shown


def _example(
    document: Mapping[str, Any], operation: DeclaredOperation, response: Response
) -> Mapping[str, Any]:
    """Return the problem that the document shows for the response; empty when it shows none."""
    content = _shown(document, operation, response) or {}
    candidates = [content.get("example")]
    named = content.get("examples")
    if isinstance(named, Mapping):
        candidates += [one.get("value") for one in named.values() if isinstance(one, Mapping)]
    return next((one for one in candidates if isinstance(one, Mapping)), {})
