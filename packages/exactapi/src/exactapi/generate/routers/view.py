"""Holds what the templates print: finished pieces of Python, decided in typed code.

Everything that comes from the document is a literal, a cleaned name or a docstring by now.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassView:
    """A result or problem class: class variables, and the fields that are its `arguments`."""

    name: str
    base: str
    doc: str
    attributes: tuple[str, ...]
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MethodView:
    """`arguments` are those of the whole signature, `self` and `*` included."""

    name: str
    arguments: tuple[str, ...]
    returns: str
    doc: str


@dataclass(frozen=True, slots=True)
class OperationView:
    """`arguments` are the keyword arguments of the `Operation` constant."""

    constant: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModuleView:
    """`constants` are what several operations share."""

    name: str
    tag: str
    doc: str
    imports: tuple[str, ...]
    constants: tuple[str, ...]
    results: tuple[ClassView, ...]
    protocol: str
    protocol_doc: str
    methods: tuple[MethodView, ...]
    operations: tuple[OperationView, ...]
    router: str
    router_doc: str


@dataclass(frozen=True, slots=True)
class ProblemsView:
    doc: str
    imports: tuple[str, ...]
    classes: tuple[ClassView, ...]


@dataclass(frozen=True, slots=True)
class SenderView:
    """What one feature sends: the webhooks and callbacks of one tag, or those without one."""

    protocol: str
    doc: str
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True)
class WebhooksView:
    doc: str
    imports: tuple[str, ...]
    results: tuple[ClassView, ...]
    senders: tuple[SenderView, ...]


@dataclass(frozen=True, slots=True)
class View:
    """`webhooks` is None where the document has none."""

    problems: ProblemsView
    modules: tuple[ModuleView, ...]
    webhooks: WebhooksView | None
