"""The fuzz's checks of lists find a service that ignores filters or mixes up its pages."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

ITEMS = [
    {
        "id": n,
        "kind": ("ripe", "raw")[n % 2],
        "season": ("spring", "autumn")[n // 3],
        "sold": n % 3 == 0,
    }
    for n in range(6)
]
ITEM = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "kind": {"enum": ["ripe", "raw"]},
        "season": {"enum": ["spring", "autumn"]},
        "sold": {"type": "boolean"},
    },
}
QUERY = {
    "kind": {"enum": ["ripe", "raw"]},
    "season": {"type": "array", "items": {"enum": ["spring", "autumn"]}},
    "sold": {"type": "boolean"},
    "limit": {"type": "integer", "minimum": 1, "maximum": 4, "default": 2},
    "cursor": {"type": "string", "pattern": "^after[0-9]$"},
}
PAGE = {
    "type": "object",
    "properties": {"items": {"type": "array", "items": ITEM}, "next_cursor": {}},
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Fruit", "version": "1"},
    "paths": {
        "/fruit": {
            "get": {
                "parameters": [
                    {"name": name, "in": "query", "schema": schema}
                    for name, schema in QUERY.items()
                ],
                "responses": {
                    "200": {
                        "description": "A page.",
                        "content": {"application/json": {"schema": PAGE}},
                    }
                },
            }
        }
    },
}


def page(fault: str, **query: str) -> dict[str, Any]:
    """A page of fruit; `fault` names what is wrong with it."""
    filters = [name for name in ("kind", "season", "sold") if name in query and name != fault]
    found = [
        each
        for each in ITEMS
        if all(json.dumps(each[name]).strip('"') in query[name].split(",") for name in filters)
    ]
    after = int(query.get("cursor", "after0").removeprefix("after"))
    size = int(query.get("limit", "2")) + (fault == "limit")
    shown = found[after : after + size]
    more = len(found) > after + size or fault == "stale"
    following = after + size - (fault == "repeat" and size > 0)
    return {"items": shown, "next_cursor": f"after{following}" if more and shown else None}


@contextmanager
def serving(fault: str) -> Iterator[str]:
    class Fruit(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query: dict[str, str] = {}
            for name, value in parse_qsl(urlsplit(self.path).query):
                query[name] = f"{query[name]},{value}" if name in query else value
            try:
                status, body = 200, json.dumps(page(fault, **query)).encode()
            except ValueError:
                status, body = 422, b"{}"
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Fruit) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def fuzz(url: str, folder: Path) -> str:
    """Fuzz with the checks of lists alone; what was found."""
    hooks = Path(__file__).with_name("lists.py")
    (folder / "schemathesis.toml").write_text(
        f"hooks = {json.dumps(str(hooks))}\ncontinue-on-failure = true\n"
        '[generation]\nmode = "positive"\ndatabase = "none"\n'
    )
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml"),
            *("run", "openapi.json", "--url", url, "--seed", "1", "--max-examples", "100"),
            *(
                "--phases",
                "fuzzing",
                "--checks",
                "a_filter_finds_only_what_it_names,pages_follow_each_other",
            ),
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(hooks.parent)},  # where hooks.py finds the others
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("kind", "the filter is ignored"),
        ("season", "the filter is ignored"),
        ("sold", "the filter is ignored"),
        ("limit", "A page of 3 items, and limit=2"),
        ("stale", "is stale"),
        ("repeat", "The next page repeats an item of the page before"),
    ],
)
def test_a_service_with_a_fault_is_found(fault: str, sentence: str, tmp_path: Path) -> None:
    with serving(fault) as url:
        assert sentence in fuzz(url, tmp_path)


@pytest.mark.slow
def test_one_without_is_clean(tmp_path: Path) -> None:
    with serving("") as url:
        said = fuzz(url, tmp_path)
    assert "No issues found" in said, said
