"""`x-websocket`: refused by line where it could not be honoured, else in IR and document."""

import pytest
import yaml

from exactapi.generate.ir import DeclaredSocket
from exactapi.generate.load import load
from generator.conftest import Write
from generator.golden import CASES

SPEC = (CASES / "websockets" / "openapi.yaml").read_text(encoding="utf-8")


def refusals(write: Write, old: str, new: str) -> list[str]:
    assert old in SPEC
    return [str(each) for each in load(write(SPEC.replace(old, new, 1))).refusals]


def test_the_schemas_of_both_directions_are_in_the_ir(write: Write) -> None:
    loaded = load(write(SPEC))
    assert loaded.refusals == loaded.warnings == ()
    room, plain, clock = (each.socket for each in loaded.api.operations)
    here = "/paths/~1rooms~1{room}/get/x-websocket"
    assert room == DeclaredSocket(f"{here}/receives", f"{here}/sends")
    assert plain is None
    assert clock is not None


def test_426_is_added_to_what_a_socket_answers_and_to_nothing_else(write: Write) -> None:
    paths = load(write(SPEC)).api.document["paths"]
    assert "426" in paths["/clock"]["get"]["responses"]
    assert "426" not in paths["/rooms"]["get"]["responses"]


def test_messages_may_lie_in_another_file(write: Write) -> None:
    document = yaml.safe_load(SPEC)
    schemas = document["components"].pop("schemas")
    write(yaml.safe_dump({"components": {"schemas": schemas}}), "messages.yaml")
    text = yaml.safe_dump(document).replace(
        "'#/components/schemas", "'messages.yaml#/components/schemas"
    )
    loaded = load(write(text))
    assert loaded.refusals == ()
    clock = loaded.api.document["paths"]["/clock"]["get"]["x-websocket"]
    assert clock["receives"] == {"$ref": "#/components/schemas/Leave"}


REFUSED = {
    "a method other than GET": (
        "/clock:\n    get:",
        "/clock:\n    put:",
        "35:7 paths./clock.put.x-websocket: extension-value: a WebSocket begins with a GET "
        "(RFC 6455, 4.1); move it to the `get`",
    ),
    "no 101": (
        '"101": { description: Ticking. }',
        '"default": { description: Ticking. }',
        "35:7 paths./clock.get.x-websocket: extension-value: a WebSocket is answered with 101; "
        "declare the response `101`",
    ),
    "another success": (
        '"101": { description: Ticking. }',
        '"101": { description: Ticking. }, "200": { description: No. }',
        "39:54 paths./clock.get.responses[200]: extension-value: a WebSocket has no other success "
        "than 101, and `200` is one; remove it",
    ),
    "a body": (
        '"101": { description: Ticking. } }',
        '"101": { description: Ticking. } }\n      requestBody: { content: {} }',
        "35:7 paths./clock.get.x-websocket: extension-value: a handshake has no body; "
        "remove the `requestBody`",
    ),
    "no messages": (
        '        receives: { $ref: "#/components/schemas/Leave" }\n',
        "",
        "35:7 paths./clock.get.x-websocket: structure: `receives` is missing in this websocket; "
        "add `receives`",
    ),
    "a schema without a name": (
        'receives: { $ref: "#/components/schemas/Leave" }',
        "receives: { type: object }",
        '36:9 paths./clock.get.x-websocket.receives: extension-value: "$ref" is a required '
        "property; see docs/extensions.md",
    ),
    "an unknown key": (
        "subprotocols: [rooms.v1]",
        "subprotocol: rooms.v1",
        "16:7 paths./rooms/{room}.get.x-websocket: extension-value: Additional properties are not "
        "allowed ('subprotocol' was unexpected); see docs/extensions.md",
    ),
    "a reference to nothing": (
        'receives: { $ref: "#/components/schemas/Leave" }',
        'receives: { $ref: "#/components/schemas/Live" }',
        "36:21 paths./clock.get.x-websocket.receives.$ref: ref-unknown: ",
    ),
    "an error message that has no room for what is wrong": (
        "        errors: { type: array",
        "        others: { type: array",
        "does not match this schema",
    ),
    "an error message without all codes": (
        "code: { enum: [malformed, invalid, rate-limited] }",
        "code: { enum: [malformed, invalid] }",
        "does not match this schema",
    ),
    "an error message that is never sent": (
        '- $ref: "#/components/schemas/ErrorMessage"',
        '- $ref: "#/components/schemas/Say"',
        "x-websocket.sends: extension-value: an error message of the runtime does not match",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_honoured_is_refused_with_its_line(write: Write, name: str) -> None:
    old, new, expected = REFUSED[name]
    found = refusals(write, old, new)
    assert any(expected in each for each in found), found
