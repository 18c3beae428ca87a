"""The files of a TypeScript SDK."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

import jinja2

from exactapi.document.media_types import URLENCODED, essence
from exactapi.document.servers import base_of_operation
from exactapi.generate.ir import DeclaredOperation
from exactapi.generate.load import Loaded
from exactapi.generate.plan import plan
from exactapi.generate.python.notice import notice
from exactapi.generate.python.text import printable
from exactapi.generate.tools.cache import cache_folder
from exactapi.generate.tools.process import Command, ToolError, run
from exactapi.media.sequences import Events
from exactapi.project.settings import Project
from exactapi.sdk.names import distribution, product
from exactapi.sdk.pages import is_paged
from exactapi.sdk.problems import Problems
from exactapi.sdk.refresh import refresh_of
from exactapi.sdk.sockets import without_sockets
from exactapi.sdk.typescript.calls import correct, in_known_words, refuse_not_yet
from exactapi.sdk.typescript.functions import path_of, tell_functions
from exactapi.sdk.typescript.node import NODE, installed, path
from exactapi.sdk.typescript.sockets import socket_views

_HERE: Final = Path(__file__).parent
TOOLS: Final = _HERE / "tools"


_EXPORTED: Final = frozenset(
    {"ApiError", "ConnectionFailed", "ErrorResponse", "HttpError", "TimedOut", "Tokens"}
    | {"UnexpectedResponse", "connect", "pagedOperations", "pages", "problems", "publicOperations"}
    | {"sockets", "verifyWebhook"}
)
"""What the package exports besides functions of operations."""

_LINK: Final = re.compile(r"\{@link https?://\S+ (`[^`]+`)\}")
"""The generator's advertisement of another package of its own, by an address."""


def write_typescript(loaded: Loaded, project: Project, source: str, out: Path) -> None:
    """Write the SDK into the folder `out`.

    Raises:
        ProblemTwiceError: two responses declare the same problem.
        ToolError: npm, or the generator, which cannot take every document.
    """
    opened, loaded = loaded.api, without_sockets(loaded)
    api, modules = loaded.api, plan(loaded.api)
    problems = Problems(loaded, modules, ())
    name = distribution(project, api.title)
    operations = [each.operation for module in modules for each in module.operations]
    refuse_not_yet(operations, source)
    (out / "src").mkdir()
    _generate(in_known_words(api.document, operations), source, out / "src" / "gen")
    correct(out / "src" / "gen", operations)
    names = tell_functions(out / "src" / "gen", operations)
    calls = (out / "src" / "gen" / "sdk.gen.ts").read_text(encoding="utf-8")
    has_webhooks = bool(api.webhooks)
    types = (out / "src" / "gen" / "types.gen.ts").read_text(encoding="utf-8")
    sockets = list(socket_views(opened, types))
    unused = {
        "bodies.ts": "/runtime/bodies.js'" not in calls,
        "events.ts": "/runtime/events.js'" not in calls,
        "webhooks.ts": not has_webhooks,
        "sockets.ts": not sockets,
    }
    ignored = [name for name, is_unused in unused.items() if is_unused]
    shutil.copytree(_HERE / "runtime", out / "src" / "runtime", ignore=lambda *_: ignored)
    shutil.copyfile(_HERE / "templates" / "tsconfig.json", out / "tsconfig.json")
    found = refresh_of(api.document, modules)
    refresh = {"path": path_of(found.operation), "member": found.member} if found else None
    tools = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))
    context: dict[str, Any] = {
        "agent": _written(product(project, api, project.sdk_typescript_version)),
        "api_version": _written(api.version),
        "base_path": _written(base_of_operation(api.document, {}, {})),
        "description": _written(f"Client of {printable(api.title)} {printable(api.version)}"),
        "has_webhooks": has_webhooks,
        "name": _written(name),
        "notice": notice(source, "sdk"),
        "paged": [_key(each) for each in operations if is_paged(each, api.schemas)],
        "problems": [
            {
                "name": each.name[0].lower() + each.name[1:],
                "status": each.status,
                "type": _written(each.type),
                "doc": " ".join(printable(each.description).split()).replace("*/", "*\\/"),
            }
            for each in problems
            if each.type
        ],
        "public": [_key(each) for each in operations if not any(each.security)],
        "sockets": sockets,
        "socket": next((each for each in sockets if each.example), None),
        "refresh": _written(refresh) if refresh else "undefined",
        "typescript": tools["dependencies"]["typescript"],
        "version": _written(project.sdk_typescript_version),
    }
    context |= {
        "hidden": sorted(_EXPORTED & {*names.values()}),
        "origin": _origin(api.document),
        "plain_name": name,
        "title": " ".join(printable(api.title).split()),
        "version_text": api.version,
        "hello": next((names[key] for key in _simple(operations) if key in names), None),
        "pages_of": next((names[key] for key in _paged(operations, loaded) if key in names), None),
        "events_of": next((names[key] for key in _followed(operations) if key in names), None),
        "a_problem": context["problems"][0]["name"] if context["problems"] else None,
    }
    loader = jinja2.FileSystemLoader(_HERE / "templates")
    templates = jinja2.Environment(  # noqa: S701  it writes TypeScript
        loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    for template, target in (
        ("package", out / "package.json"),
        ("README", out / "README.md"),
        ("index", out / "src" / "index.ts"),
        ("tables", out / "src" / "tables.ts"),
        *([("sockets", out / "src" / "sockets.ts")] if sockets else []),
    ):
        text = templates.get_template(f"{template}.jinja2").render(context)
        target.write_text(text, encoding="utf-8")


def tools() -> Path:
    """Return the folder with TypeScript and the generator, which are installed once.

    Raises:
        ToolError: npm.
    """
    return installed(TOOLS, cache_folder("typescript"))


def _generate(document: Mapping[str, Any], source: str, out: Path) -> None:
    folder = tools()
    with TemporaryDirectory(prefix="document-") as work:
        document_file = Path(work) / "openapi.json"
        document_file.write_text(_written_document(document), encoding="utf-8")
        command = (str(NODE), "generate.mjs", str(document_file), str(out))
        try:
            run(Command("@hey-api/openapi-ts", command, folder, {"PATH": path()}))
        except ToolError as failed:
            reason = str(failed).partition("\n")[2].strip().splitlines() or ["it says no more"]
            raise ToolError(
                f"{source}: the TypeScript generator cannot take this document"
                f" ({reason[-1]}); change what it names, or write the"
                " Python SDK alone: exactapi sdk python"
            ) from failed
    for file in out.rglob("*.ts"):
        text = file.read_text(encoding="utf-8")
        if _LINK.search(text):
            file.write_text(_LINK.sub(r"\1", text), encoding="utf-8")


def _written_document(document: Mapping[str, Any]) -> str:
    return json.dumps(_in_older_words(document))


def _in_older_words(value: Any) -> Any:
    """Return what OpenAPI 3.2 says in new words, in those that the generator knows.

    A query string that is a form becomes query parameters, `itemSchema` the schema of an answer.
    """
    if isinstance(value, list):
        return [_in_older_words(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    content = value.get("content")
    if value.get("in") == "querystring" and isinstance(content, Mapping):
        form = {name: each for name, each in content.items() if essence(name) == URLENCODED}
        for each in form.values():
            kept = {name: member for name, member in value.items() if name != "content"}
            return kept | {"in": "query", "style": "form", "schema": each.get("schema", {})}
    if "itemSchema" in value and "schema" not in value:
        value = {**value, "schema": value["itemSchema"]}  # which it takes for the schema of an item
    return {name: _in_older_words(each) for name, each in value.items()}


def _simple(operations: list[DeclaredOperation]) -> Iterator[tuple[str, str]]:
    """Reads that need no argument."""
    for each in operations:
        needs = any(parameter.required for parameter in each.parameters)
        if each.method.upper() == "GET" and not needs and not each.deprecated:
            yield each.method.upper(), path_of(each)


def _followed(operations: list[DeclaredOperation]) -> Iterator[tuple[str, str]]:
    """Those of them that answer with events."""
    for each in operations:
        content = [content for response in each.responses for content in response.content]
        if any(Events.covers(essence(media_type.name)) for media_type in content):
            yield from _simple([each])


def _paged(operations: list[DeclaredOperation], loaded: Loaded) -> Iterator[tuple[str, str]]:
    for each in operations:
        if is_paged(each, loaded.api.schemas):
            yield each.method.upper(), path_of(each)


def _origin(document: Mapping[str, Any]) -> str:
    parts = urlsplit((document.get("servers") or [{}])[0].get("url", ""))
    is_whole = parts.scheme and parts.netloc and "{" not in parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if is_whole else "https://api.example.com"


def _key(operation: DeclaredOperation) -> str:
    return _written(f"{operation.method.upper()} {path_of(operation)}")


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
