"""The judge of the corpus reads documents by itself, and reports what it finds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

from scripts.corpus.document import Result, examine
from scripts.corpus.mocks_report import Verdict
from scripts.corpus.mocks_report import markdown as mocks_table
from scripts.corpus.report import markdown
from scripts.corpus.source import operations, read
from scripts.corpus.target import target

ITEM = {"get": {"responses": {"200": {"description": "ok"}}}}


def document(**others: object) -> dict[str, object]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}} | others


def test_operations_of_path_items_from_elsewhere_are_counted(tmp_path: Path) -> None:
    root = document(
        paths={
            "/a": ITEM | {"summary": "not an operation", "query": {}},
            "/b": {"$ref": "#/components/pathItems/B"},
            "/c": {"$ref": "other.json#/items/c"},
            "/d": {"additionalOperations": {"link": ITEM["get"]}},
            "x-e": ITEM,
        },
        components={"pathItems": {"B": ITEM | {"put": {"responses": {"4XX": {}, "x-y": {}}}}}},
    )
    (tmp_path / "api.json").write_text(json.dumps(root), encoding="utf-8")
    (tmp_path / "other.json").write_text(json.dumps({"items": {"c": ITEM}}), encoding="utf-8")
    found = {(each.method, each.path): each.statuses for each in operations(tmp_path / "api.json")}
    assert found == {
        ("GET", "/a"): {"200"},
        ("QUERY", "/a"): set(),
        ("GET", "/b"): {"200"},
        ("PUT", "/b"): {"4XX"},
        ("GET", "/c"): {"200"},
        ("link", "/d"): {"200"},
    }


def test_json_is_read_as_json(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(r'{"paths": {}, "x": "\ud83d\udc4d"}', encoding="ascii")
    assert read(tmp_path / "api.json")["x"] == "👍"


def test_the_fuzz_sees_whole_paths() -> None:
    servers = [{"url": "https://{host}/v{n}", "variables": {"n": {"default": "2"}, "host": {}}}]
    moved = {"servers": [{"url": "/own"}], "responses": {}}
    own = {"post": moved, "query": moved, "additionalOperations": {"COPY": moved, "LINK": {}}}
    aimed = target(document(servers=servers, paths={"/a": ITEM | own}))
    assert "servers" not in aimed
    assert {path: sorted(item) for path, item in aimed["paths"].items()} == {
        "/v2/a": ["additionalOperations", "get"],
        "/own/a": ["additionalOperations", "post", "query"],
    }
    assert [*aimed["paths"]["/own/a"]["additionalOperations"]] == ["COPY"]


def test_the_fuzz_does_not_see_what_counts_for_nothing() -> None:
    accept = {"name": "accept", "in": "header", "schema": {"type": "string"}}
    limit = {"name": "Accept", "in": "query"}
    properties = {"nullable": {"type": "string"}, "discriminator": {"type": "string"}}
    pet = {"properties": properties, "discriminator": {"propertyName": "kind"}, "nullable": True}
    reference = {"$ref": "#/components/parameters/Accept"}
    operation = ITEM["get"] | {"parameters": [accept, limit, reference]}
    components = {"schemas": {"Pet": pet}, "parameters": {"Accept": accept}}
    aimed = target(document(paths={"/a": {"get": operation}}, components=components))
    assert aimed["paths"]["/a"]["get"]["parameters"] == [limit]
    assert aimed["components"]["schemas"]["Pet"] == {"properties": properties}


def test_the_fuzz_sees_patterns_that_it_can_read() -> None:
    kept = {"pattern": "^a$", "properties": {"pattern": {"type": "string"}}}
    schemas = {"Kept": kept, "Said": {"pattern": r"^[\w-.]$"}}
    aimed = target(document(components={"schemas": schemas}))["components"]["schemas"]
    assert aimed["Kept"] == kept
    assert Draft202012Validator(aimed["Said"]).is_valid("-")


def test_a_document_is_examined(tmp_path: Path) -> None:
    spec = tmp_path / "api.json"
    spec.write_text(json.dumps(document(paths={"/a": ITEM})), encoding="utf-8")
    result = examine(spec)
    assert (result["operations"], result["refused"], result["faults"]) == (1, {}, [])


def test_what_cannot_be_generated_is_a_fault(tmp_path: Path) -> None:
    spec = tmp_path / "api.json"
    spec.write_text(json.dumps({"swagger": "2.0", "paths": {"/a": ITEM}}), encoding="utf-8")
    assert examine(spec)["faults"] == ["nothing was generated"]


def test_the_table_tells_refusals_and_faults() -> None:
    result = Result(
        document="a.json",
        operations=3,
        refused={"GET /a?b": ["path-syntax"], "GET /c?d": ["path-syntax"]},
        seconds=1.25,
        megabytes=100,
        boot_seconds=0.5,
        faults=[],
    )
    faulty = result | {"document": "b.json", "faults": ["KeyError: 'x'"]}
    text = markdown([result, faulty])
    assert "**1 of 2 documents, 2 of 6 operations honoured, 4 refused by line.**" in text
    assert "| a.json | 3 | 2x `path-syntax` | 1.2 | 0.5 | 100 |" in text
    assert "**KeyError: 'x'**" in text


def test_the_table_of_mocks_tells_reasons_and_findings() -> None:
    clean = Verdict("b.json", 100, operations=2, cases=80, seconds=1.6)
    excused = clean._replace(document="a.json", excluded=["It is a | b."])
    faulty = clean._replace(document="c.json", findings=["ST101: GET /x"])
    text = mocks_table([faulty, clean, excused, Verdict("none.json", 100)])
    assert "**2 of 3 documents without a finding, 1 of them without an exclusion" in text
    assert text.splitlines()[-3:] == [
        "| a.json | 2 | 80 | 0 | 2 | It is a / b. |",
        "| b.json | 2 | 80 | 0 | 2 |  |",
        "| c.json | 2 | 80 | 1 | 2 |  |",
    ]


@pytest.mark.parametrize("module", ["scripts.corpus", "scripts.corpus.fuzz"])
def test_an_absent_corpus_is_skipped_in_words(module: str, tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", module, "no-such-document"],
        env=os.environ | {"SPEC_CORPUS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0
    assert "SPEC_CORPUS" in finished.stderr
