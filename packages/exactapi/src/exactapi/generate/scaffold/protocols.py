"""Reads from a generated router what it asks of its handlers."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a Protocol; `signature` is `(self, *, id: UUID) -> models.User`."""

    name: str
    operation_id: str
    verb: str
    path: str
    signature: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Protocol:
    """`imports` maps each name that signatures may use to the module it comes from.

    `schemes` are the security schemes that its operations name.
    """

    module: str
    handler_class: str
    methods: tuple[Method, ...]
    imports: Mapping[str, str]
    schemes: tuple[str, ...]


def protocols(generated: Path, package: str) -> tuple[Protocol, ...]:
    """Return the Protocols of all routers of a generated package, by module name.

    `package` is the name under which it is imported, wherever it lies.
    """
    paths = sorted((generated / "routers").glob("*.py"))
    return tuple(_protocol(path, package) for path in paths if path.stem != "__init__")


def signature(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return f"({ast.unparse(function.args)}){returns}"


def _protocol(path: Path, package: str) -> Protocol:
    module = ast.parse(path.read_text(encoding="utf-8"))
    operations = _operations(module)
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    protocol = next(
        node for node in classes if any(ast.unparse(base) == "Protocol" for base in node.bases)
    )
    methods = tuple(
        _method(node, operations[node.name])
        for node in protocol.body
        if isinstance(node, ast.AsyncFunctionDef) and node.name in operations
    )
    imports = {node.name: f"{package}.routers.{path.stem}" for node in classes}
    for node in module.body:
        if isinstance(node, ast.ImportFrom):
            origin = node.module if node.level == 0 and node.module else package
            imports |= {alias.name: origin for alias in node.names}
    name = protocol.name.removesuffix("Handlers")
    return Protocol(path.stem, name, methods, imports, _schemes(module))


def _schemes(module: ast.Module) -> tuple[str, ...]:
    named = [
        scheme
        for node in ast.walk(module)
        if isinstance(node, ast.keyword) and node.arg == "security"
        for alternative in ast.literal_eval(_value(module, node.value))
        for scheme in alternative
    ]
    return tuple(dict.fromkeys(named))


def _value(module: ast.Module, expression: ast.expr) -> ast.expr:
    """Return the value of a constant by its name; else the expression itself."""
    for node in module.body:
        if (
            isinstance(expression, ast.Name)
            and isinstance(node, ast.AnnAssign)
            and node.value is not None
            and ast.unparse(node.target) == expression.id
        ):
            return node.value
    return expression


def _operations(module: ast.Module) -> dict[str, dict[str, str]]:
    """Handler -> the text arguments of its `Operation` constant."""
    found = {}
    for node in module.body:
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "Operation":
            arguments = {
                keyword.arg: keyword.value.value
                for keyword in value.keywords
                if keyword.arg
                and isinstance(keyword.value, ast.Constant)
                and isinstance(keyword.value.value, str)
            }
            found[arguments["handler"]] = arguments
    return found


def _method(node: ast.AsyncFunctionDef, operation: Mapping[str, str]) -> Method:
    annotations = [argument.annotation for argument in node.args.kwonlyargs]
    names = {
        name.id
        for annotation in (*annotations, node.returns)
        if annotation is not None
        for name in ast.walk(annotation)
        if isinstance(name, ast.Name)
    }
    return Method(
        name=node.name,
        operation_id=operation["id"],
        verb=operation["method"],
        path=operation["path"],
        signature=signature(node),
        names=frozenset(names),
    )
