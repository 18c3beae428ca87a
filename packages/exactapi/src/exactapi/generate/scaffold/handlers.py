"""Compares the handler class of a feature with its Protocol."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from exactapi.errors import ExactAPIError
from exactapi.generate.scaffold.protocols import Method, Protocol, signature
from exactapi.project.settings import Project

State: TypeAlias = Literal["implemented", "stub", "changed", "missing", "orphan"]


class UnreadableHandlersError(ExactAPIError):
    """The reason in words for people: the file, the line, and the cure."""


@dataclass(frozen=True, slots=True)
class Handler:
    """The state of one operation, or of a method that belongs to none (`orphan`)."""

    module: str
    name: str
    state: State
    method: Method | None


def handlers_path(project: Project, protocol: Protocol) -> Path:
    return project.root / project.handlers_file(protocol.module)


def compare(protocol: Protocol, project: Project) -> tuple[Handler, ...]:
    """Return every operation of the Protocol, then the orphans.

    Raises:
        UnreadableHandlersError: the file is no Python, or cannot be read.
    """
    path = handlers_path(project, protocol)
    written = _methods(find_class(parsed(path), protocol)) if path.exists() else {}
    wanted = {method.name for method in protocol.methods}
    orphans = [name for name in written if name not in wanted and not name.startswith("_")]
    return (
        *(
            Handler(protocol.module, method.name, _state(method, written), method)
            for method in protocol.methods
        ),
        *(Handler(protocol.module, name, "orphan", None) for name in orphans),
    )


def parsed(path: Path) -> ast.Module:
    """Return the module in a file.

    Raises:
        UnreadableHandlersError: it is no Python, or cannot be read.
    """
    try:
        return ast.parse(path.read_text("utf-8"), path)
    except SyntaxError as error:
        place = f"{path}:{error.lineno or 1}:{error.offset or 1}"
        reason = f"{place}: {error.msg}; correct the handlers and try again"
    except ValueError as error:  # not UTF-8, or a NUL
        reason = f"{path}:1:1: {error}; write the handlers as UTF-8 text"
    except OSError as error:
        reason = f"{path}:1:1: {error.strerror}; make the handlers readable"
    raise UnreadableHandlersError(reason)


def find_class(module: ast.Module, protocol: Protocol) -> ast.ClassDef | None:
    """Find the class with most of the methods; where none has any, the one named by the tag."""
    wanted = {method.name for method in protocol.methods}
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    best = max(classes, key=lambda node: len(wanted & _methods(node).keys()), default=None)
    if best is not None and wanted & _methods(best).keys():
        return best
    return next((node for node in classes if node.name == protocol.handler_class), None)


def _methods(node: ast.ClassDef | None) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    body = node.body if node else []
    return {
        item.name: item
        for item in body
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def _state(method: Method, written: Mapping[str, ast.FunctionDef | ast.AsyncFunctionDef]) -> State:
    function = written.get(method.name)
    if function is None:
        return "missing"
    same = _unqualified(signature(function)) == _unqualified(method.signature)
    if not same or not isinstance(function, ast.AsyncFunctionDef):
        return "changed"
    return "stub" if _is_stub(function) else "implemented"


def _unqualified(text: str) -> str:
    """`models.User` and an imported `User` are the same annotation."""
    return text.replace("models.", "")


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    statements = list(_statements(function))
    if len(statements) != 1 or not isinstance(statements[0], ast.Raise):
        return False
    raised = statements[0].exc
    name = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(name, ast.Name) and name.id == "NotImplementedError"


def _statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.stmt]:
    """Without the docstring."""
    for statement in function.body:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield statement
