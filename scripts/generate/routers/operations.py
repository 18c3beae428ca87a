"""An operation as a method of the Protocol and as an `Operation` constant."""

from collections.abc import Mapping, Sequence

from scripts.generate.ir import Parameter
from scripts.generate.models.annotations import Imports, annotation
from scripts.generate.models.defaults import accepts, is_plain
from scripts.generate.models.reader import Reader
from scripts.generate.models.shapes import NONE, Models, Shape
from scripts.generate.models.unions import union
from scripts.generate.names import Namespace, snake_case
from scripts.generate.plan import PlannedOperation
from scripts.generate.routers.policies import policies
from scripts.generate.routers.problems import Problems
from scripts.generate.routers.results import Success, success
from scripts.generate.routers.schemas import OperationSchemas
from scripts.generate.routers.view import (
    MethodView,
    OperationView,
)
from scripts.generate.text import docstring, printable


def operation_view(
    planned: PlannedOperation,
    reader: Reader,
    problems: Problems,
    namespace: Namespace,
    imports: Imports,
) -> tuple[MethodView, OperationView, Success]:
    schemas = OperationSchemas(reader, planned.class_prefix)
    operation = planned.operation
    names = _argument_names(operation.parameters)
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
        _argument(parameter, name, shape, imports, reader.models)
        for parameter, name, shape in zip(operation.parameters, names, shapes, strict=True)
    ]
    if body and bodies:
        arguments.append(_body_argument(union(bodies.values()), body.required, imports))
    method = MethodView(
        name=planned.handler,
        arguments=("self", "*", *arguments) if arguments else ("self",),
        returns=results.returns,
        doc=_method_doc(planned, raised),
    )
    constant = [
        f"id={planned.id!r}",
        f"method={operation.method.upper()!r}",
        f"path={operation.path!r}",
        f"pointer={operation.pointer!r}",
        f"handler={planned.handler!r}",
    ]
    if operation.parameters:
        imports.add("impl.contract", "Parameter")
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


def _argument_names(parameters: Sequence[Parameter]) -> list[str]:
    """The first `id` is `id`; one of the same name elsewhere is `id_query`."""
    namespace = Namespace(("self", "body"))
    names = []
    for parameter in parameters:
        name = snake_case(parameter.name, "parameter")
        if name in namespace:
            name = f"{name.rstrip('_')}_{parameter.location}"
        names.append(namespace.claim(name))
    return names


def _argument(
    parameter: Parameter, name: str, shape: Shape, imports: Imports, models: Models
) -> str:
    if parameter.required:
        return f"{name}: {annotation(shape, imports)}"
    if parameter.has_default and accepts(shape, parameter.default, models):
        written = f" = {parameter.default!r}" if is_plain(shape, parameter.default) else ""
        return f"{name}: {annotation(shape, imports)}{written}"
    return f"{name}: {annotation(union([shape, NONE]), imports)} = None"


def _body_argument(shape: Shape, required: bool, imports: Imports) -> str:  # noqa: FBT001
    if required:
        return f"body: {annotation(shape, imports)}"
    return f"body: {annotation(union([shape, NONE]), imports)} = None"


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
    line = f"{operation.method.upper()} {printable(operation.path)}"
    summary = " ".join(printable(operation.summary).split())
    text = operation.description
    if summary and len(f"{line}: {summary}") < 84:
        line = f"{line}: {summary}"
    elif summary:
        text = f"{summary}\n\n{text}"
    parts = [text.strip()] if text.strip() != summary else []
    if operation.deprecated:
        parts.append("Deprecated.")
    if raised:
        parts.append("Raises: " + ", ".join(f"`problems.{name}`" for name in raised) + ".")
    return docstring(line, "\n\n".join(filter(None, parts)), indent=8)
