"""An operation as a method of the Protocol and as an `Operation` constant."""

from dataclasses import dataclass

from exactapi.generate.ir import DeclaredParameter, DeclaredSocket
from exactapi.generate.models.shapes.annotations import Imports, annotation, tuple_of
from exactapi.generate.models.shapes.defaults import is_plain
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import Shape
from exactapi.generate.models.shapes.unions import union
from exactapi.generate.plan import PlannedOperation
from exactapi.generate.python.names import Namespace
from exactapi.generate.python.text import printable
from exactapi.generate.routers.policies import owned, policies
from exactapi.generate.routers.problems import Problems
from exactapi.generate.routers.results import NO_RESULT, Success, answers, success
from exactapi.generate.routers.schemas import OperationSchemas
from exactapi.generate.routers.security import expression, requirement
from exactapi.generate.routers.shared import Shared
from exactapi.generate.routers.signatures import (
    argument,
    argument_names,
    body_argument,
    method_doc,
)
from exactapi.generate.routers.view import MethodView, OperationView
from exactapi.operations.operation import pointer_of_operation


@dataclass(frozen=True, slots=True)
class OperationWriter:
    """Writes the operations of one module; `classes` are the names that its classes have."""

    reader: Reader
    problems: Problems
    classes: Namespace
    shared: Shared
    imports: Imports

    def view(self, planned: PlannedOperation) -> tuple[MethodView, OperationView, Success]:
        schemas = OperationSchemas(self.reader, planned.class_prefix)
        operation, body = planned.operation, planned.operation.body
        names = argument_names(operation.parameters)
        parameters = [
            (parameter, name, schemas.parameter(parameter))
            for parameter, name in zip(operation.parameters, names, strict=True)
        ]
        content = body.content if body else ()
        bodies = {each.name: schemas.request(body, each) for each in content} if body else {}
        is_plain = operation.socket is None
        results = success(planned, schemas, self.classes, self.imports) if is_plain else NO_RESULT
        raised = self.problems.of(planned)
        arguments = [
            argument(parameter, name, shape, self.imports, self.reader.models)
            for parameter, name, shape in parameters
        ]
        if body and bodies:
            shape = union(bodies.values())
            arguments.append(body_argument(shape, self.imports, required=body.required))
        if operation.socket is not None:
            arguments.insert(0, self._socket(operation.socket, schemas))
        method = MethodView(
            name=planned.handler,
            arguments=("self", "*", *arguments) if arguments else ("self",),
            returns=results.returns,
            doc=_method_doc(planned, owned(operation, names), self.problems.raises(raised)),
        )
        constant = [
            *self._place(planned),
            *self._input(parameters, bodies),
            *self._received(operation.socket, schemas),
            *self._access(planned, names),
            *self._outcome(planned, results, raised),
        ]
        return method, OperationView(planned.constant, tuple(constant)), results

    def _place(self, planned: PlannedOperation) -> list[str]:
        operation = planned.operation
        place = [
            f"id={planned.id!r}",
            f"method={operation.method!r}",
            f"path={operation.path!r}",
            f"handler={planned.handler!r}",
        ]
        if operation.pointer != pointer_of_operation(operation.path, operation.method):
            place.append(f"pointer={operation.pointer!r}")
        return place

    def _input(
        self, parameters: list[tuple[DeclaredParameter, str, Shape]], bodies: dict[str, Shape]
    ) -> list[str]:
        said = []
        if parameters:
            listed = [self._parameter(*each) for each in parameters]
            said.append(f"parameters={tuple_of(listed)}")
        if bodies:
            pairs = [
                f"{name!r}: {annotation(shape, self.imports)}" for name, shape in bodies.items()
            ]
            said.append(f"body={{{', '.join(pairs)}}}")
        return said

    def _socket(self, socket: DeclaredSocket, schemas: OperationSchemas) -> str:
        """Return the argument of a handler that serves a WebSocket."""
        self.imports.add("exactapi.runtime", "Socket")
        received, sent = (annotation(shape, self.imports) for shape in schemas.messages(socket))
        return f"socket: Socket[{received}, {sent}]"

    def _received(self, socket: DeclaredSocket | None, schemas: OperationSchemas) -> list[str]:
        if socket is None:
            return []
        received, _ = schemas.messages(socket)
        return [f"receives={annotation(received, self.imports)}"]

    def _parameter(self, parameter: DeclaredParameter, name: str, shape: Shape) -> str:
        """Without an annotation where the validated JSON value is the argument."""
        self.imports.add("exactapi.runtime", parameter.location)
        arguments = [repr(parameter.name)]
        if not is_plain(shape, self.reader.models):
            arguments.append(annotation(shape, self.imports))
        if name != parameter.name:
            arguments.append(f"argument={name!r}")
        return f"{parameter.location}({', '.join(arguments)})"

    def _access(self, planned: PlannedOperation, names: list[str]) -> list[str]:
        operation = planned.operation
        said = policies(operation, names, self.shared, self.imports)
        if operation.security:
            said.insert(0, f"security={self.shared.name(expression(operation.security))}")
        return said

    def _outcome(
        self, planned: PlannedOperation, results: Success, raised: tuple[str, ...]
    ) -> list[str]:
        said = []
        if results.status is not None:
            said.append(f"success={results.status}")
        if results.classes:
            said.append(f"results={tuple_of([cls.name for cls in results.classes])}")
        if raised:
            self.imports.add(self.imports.package, "problems")
            said.append(f"problems={tuple_of([f'problems.{name}' for name in raised])}")
        if planned.operation.refused:
            said.append(f"refused={planned.operation.refused!r}")
        return said


def _method_doc(planned: PlannedOperation, owner: str | None, raises: str) -> str:
    operation = planned.operation
    return method_doc(
        f"{operation.method} {printable(operation.path)}",
        operation.summary,
        operation.description,
        "Deprecated." if operation.deprecated else "",
        f"{requirement(operation, owner)} Answers {answers(operation)}.",
        raises,
    )
