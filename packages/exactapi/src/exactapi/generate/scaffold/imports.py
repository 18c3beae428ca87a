"""Imports of a handlers file that no longer lead anywhere in the generated package."""

import ast
from collections.abc import Iterator
from pathlib import Path


def dead_imports(source: str, generated: Path, package: str) -> list[str]:
    """Return names that are imported in vain: `generated.routers.users.Created`."""
    prefix = f"{package}."  # the modules right in the package are there for every document
    return [
        f"{node.module}.{alias.name}"
        for node in ast.parse(source).body
        if isinstance(node, ast.ImportFrom) and not node.level
        if node.module and node.module.startswith(prefix)
        for alias in node.names
        if alias.name != "*"
        if _is_dead(node.module.removeprefix(prefix), alias.name, generated)
    ]


def _is_dead(module: str, name: str, generated: Path) -> bool:
    place = generated.joinpath(*module.split("."))
    if place.is_dir():
        return not any((place / each).exists() for each in (name, f"{name}.py"))
    source = place.with_suffix(".py")
    return not source.exists() or name not in _names(ast.parse(source.read_text("utf-8")))


def _names(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.Assign():
                yield from (each.id for each in node.targets if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Import() | ast.ImportFrom():
                yield from (alias.asname or alias.name for alias in node.names)
