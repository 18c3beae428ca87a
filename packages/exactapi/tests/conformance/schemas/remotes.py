"""What the official tests refer to on `http://localhost:1234`, in words of our own.

The suite's files for that server are not part of its tests. Each schema here does what the names,
references and instances of the tests ask of it; what else stands there would lead astray a
reference that is resolved against the wrong address.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

ORIGIN = "http://localhost:1234/"
HERE = f"{ORIGIN}draft2020-12/"
SPECIFICATION = "https://json-schema.org/draft/2020-12/"

INTEGER = {"type": "integer"}
STRING = {"type": "string"}


def vocabularies(**required: bool) -> dict[str, Any]:
    """A metaschema; a name's underscores are hyphens."""
    used = {f"{SPECIFICATION}vocab/{name.replace('_', '-')}": required[name] for name in required}
    return {"$schema": f"{SPECIFICATION}schema", "$vocabulary": used, "type": ["object", "boolean"]}


SCHEMAS: dict[str, Any] = {
    "draft2020-12/integer.json": INTEGER,
    "draft2020-12/subSchemas.json": {
        "$defs": {"integer": INTEGER, "refToInteger": {"$ref": "#/$defs/integer"}}
    },
    "draft2020-12/locationIndependentIdentifier.json": {
        "$defs": {"refToInteger": {"$ref": "#foo"}, "Named": {"$anchor": "foo", **INTEGER}}
    },
    "draft2020-12/folderInteger.json": False,
    "draft2020-12/baseUriChange/folderInteger.json": INTEGER,
    "draft2020-12/baseUriChangeFolder/folderInteger.json": INTEGER,
    "draft2020-12/baseUriChangeFolderInSubschema/folderInteger.json": INTEGER,
    "draft2020-12/name-defs.json": {
        "$defs": {"orNull": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
        **STRING,
    },
    "draft2020-12/ref-and-defs.json": {
        "$id": f"{HERE}ref-and-defs.json",
        "$ref": "#/$defs/withText",
        "$defs": {"withText": {"properties": {"bar": STRING}}},
    },
    "draft2020-12/string.json": False,
    "draft2020-12/nested/string.json": STRING,
    "draft2020-12/nested/foo-ref-string.json": {"properties": {"foo": {"$ref": "string.json"}}},
    "draft2020-12/different-id-ref-string.json": {
        "$id": f"{ORIGIN}elsewhere/text.json",
        "$ref": "#/$defs/text",
        "$defs": {"text": STRING},
    },
    "draft2020-12/urn-ref-string.json": {
        "$id": "urn:uuid:5d3a4bd5-5b04-4e3e-9dcd-a4e9c4c2d8a1",
        "$ref": "#/$defs/text",
        "$defs": {"text": STRING},
    },
    "draft2020-12/nested-absolute-ref-to-string.json": {
        "$ref": f"{ORIGIN}elsewhere/inner.json",
        "$defs": {"text": {"$id": f"{ORIGIN}elsewhere/inner.json", **STRING}},
    },
    "draft2020-12/detached-ref.json": {
        "$id": f"{HERE}detached-ref.json",
        "$defs": {"foo": {"$ref": "#far"}, "apart": {"$anchor": "far", **INTEGER}},
    },
    "draft2020-12/detached-dynamicref.json": {
        "$id": f"{HERE}detached-dynamicref.json",
        "$defs": {"foo": {"$dynamicRef": "#far"}, "apart": {"$dynamicAnchor": "far", **INTEGER}},
    },
    "draft2020-12/tree.json": {
        "$id": f"{HERE}tree.json",
        "$dynamicAnchor": "node",
        "properties": {"data": True, "children": {"items": {"$dynamicRef": "#node"}}},
    },
    "draft2020-12/extendible-dynamic-ref.json": {
        "$id": f"{HERE}extendible-dynamic-ref.json",
        "properties": {"elements": {"items": {"$dynamicRef": "#elements"}}},
        "required": ["elements"],
        "additionalProperties": False,
        "$defs": {"any": {"$dynamicAnchor": "elements"}},
    },
    "draft2020-12/metaschema-no-validation.json": vocabularies(core=True, applicator=True),
    "draft2020-12/metaschema-optional-vocabulary.json": vocabularies(
        core=True, validation=True, unheard_of=False
    ),
    "draft2020-12/format-assertion-false.json": vocabularies(core=True, format_assertion=False),
    "draft2020-12/format-assertion-true.json": vocabularies(core=True, format_assertion=True),
    "draft2019-09/ignore-prefixItems.json": {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "prefixItems": [STRING],
    },
}


@contextmanager
def proxy() -> Iterator[str]:
    """The address of an HTTP proxy that answers for `ORIGIN`, so that no port is taken."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Remotes)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Remotes(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.removeprefix(ORIGIN)
        found = name in SCHEMAS
        self.send_response(200 if found else 404)
        self.end_headers()
        if found:
            self.wfile.write(json.dumps(SCHEMAS[name]).encode())

    def log_message(self, *_: Any) -> None:
        """Nothing: a request is no news."""
