"""From planned operations to the view of their module."""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.generate.ir import Api, Parameter
from scripts.generate.models.annotations import Imports, annotation
from scripts.generate.models.reader import Reader
from scripts.generate.models.settle import accepts
from scripts.generate.models.shapes import NONE, Literals, Models, Scalar, Shape, Union
from scripts.generate.models.unions import union
from scripts.generate.names import Namespace, snake_case
from scripts.generate.plan import Module, PlannedOperation
from scripts.generate.routers.problems import Problems
from scripts.generate.routers.results import Success, success
from scripts.generate.routers.schemas import OperationSchemas
from scripts.generate.routers.view import (
    MethodView,
    ModuleView,
    OperationView,
    ProblemsView,
    View,
)
from scripts.generate.text import docstring, paragraphs, printable

_NOTICE = "Generated from {source} by `task generate`; do not edit."
_PLAIN = {"none", "bool", "int", "number", "str"}


def view(api: Api, modules: Sequence[Module], reader: Reader, source: str) -> View:
    problems = Problems(reader, api.document)
    views = tuple(_module(module, reader, problems, source) for module in modules)
    notice = _NOTICE.format(source=source)
    doc = docstring(
        "The errors that the document declares, to be raised by handlers", notice, indent=0
    )
    return View(
        problems=ProblemsView(doc, tuple(problems.imports.lines()), tuple(problems.classes)),
        modules=views,
    )


def _module(module: Module, reader: Reader, problems: Problems, source: str) -> ModuleView:
    imports = Imports("..")
    imports.add("collections.abc", "Callable")
    imports.add("typing", "Protocol")
    imports.add("impl.contract", "ContractRouter", "Operation", "RequestContext")
    protocol = f"{module.class_name}Handlers"
    namespace = Namespace((*_imported_names(), protocol))
    built = [
        _operation(planned, reader, problems, namespace, imports) for planned in module.operations
    ]
    tag = " ".join(printable(module.tag).split()).replace("`", "'")
    doc = docstring(
        f"Operations tagged `{tag}`",
        f"{_NOTICE.format(source=source)}\n\nImplement `{protocol}` in "
        f"impl/features/{module.name}/handlers.py.",
        indent=0,
    )
    return ModuleView(
        name=module.name,
        tag=repr(module.tag),
        doc=doc,
        imports=tuple(imports.lines()),
        results=tuple(cls for _, _, results in built for cls in results.classes),
        protocol=protocol,
        protocol_doc=docstring(f"One method per operation tagged `{tag}`", "", indent=4),
        methods=tuple(method for method, _, _ in built),
        operations=tuple(constant for _, constant, _ in built),
        router_doc=docstring(
            f"Routes for the operations tagged `{tag}`; one handler object per request",
            "",
            indent=4,
        ),
    )


def _imported_names() -> tuple[str, ...]:
    return (
        "Answer",
        "Any",
        "AwareDatetime",
        "Callable",
        "ClassVar",
        "ContractRouter",
        "Literal",
        "Operation",
        "Parameter",
        "Protocol",
        "RequestContext",
        "UUID",
        "UploadFile",
    )


def _operation(
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
    bodies = {
        media_type.name: schemas.request(operation.body, media_type)
        for media_type in (operation.body.content if operation.body else ())
    }
    results = success(planned, schemas, namespace, imports)
    raised = problems.of(planned)
    arguments = [
        _argument(parameter, name, shape, imports, reader.models)
        for parameter, name, shape in zip(operation.parameters, names, shapes, strict=True)
    ]
    if operation.body is not None and bodies:
        arguments.append(_body_argument(union(bodies.values()), operation.body.required, imports))
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
    if results.status is not None:
        constant.append(f"success={results.status}")
    if results.classes:
        constant.append(f"results={_tuple([cls.name for cls in results.classes])}")
    if raised:
        imports.add(imports.package, "problems")
        constant.append(f"problems={_tuple([f'problems.{name}' for name in raised])}")
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
        written = f" = {parameter.default!r}" if _is_plain(shape, parameter.default) else ""
        return f"{name}: {annotation(shape, imports)}{written}"
    return f"{name}: {annotation(union([shape, NONE]), imports)} = None"


def _body_argument(shape: Shape, required: bool, imports: Imports) -> str:  # noqa: FBT001
    if required:
        return f"body: {annotation(shape, imports)}"
    return f"body: {annotation(union([shape, NONE]), imports)} = None"


def _is_plain(shape: Shape, default: Any) -> bool:
    """Whether the JSON value of a default is the Python value as well."""
    members = shape.members if isinstance(shape, Union) else (shape,)
    return not isinstance(default, (list, dict)) and all(
        isinstance(member, Literals) or (isinstance(member, Scalar) and member.kind in _PLAIN)
        for member in members
    )


def _parameter(parameter: Parameter, name: str, shape: Shape, imports: Imports) -> str:
    """Without an annotation where the validated JSON value is the argument."""
    arguments = [repr(parameter.location), repr(parameter.name), repr(name)]
    if not _is_plain(shape, None):
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
