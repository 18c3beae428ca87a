"""Edits to a handlers file that leave everything else as it was written."""

import ast

import libcst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor

from exactapi.generate.scaffold.handlers import find_class
from exactapi.generate.scaffold.protocols import Method, Protocol


def new_file(protocol: Protocol) -> str:
    """Return a handlers file with a class that has no methods yet."""
    return (
        f'"""Handlers of the operations tagged `{protocol.module}`."""\n\n'
        "from __future__ import annotations\n\n"
        "from exactapi.runtime import RequestContext\n\n\n"
        f"class {protocol.handler_class}:\n"
        "    def __init__(self, context: RequestContext) -> None:\n"
        "        self._context = context\n"
    )


def updated(
    source: str, protocol: Protocol, missing: tuple[Method, ...], changed: tuple[Method, ...]
) -> str:
    """Return the file with stubs at the end of the class, and with the signatures that changed.

    Where the file has no handler class, one is added at its end.
    """
    if find_class(ast.parse(source), protocol) is None:
        source = f"{source.rstrip()}\n\n\n{_class_of(new_file(protocol))}".lstrip()
    target = find_class(ast.parse(source), protocol)
    assert target is not None, "the class was just added"  # noqa: S101 - for the type checker
    editor = _Editor(target.name, missing, changed)
    tree = libcst.parse_module(source).visit(editor)
    context = CodemodContext()
    names = {name for method in (*missing, *changed) for name in method.names}
    for name in sorted(names | ({"RequestContext"} if "RequestContext" in tree.code else set())):
        if name in protocol.imports:
            AddImportsVisitor.add_needed_import(context, protocol.imports[name], name)
    return AddImportsVisitor(context).transform_module(tree).code


def without_imports(source: str, dead: list[str]) -> str:
    """Return the file without these imports; what used them is for people to correct."""
    return libcst.parse_module(source).visit(_Remover(dead)).code


def _class_of(text: str) -> str:
    return text[text.index("class ") :]


class _Editor(libcst.CSTTransformer):
    """Works on the top-level class of the given name only."""

    def __init__(
        self, class_name: str, missing: tuple[Method, ...], changed: tuple[Method, ...]
    ) -> None:
        self._class_name = class_name
        self._missing = missing
        self._changed = {method.name: method for method in changed}
        self._depth = 0

    def visit_ClassDef(self, node: libcst.ClassDef) -> bool:  # noqa: ARG002, N802 - libcst's names
        self._depth += 1
        return True

    def visit_FunctionDef(self, node: libcst.FunctionDef) -> bool:  # noqa: ARG002, N802 - as above
        return False

    def leave_FunctionDef(  # noqa: N802 - as above
        self, original_node: libcst.FunctionDef, updated_node: libcst.FunctionDef
    ) -> libcst.FunctionDef:
        method = self._changed.get(original_node.name.value) if self._depth == 1 else None
        if method is None:
            return updated_node
        wanted = _function(method)
        return updated_node.with_changes(
            params=wanted.params, returns=wanted.returns, asynchronous=wanted.asynchronous
        )

    def leave_ClassDef(  # noqa: N802 - as above
        self, original_node: libcst.ClassDef, updated_node: libcst.ClassDef
    ) -> libcst.ClassDef:
        self._depth -= 1
        if self._depth or original_node.name.value != self._class_name:
            return updated_node
        body = updated_node.body
        if not isinstance(body, libcst.IndentedBlock):
            return updated_node
        stubs = [
            _function(method).with_changes(leading_lines=[libcst.EmptyLine(indent=False)])
            for method in self._missing
        ]
        return updated_node.with_changes(body=body.with_changes(body=[*body.body, *stubs]))


def _function(method: Method) -> libcst.FunctionDef:
    text = (
        f"async def {method.name}{method.signature}:\n"
        f"    raise NotImplementedError({method.operation_id!r})\n"
    )
    function = libcst.parse_statement(text)
    assert isinstance(function, libcst.FunctionDef), text  # noqa: S101 - for the type checker
    return function


class _Remover(libcst.CSTTransformer):
    def __init__(self, dead: list[str]) -> None:
        self._dead = dead

    def leave_ImportFrom(  # noqa: N802 - libcst's name
        self, original_node: libcst.ImportFrom, updated_node: libcst.ImportFrom
    ) -> libcst.ImportFrom | libcst.RemovalSentinel:
        if original_node.module is None or isinstance(original_node.names, libcst.ImportStar):
            return updated_node
        module = libcst.Module([]).code_for_node(original_node.module)
        kept = [
            alias
            for alias in original_node.names
            if f"{module}.{alias.evaluated_name}" not in self._dead
        ]
        if not kept:
            return libcst.RemoveFromParent()
        kept[-1] = kept[-1].with_changes(comma=libcst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(names=kept)
