"""The view of a whole API: one router module per tag, and the problems that they share."""

from collections.abc import Sequence
from itertools import compress
from pathlib import Path

from exactapi.generate.ir import Api
from exactapi.generate.models.shapes.annotations import Imports
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.plan import IMPORTED_CONSTANTS, Module, plan_webhooks
from exactapi.generate.python.names import Namespace
from exactapi.generate.python.notice import notice
from exactapi.generate.python.text import docstring, printable
from exactapi.generate.routers.operations import OperationWriter
from exactapi.generate.routers.problems import Problems
from exactapi.generate.routers.shared import shared
from exactapi.generate.routers.view import ModuleView, ProblemsView, View
from exactapi.generate.routers.webhooks import webhooks_view
from exactapi.project.settings import handlers_file

_LONGEST_TAG = 22
"""Characters of a tag that docstrings repeat."""


def view(api: Api, modules: Sequence[Module], reader: Reader, source: str, handlers: Path) -> View:
    problems = Problems(reader, api.schemas)
    said = notice(source)
    views = tuple(_module(module, reader, problems, said, handlers) for module in modules)
    webhooks = plan_webhooks(api)
    doc = docstring(
        "The errors that the document declares, to be raised by handlers", said, indent=0
    )
    return View(
        problems=ProblemsView(doc, tuple(problems.imports.lines()), tuple(problems.classes)),
        modules=views,
        webhooks=webhooks_view(webhooks, reader, said) if webhooks else None,
    )


def _module(
    module: Module, reader: Reader, problems: Problems, said: str, handlers: Path
) -> ModuleView:
    imports = Imports("..")
    imports.add("collections.abc", "Callable")
    imports.add("typing", "Protocol")
    imports.add("exactapi.runtime", "ContractRouter", "Operation", "RequestContext")
    protocol = f"{module.class_name}Handlers"
    constants = [planned.constant for planned in module.operations]
    namespace = Namespace((*_imported_names(), protocol, *constants), separator="")
    said_alike = shared(
        (planned.operation for planned in module.operations),
        (*constants, *IMPORTED_CONSTANTS),
        imports,
    )
    writer = OperationWriter(reader, problems, namespace, said_alike, imports)
    built = [writer.view(planned) for planned in module.operations]
    # A refused operation cannot be implemented, so it has no method.
    honoured = [not planned.operation.refused for planned in module.operations]
    tag = " ".join(printable(module.tag).split()).replace("`", "'")
    tagged = f"operations tagged `{tag}`" if len(tag) <= _LONGEST_TAG else "operations of one tag"
    implementation = handlers_file(handlers, module.name).as_posix()
    doc = docstring(
        f"O{tagged[1:]}",
        f"{said}\n\nImplement `{protocol}` in {implementation}.",
        indent=0,
    )
    return ModuleView(
        name=module.name,
        tag=repr(module.tag),
        doc=doc,
        imports=tuple(imports.lines()),
        constants=said_alike.definitions,
        results=tuple(cls for _, _, results in built for cls in results.classes),
        protocol=protocol,
        protocol_doc=docstring(f"One method for each of the {tagged}", "", indent=4),
        methods=tuple(method for method, _, _ in compress(built, honoured)),
        operations=tuple(constant for _, constant, _ in built),
        router=f"{module.name.rstrip('_')}_router",
        router_doc=docstring(
            f"Routes for the {tagged}; one handler object per request", "", indent=4
        ),
    )


def _imported_names() -> tuple[str, ...]:
    return (
        "Result",
        "Any",
        "AsyncIterable",
        "AwareDatetime",
        "Callable",
        "ClassVar",
        "ContractRouter",
        "Limit",
        "Literal",
        "Operation",
        "Owner",
        "Protocol",
        "RequestContext",
        "SecurityRequirements",
        "Socket",
        "UUID",
        "UploadFile",
    )
