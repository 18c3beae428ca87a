"""Text of a document never becomes code, a path or a template, whatever slot it stands in.

The whole generator runs on documents in which random names and values try to, most of them as
files of a larger document. GENERATIONS sets how many; `task test:hostile` tries 2,000.
"""

import ast
import copy
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exactapi.cli.generate import main
from exactapi.mock.app import create_app
from exactapi.schemas.pointers import fragment, join

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("GENERATIONS", "100"))
TOGETHER = 25
MARK = "executed"

_CALL = f"__import__('pathlib').Path('{MARK}').touch()"
HOSTILE = [
    f"'); {_CALL} #",
    f'"); {_CALL} #',
    f'"""\n{_CALL}\n"""',
    f"'''\n{_CALL}\n'''",
    f"\\\n{_CALL}",
    f'\\"""; {_CALL}',
    f"{{{{ {_CALL} }}}}",
    f"{{{{ cycler.__init__.__globals__.os.system('touch {MARK}') }}}}",
    f"{{% set x = cycler.__init__.__globals__.os.system('touch {MARK}') %}}",
    "{% raw %}", "{% endraw %}", "{#", "#}", "{{", "}}", "{%",
    f"\r{_CALL}", f"\x0c{_CALL}", f"\u2028{_CALL}", f"\u0085{_CALL}", f"\x00{_CALL}",
    "\\", "\\\\", '"', '"""', "'", "'''", '\\"', "\\N{BULLET}", "\\x", "\\u12", "{", "}", "%s",
    "../../escaped", "/escaped", "a/../../escaped", "..", ".", "CON", "a\\..\\escaped", "~",
    "\u202eesrever\u2066", "\u200b", "\uff21", "ß", "ﬁ", "İ", "\U0001f600", "e\u0301", "ª", "²",
    "class", "None", "self", "import", "__init__", "__class__", "__dict__", "model_config",
    "model_fields", "model_dump", "_private", "__", "_", "", " ", "0", "1st", "a" * 400,
    "type: ignore", "noqa", "fmt: off", "# fmt: off", "ruff: noqa", "-*- coding: utf-7 -*-",
    "str", "int", "list", "dict", "Any", "Literal", "Model", "UUID", "date", "property", "field",
    "isort: skip_file", "isort:skip_file", "constr(regex=", "# isort: off", "# fmt: on", "\ue000",
    "router", "handlers", "contract", "models", "problems", "Operation", "annotations", "typing",
]  # fmt: skip

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1", "description": "D"},
    "servers": [{"url": "https://example.com/v1"}],
    "tags": [{"name": "pets", "description": "Tag"}],
    "paths": {
        "/pets/{petId}/items": {
            "put": {
                "operationId": "putItem",
                "tags": ["pets"],
                "summary": "Put",
                "description": "More",
                "parameters": [
                    {"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}},
                    {
                        "name": "sort",
                        "in": "query",
                        "description": "Sort",
                        "schema": {"type": "string", "enum": ["a", "b"], "default": "a"},
                    },
                    {"name": "X-Key", "in": "header", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "description": "Body",
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}},
                        "text/csv": {"schema": {"type": "string"}},
                    },
                },
                "responses": {
                    "200": {
                        "description": "OK",
                        "headers": {"X-Rate": {"required": True, "schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    },
                    "201": {"description": "Made"},
                    "404": {"$ref": "#/components/responses/Missing"},
                },
                "security": [{"key": ["read"]}],
            }
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "description": "A pet",
                "required": ["kind"],
                "properties": {
                    "kind": {"enum": ["dog", "cat"]},
                    "name": {"type": "string", "default": "Rex", "description": "Name"},
                    "list": {"type": "array", "items": {"type": "string"}, "default": ["x"]},
                    "tag": {"const": "t", "title": "Tag"},
                    "inner": {"type": "object", "properties": {"deep": {"type": "integer"}}},
                },
            },
            "Shape": {
                "oneOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "string"}],
                "discriminator": {"propertyName": "kind", "mapping": {"dog": "Pet"}},
            },
        },
        "responses": {
            "Missing": {
                "description": "Missing",
                "content": {
                    "application/problem+json": {
                        "schema": {"type": "object"},
                        "example": {"title": "Gone", "type": "about:blank", "detail": "Why"},
                    }
                },
            }
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Api"}},
    },
}


def _slots(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _slots(value[key])


def _poisoned(chance: random.Random, most: int) -> Any:
    tree = copy.deepcopy(DOCUMENT)
    for _ in range(chance.randint(1, most)):
        owner, key = chance.choice(list(_slots(tree)))
        text = chance.choice(HOSTILE)
        if isinstance(owner[key], str):
            owner[key] = text if chance.random() < 0.7 else owner[key] + text
        elif isinstance(owner, dict):
            name = text if chance.random() < 0.5 else key + text
            renamed = [(name if each == key else each, owner[each]) for each in owner]
            owner.clear()
            owner.update(renamed)
    return tree


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def _of_many_files(folder: Path, chance: random.Random) -> dict[str, Any]:
    """A document whose path items are those of hostile documents, which it refers to."""
    paths = {}
    for number in range(TOGETHER):
        tree = _poisoned(chance, most=3)
        for path, item in tree.get("paths", {}).items():
            for operation in item.values():
                if isinstance(operation.get("operationId"), str):
                    operation["operationId"] += str(number)
            reference = f"{number}.json{fragment(join('/paths', path))}"
            paths[f"/{number}/{path.removeprefix('/')}"] = {"$ref": reference}
        (folder / f"{number}.json").write_text(json.dumps(tree))
    components = {"securitySchemes": DOCUMENT["components"]["securitySchemes"]}
    return {**DOCUMENT, "paths": paths, "components": components}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "inner" / "here"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def _generated(tree: Any, capfd: pytest.CaptureFixture[str]) -> Path | None:
    """The package, of which the operations that are honoured can be imported; None if refused."""
    before = _files(Path("../.."))
    Path("api.json").write_text(json.dumps(tree))
    report = ["--report", "report.json"]
    outcome = main(["api.json", "out", "--allow-unsupported", *report])
    told = capfd.readouterr().err
    assert told
    assert "Traceback" not in told
    written = {path for path in _files(Path("../..")) - before if not path.endswith("here/out")}
    package = Path("out/generated").absolute()
    if outcome != 0:
        assert written == {"inner/here/api.json", "inner/here/report.json"}, told
        return None
    for path in package.rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"))
    create_app(package)
    named = {path for path in written if not path.startswith("inner/here/out/generated")}
    assert named == {"inner/here/api.json", "inner/here/report.json"}
    assert {path.parent for path in package.rglob("*.py")} == {package, package / "routers"}
    return package


@pytest.mark.parametrize("seed", range(max(COUNT // TOGETHER // 2, 1)))
def test_hostile_text_stays_text(seed: int, here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _generated(_poisoned(random.Random(seed), most=8), capfd)


@pytest.mark.parametrize("seed", range(max(COUNT // TOGETHER, 1)))
def test_hostile_text_of_other_files_stays_text(
    seed: int, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tree = _of_many_files(here, random.Random(seed))
    assert _generated(tree, capfd) is not None
    operations = json.loads(Path("report.json").read_bytes())["operations"]
    honoured = [each for each in operations if each["honoured"]]
    assert len(honoured) >= TOGETHER / 4, "too many are refused for this to prove anything"
