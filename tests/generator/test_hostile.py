"""Text of a document never becomes code, a path or a template, whatever slot it stands in.

The whole generator runs on documents in which random names and values try to. GENERATIONS sets
how many; each takes a second or two.
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

from scripts.generate.any import main
from scripts.mock.app import create_app

COUNT = int(os.environ.get("GENERATIONS", "6"))
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


def _poisoned(chance: random.Random) -> Any:
    tree = copy.deepcopy(DOCUMENT)
    for _ in range(chance.randint(3, 8)):
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


@pytest.mark.parametrize("seed", range(COUNT))
def test_hostile_text_stays_text(
    seed: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = tmp_path / "api.json"
    spec.write_text(json.dumps(_poisoned(random.Random(seed))))
    outcome = main([str(spec), str(tmp_path / "out"), "--allow-unsupported"])
    told = capfd.readouterr().err
    assert "Traceback" not in told
    assert told
    if outcome == 0:
        package = tmp_path / "out" / "generated"
        for path in package.rglob("*.py"):
            ast.parse(path.read_text(encoding="utf-8"))
        create_app(package)
        assert {path.split("/")[0] for path in _files(tmp_path)} == {"api.json", "out"}
        assert {path.parent for path in package.rglob("*.py")} == {package, package / "routers"}
    else:
        assert _files(tmp_path) == {"api.json"}
    assert not list(tmp_path.parent.glob("*escaped*"))
