"""Broken documents end in refusals: no traceback, no hang. MUTATIONS sets how many are tried."""

import copy
import json
import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from exactapi.generate.load import load
from exactapi.generate.refusals.refusals import RefusedError
from exactapi.generate.source.library import Library
from generator.conftest import Write

SOURCE = Path(__file__).parents[5] / "openapi" / "openapi.yaml"
CASES = Path(__file__).parents[1] / "cases"
OTHERS = [
    CASES / name / "openapi.yaml"
    for name in (
        "torture",
        "webhooks_and_callbacks",
        "security_and_or",
        "alternatives_and_recursion",
    )
]
COUNT = int(os.environ.get("MUTATIONS", "100"))
QUICK = 30

BYTES = [
    b"\t", b"\n", b'"', b"'", b"{", b"[", b"]", b"&a ", b"*a ", b"!!x ", b"<<: ", b"\xff", b"\0",
    b": ", b"- ", b"%", b"? ", b"\xe2\x80\xa8", b"---\n", b"|", b"#", b"9" * 2000,
]  # fmt: skip
VALUES: list[Any] = [
    None, True, [], {}, "", 0, -1, 1.5, 10**400, "x'\"\n/../", "\u202e\u2028", [[]], [None],
    {"": {}}, {"a/b~c": 1}, {"$ref": "#/"}, {"$ref": "#"}, {"$ref": ""}, {"$ref": 1},
    {"$ref": "../../etc/passwd"}, {"$ref": "http://x/y"}, {"$ref": "http://[bad"},
    {"$ref": "file:///etc/passwd"}, {"$ref": "%zz#%ff"}, {"$id": "http://[bad"},
    {"$dynamicRef": "#a"}, {"$schema": "urn:x"}, {"$ref": "#/components/schemas/User"},
    {"$ref": "#/components/parameters/Limit"}, {"$ref": "#/components/responses/NotReady"},
    {"$ref": "#/paths/~1livez"}, {"$ref": "#/paths/~1livez/get"},
    {"$ref": "#/components/schemas/UserPage/properties/items"}, {"$ref": "#/info/title"},
    {"$schema": "http://[bad"},
    {"$recursiveRef": "#"}, {"$ref": "#/x"}, {"$id": "a", "$anchor": "b", "$ref": "#b"},
    {"allOf": [{"$ref": "#/components/schemas/User"}] * 2}, -0.0, 1e308, "\ud800", {"x-a": 5},
]  # fmt: skip
NAMES = ["x-a", "x\n/y", "'", '"""', "..", "a:b", "$ref", "{x}", "/../z", "__import__('os')"]


def _members(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _members(value[key])


def _text(source: bytes, chance: random.Random) -> bytes:
    data = bytearray(source)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                del data[max(at, 1) :]
            case 1:
                del data[at : at + chance.randint(1, 9)]
            case 2:
                data[at:at] = chance.choice(BYTES)
            case _:
                data[at] = chance.randrange(256)
        data = data or bytearray(b" ")
    return bytes(data)


def _tree(source: Any, chance: random.Random) -> bytes:
    tree = copy.deepcopy(source)
    for _ in range(chance.randint(1, 4)):
        members = list(_members(tree))
        if not members:
            break
        owner, key = chance.choice(members)
        match chance.randrange(5):
            case 0:
                del owner[key]
            case 3:
                owner[key] = copy.deepcopy(_somewhere(_root(chance.choice(OTHERS)), chance))
            case 1 | 2:
                owner[key] = copy.deepcopy(chance.choice(VALUES))
            case _ if isinstance(owner, dict):
                owner[chance.choice(NAMES)] = owner.pop(key)
            case _:
                other, name = chance.choice(members)
                owner[key] = copy.deepcopy(other[name])
    return json.dumps(tree).encode()


@cache
def _root(path: Path) -> Any:
    return Library(path).root.root


def _somewhere(tree: Any, chance: random.Random) -> Any:
    owner, key = chance.choice(list(_members(tree)))
    return owner[key]


@pytest.mark.parametrize(
    "seed",
    [pytest.param(each, marks=pytest.mark.slow if each >= QUICK else ()) for each in range(COUNT)],
)
def test_a_broken_document_ends_in_lines_that_name_places(seed: int, write: Write) -> None:
    chance = random.Random(seed)
    if seed % 3 == 0:
        path = write(_text(SOURCE.read_bytes(), chance))
    else:
        tree = _root(chance.choice([SOURCE, *OTHERS]))
        path = write(_tree(tree, chance), name=chance.choice(["api.json", "api.yaml"]))
    try:
        loaded = load(path)
    except RefusedError as refused:
        findings = refused.refusals
        assert findings
    else:
        findings = (*loaded.refusals, *loaded.warnings)
        json.dumps(loaded.api.document)
        for pointer in loaded.overlay:
            assert loaded.locate(pointer).line >= 1
    for finding in findings:
        assert "\n" not in str(finding)
        assert finding.location.file == str(path)
