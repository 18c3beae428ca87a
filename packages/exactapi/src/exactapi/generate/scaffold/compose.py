"""Edits to the file of routers that leave everything else as it was written."""

import ast
from collections.abc import Mapping

import libcst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor, RemoveImportsVisitor

from exactapi.generate.scaffold.composition import ROUTERS, VERIFIERS, Composition, factory
from exactapi.generate.scaffold.handlers import find_class, handlers_path, parsed
from exactapi.generate.scaffold.protocols import Protocol
from exactapi.project.settings import Project

_STUB = "not_implemented"
"""The verifier of `exactapi.runtime` that answers 501."""


def composed(source: str, found: Composition, project: Project) -> str:
    """Return the file with what is missing and without what is gone, imports included.

    Only what `ROUTERS` and `VERIFIERS` are assigned is edited, and only where it is written out.
    """
    imported = _imported(source)
    context = CodemodContext()
    calls = []
    for protocol in found.missing:
        name = _handler_class(protocol, project)
        alias = f"{name}Handlers" if name in imported else None
        calls.append(f"{factory(protocol)}({alias or name})")
        module = f"{project.output_package}.routers.{protocol.module}"
        AddImportsVisitor.add_needed_import(context, module, factory(protocol))
        module = project.handlers_module(protocol.module)
        AddImportsVisitor.add_needed_import(context, module, name, alias)
    if found.unverified:
        AddImportsVisitor.add_needed_import(context, "exactapi.runtime", _STUB)
    editor = _Editor(calls, found.gone, found.unverified)
    tree = AddImportsVisitor(context).transform_module(libcst.parse_module(source).visit(editor))
    for name in editor.removed:
        if name in imported:
            RemoveImportsVisitor.remove_unused_import(context, *imported[name])
    return RemoveImportsVisitor(context).transform_module(tree).code


def _handler_class(protocol: Protocol, project: Project) -> str:
    found = find_class(parsed(handlers_path(project, protocol)), protocol)
    return found.name if found else protocol.handler_class


def _imported(source: str) -> Mapping[str, tuple[str, str, str | None]]:
    """Local name -> module, name there, alias."""
    return {
        alias.asname or alias.name: (node.module, alias.name, alias.asname)
        for node in ast.parse(source).body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


class _Editor(libcst.CSTTransformer):
    """`removed` are the names in the calls that were taken out."""

    def __init__(self, calls: list[str], gone: tuple[str, ...], schemes: tuple[str, ...]) -> None:
        self._calls = [libcst.Element(libcst.parse_expression(call)) for call in calls]
        self._gone = gone
        self._schemes = [
            libcst.DictElement(libcst.SimpleString(repr(name)), libcst.Name(_STUB))
            for name in schemes
        ]
        self.removed: list[str] = []

    def leave_Assign(  # noqa: N802 - libcst's name
        self, original_node: libcst.Assign, updated_node: libcst.Assign
    ) -> libcst.Assign:
        targets = [each.target for each in original_node.targets]
        names = [each.value for each in targets if isinstance(each, libcst.Name)]
        return updated_node.with_changes(value=self._edited(names, updated_node.value))

    def leave_AnnAssign(  # noqa: N802 - as above
        self, original_node: libcst.AnnAssign, updated_node: libcst.AnnAssign
    ) -> libcst.AnnAssign:
        if updated_node.value is None or not isinstance(original_node.target, libcst.Name):
            return updated_node
        value = self._edited([original_node.target.value], updated_node.value)
        return updated_node.with_changes(value=value)

    def _edited(self, names: list[str], value: libcst.BaseExpression) -> libcst.BaseExpression:
        if ROUTERS in names and isinstance(value, libcst.List | libcst.Tuple):
            kept = [each for each in value.elements if not self._is_gone(each.value)]
            return value.with_changes(elements=[*kept, *self._calls])
        if VERIFIERS in names and isinstance(value, libcst.Dict) and self._schemes:
            return _extended(value, self._schemes)
        return value

    def _is_gone(self, value: libcst.BaseExpression) -> bool:
        if not isinstance(value, libcst.Call) or not isinstance(value.func, libcst.Name):
            return False
        if value.func.value not in self._gone:
            return False
        named = [value.func, *(argument.value for argument in value.args)]
        self.removed += [each.value for each in named if isinstance(each, libcst.Name)]
        return True


def _extended(value: libcst.Dict, added: list[libcst.DictElement]) -> libcst.Dict:
    """Add elements at the end. The comment behind the last one stays with it."""
    if not value.elements:
        return value.with_changes(elements=added)
    space = value.rbrace.whitespace_before
    if isinstance(space, libcst.ParenthesizedWhitespace):
        space = space.with_changes(first_line=libcst.TrailingWhitespace())
    *others, last = value.elements
    comma = libcst.Comma(whitespace_after=value.rbrace.whitespace_before)
    return value.with_changes(
        elements=[*others, last.with_changes(comma=comma), *added],
        rbrace=value.rbrace.with_changes(whitespace_before=space),
    )
