"""The files of a Python SDK."""

import shutil
from ast import literal_eval
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2

from exactapi.generate.ir import Api
from exactapi.generate.load import Loaded
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import Shape
from exactapi.generate.plan import Module, PlannedOperation, plan
from exactapi.generate.python.names import Namespace, member_name, snake_case
from exactapi.generate.python.notice import notice
from exactapi.generate.python.text import docstring, printable
from exactapi.generate.tools.ruff import format_python
from exactapi.mock.samples.sample import Sampler
from exactapi.project.settings import Project
from exactapi.sdk.names import distribution, product
from exactapi.sdk.problems import Problems
from exactapi.sdk.python import names
from exactapi.sdk.python.examples import Examples, credential
from exactapi.sdk.python.guide import guide_of
from exactapi.sdk.python.methods import Methods, MethodView
from exactapi.sdk.python.operations import OperationReader, SdkOperation, base_class
from exactapi.sdk.python.schemes import SchemeView, schemes
from exactapi.sdk.python.sockets import socket_example, socket_views, sockets_of
from exactapi.sdk.python.types.annotations import Annotations
from exactapi.sdk.python.types.models import alias_views, class_views
from exactapi.sdk.python.webhooks import received_webhooks
from exactapi.sdk.refresh import refresh_of

_HERE = Path(__file__).parent
_MODELS_NAMES = ("TypeAliasType", "UNSET", "Unset", "Upload", "unknown")
_MEMBERS = ("aclose", "calls", "close", "raw", "stream", "with_credentials")
"""What a client has besides its tags."""


@dataclass(frozen=True, slots=True)
class ModuleView:
    """One tag: its module, its class, and the client's attribute for it."""

    name: str
    attribute: str
    class_name: str
    doc: str
    class_doc: str
    methods: tuple[MethodView, ...]


def write_python(loaded: Loaded, project: Project, source: str, out: Path) -> None:
    """Write the SDK into the folder `out`.

    Raises:
        ProblemTwiceError: two responses declare the same problem.
        ToolError: ruff.
    """
    api = loaded.api
    name = distribution(project, api.title)
    package = out / "src" / snake_case(name, "api")
    (package / "resources").mkdir(parents=True)
    shutil.copytree(
        _HERE / "runtime",
        package / "_runtime",
        ignore=shutil.ignore_patterns("__pycache__", *_without(api)),
    )
    (package / "py.typed").touch()
    modules = tuple(names.apart(plan(api)))
    reader = Reader(api.schemas, _MODELS_NAMES)
    problems = Problems(loaded, modules, names.PROBLEMS)
    operations = OperationReader(reader, problems, names.PROBLEMS)
    read = {
        module.name: [operations.read(each) for each in module.operations if _is_plain(each)]
        for module in modules
        if any(map(_is_plain, module.operations))
    }
    every = [operation for each in read.values() for operation in each]
    received = list(received_webhooks(api, reader))
    sockets = list(sockets_of(api, modules, reader, operations))
    answers = [*_answers(every), *(each.shape for each in received)]
    answers += [each.received for each in sockets]
    requests = [*_requests(each.operation for each in sockets), *_requests(every)]
    requests += [each.sent for each in sockets]
    annotations = Annotations(reader.finished(), answers, requests)
    attributes = Namespace(_MEMBERS)
    views = [
        _module(module, read[module.name], Methods(annotations, reader), attributes, source)
        for module in modules
        if module.name in read
    ]
    opened = list(socket_views(sockets, annotations, reader))
    context: dict[str, Any] = {
        "api_version": repr(api.version),
        "base_url": _base_url(api.document),
        "client_doc": docstring(f"A client of {printable(api.title) or 'the API'}", "", indent=4),
        "description": _toml(f"Client of {printable(api.title)} {printable(api.version)}"),
        "distribution": _toml(name),
        "modules": views,
        "notice": notice(source, "sdk"),
        "package": package.name,
        "product": repr(product(project, api, project.sdk_python_version)),
        "refresh": refresh_of(api.document, modules),
        "schemes": schemes(api.document),
        "sockets": opened,
        "sockets_attribute": attributes.claim("sockets"),
        "source": source,
    }
    render = _Renderer(context)
    render("pyproject", out / "pyproject.toml", version=_toml(project.sdk_python_version))
    render("init", package / "__init__.py", doc=f"{api.title}: a client for Python")
    render(
        "client",
        package / "client.py",
        doc="The clients",
        version=repr(project.sdk_python_version),
    )
    render(
        "models",
        package / "models.py",
        doc="The API's objects, open for what a later version adds",
        classes=list(class_views(annotations)),
        aliases=list(alias_views(annotations)),
    )
    render(
        "problems",
        package / "problems.py",
        doc="The errors that the API declares, to be caught",
        problems=[
            {
                "name": each.name,
                "base": base_class(str(each.status)),
                "status": each.status,
                "type": repr(each.type) if each.type else "",
                "doc": docstring(f"{each.status}: {each.description}", "", indent=4),
            }
            for each in problems
        ],
        error_classes=[
            {
                "name": each.name,
                "base": each.base,
                "doc": docstring(each.doc, "", indent=4),
                "body": annotations.write(each.shape, is_answer=True),
            }
            for each in operations.error_classes
        ],
    )
    resources = package / "resources"
    render("package", resources / "__init__.py", doc="One module per tag of the document")
    for view in views:
        render("resource", resources / f"{view.name}.py", module=view)
    if sockets:
        render("sockets", package / "sockets.py", doc="WebSockets: typed messages, both ways")
    if received:
        render(
            "webhooks",
            package / "webhooks.py",
            doc="Webhooks: check what arrives, and read it",
            webhooks=[
                {
                    "name": each.name,
                    "doc": each.doc,
                    "annotation": annotations.write(each.shape, is_answer=True),
                }
                for each in received
            ],
        )
    found = schemes(api.document)
    examples = Examples(Sampler(api.document, "request"), annotations.models)
    guide = guide_of(views, read, examples)
    for page in ("README", "API"):
        render(
            page,
            out / f"{page}.md",
            distribution_name=name,
            title=" ".join(printable(api.title).split()),
            api_version_text=api.version,
            origin=context["base_url"].replace("'", '"') or '"https://api.example.com"',
            first_credential=_credentials(_usual(found, every)),
            all_credentials=_credentials(found),
            socket_example=socket_example(sockets, opened, examples),
            bearer=next((each.argument for each in found if "Tokens" in each.type), ""),
            **asdict(guide),
            has_versions=any(each.etag for each in api.operations),
        )
    format_python(out)  # the Python in the pages as well


class _Renderer:
    def __init__(self, context: dict[str, Any]) -> None:
        self._context = context
        loader = jinja2.FileSystemLoader(_HERE / "templates")
        self._templates = jinja2.Environment(  # noqa: S701  it writes Python
            loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
        )

    def __call__(self, template: str, path: Path, **more: Any) -> None:
        if isinstance(more.get("doc"), str):
            more["doc"] = docstring(printable(more["doc"]), self._context["notice"], indent=0)
        text = self._templates.get_template(f"{template}.jinja2").render(self._context, **more)
        path.write_text(text, encoding="utf-8")


def _module(
    module: Module,
    operations: Sequence[SdkOperation],
    methods: Methods,
    attributes: Namespace,
    source: str,
) -> ModuleView:
    tag = " ".join(printable(module.tag).split()).replace("`", "'")
    return ModuleView(
        name=module.name,
        attribute=attributes.claim(member_name(module.tag, "tag")),
        class_name=module.class_name,
        doc=docstring(f"Operations tagged `{tag}`", notice(source, "sdk"), indent=0),
        class_doc=docstring(f"One method for each of the operations tagged `{tag}`", "", indent=4),
        methods=tuple(methods.write(operation) for operation in operations),
    )


def _without(api: Api) -> Iterator[str]:
    """The files of the runtime that the document has no use for."""
    if not api.webhooks:
        yield "webhooks.py"
    if not any(each.socket for each in api.operations):
        yield "sockets.py"


def _is_plain(planned: PlannedOperation) -> bool:
    return not planned.operation.refused and planned.operation.socket is None


def _answers(operations: Sequence[SdkOperation]) -> Iterator[Shape]:
    for operation in operations:
        yield from (each.shape for each in operation.responses)


def _requests(operations: Iterable[SdkOperation]) -> Iterator[Shape]:
    for operation in operations:
        yield from operation.shapes
        yield from (body.shape for body in operation.bodies)


def _credentials(schemes: Sequence[SchemeView]) -> str:
    return "".join(f", {each.argument}={credential(each.type)}" for each in schemes)


def _usual(found: Sequence[SchemeView], operations: Iterable[SdkOperation]) -> list[SchemeView]:
    """The scheme that most calls can do with; none where none needs one."""
    used = Counter(name for each in operations for one in each.operation.security for name in one)
    return sorted(found, key=lambda each: -used[literal_eval(each.key)])[:1]


def _base_url(document: Any) -> str:
    """Return the first server's address without its path, which operations have; "" if none."""
    servers = document.get("servers") or [{}]
    parts = urlsplit(servers[0].get("url", ""))
    if not parts.scheme or not parts.netloc or "{" in parts.netloc:
        return ""
    return repr(f"{parts.scheme}://{parts.netloc}")


def _toml(text: str) -> str:
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
