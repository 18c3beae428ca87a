"""An operation as a method of the Protocol and as an `Operation` constant."""

from collections.abc import Mapping, Sequence

from exactapi.generate.ir import Parameter
from exactapi.generate.models.annotations import Imports, annotation
from exactapi.generate.models.defaults import is_plain
from exactapi.generate.models.reader import Reader
from exactapi.generate.models.shapes import Shape
from exactapi.generate.models.unions import union
from exactapi.generate.names import Namespace
from exactapi.generate.plan import PlannedOperation
from exactapi.generate.routers.policies import policies
from exactapi.generate.routers.problems import Problems
from exactapi.generate.routers.results import Success, success
from exactapi.generate.routers.schemas import OperationSchemas
from exactapi.generate.routers.signatures import (
    argument,
    argument_names,
    body_argument,
    method_doc,
)
from exactapi.generate.routers.view import MethodView, OperationView
from exactapi.generate.text import printable


def operation_view(
    planned: PlannedOperation,
    reader: Reader,
    problems: Problems,
    namespace: Namespace,
    imports: Imports,
) -> tuple[MethodView, OperationView, Success]:
    schemas = OperationSchemas(reader, planned.class_prefix)
    operation = planned.operation
    names = argument_names(operation.parameters)
    shapes = [schemas.parameter(parameter) for parameter in operation.parameters]
    body = operation.body
    bodies = (
        {media_type.name: schemas.request(body, media_type) for media_type in body.content}
        if body
        else {}
    )
    results = success(planned, schemas, namespace, imports)
    raised = problems.of(planned)
    arguments = [
        argument(parameter, name, shape, imports, reader.models)
        for parameter, name, shape in zip(operation.parameters, names, shapes, strict=True)
    ]
    if body and bodies:
        shape = union(bodies.values())
        arguments.append(body_argument(shape, imports, required=body.required))
    method = MethodView(
        name=planned.handler,
        arguments=("self", "*", *arguments) if arguments else ("self",),
        returns=results.returns,
        doc=_method_doc(planned, raised),
    )
    constant = [
        f"id={planned.id!r}",
        f"method={operation.method!r}",
        f"path={operation.path!r}",
        f"pointer={operation.pointer!r}",
        f"handler={planned.handler!r}",
    ]
    if operation.parameters:
        imports.add("exactapi.runtime", "Parameter")
        listed = [
            _parameter(parameter, name, shape, imports)
            for parameter, name, shape in zip(operation.parameters, names, shapes, strict=True)
        ]
        constant.append(f"parameters={_tuple(listed)}")
    if bodies:
        listed = [f"{name!r}: {annotation(shape, imports)}" for name, shape in bodies.items()]
        constant.append(f"body={{{', '.join(listed)}}}")
    if operation.security:
        constant.append(f"security={_security(operation.security)}")
    constant += policies(operation, names, imports)
    if results.status is not None:
        constant.append(f"success={results.status}")
    if results.classes:
        constant.append(f"results={_tuple([cls.name for cls in results.classes])}")
    if raised:
        imports.add(imports.package, "problems")
        constant.append(f"problems={_tuple([f'problems.{name}' for name in raised])}")
    if operation.refused:
        constant.append(f"refused={operation.refused!r}")
    return method, OperationView(planned.constant, tuple(constant)), results


def _parameter(parameter: Parameter, name: str, shape: Shape, imports: Imports) -> str:
    """Without an annotation where the validated JSON value is the argument."""
    arguments = [repr(parameter.location), repr(parameter.name), repr(name)]
    if not is_plain(shape, None):
        arguments.append(annotation(shape, imports))
    return f"Parameter({', '.join(arguments)})"


def _security(alternatives: Sequence[Mapping[str, tuple[str, ...]]]) -> str:
    return _tuple(
        [
            "{" + ", ".join(f"{name!r}: {tuple(scopes)!r}" for name, scopes in one.items()) + "}"
            for one in alternatives
        ]
    )


def _tuple(items: Sequence[str]) -> str:
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def _method_doc(planned: PlannedOperation, raised: Sequence[str]) -> str:
    operation = planned.operation
    raises = f"Raises: {', '.join(f'`problems.{name}`' for name in raised)}." if raised else ""
    return method_doc(
        f"{operation.method} {printable(operation.path)}",
        operation.summary,
        operation.description,
        "Deprecated." if operation.deprecated else "",
        raises,
    )
