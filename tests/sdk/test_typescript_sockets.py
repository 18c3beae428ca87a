"""The WebSocket of the document through the TypeScript SDK, in Node."""

from pathlib import Path

from exactapi.sdk.typescript.node import NODE

from scripts.fuzz.service import RunningService
from tests.sdk.javascript import in_node
from tests.sdk.test_sockets import sending

PONG = '{"type": "pong"}'


def test_a_ticket_opens_a_socket(service: RunningService, sdk: Path) -> None:
    answers = in_node(str(NODE), "sockets.mjs", "subscribed", sdk, service.url)
    assert answers == ["subscribed", "pong"]


def test_a_refused_handshake_is_a_failed_connection(service: RunningService, sdk: Path) -> None:
    assert in_node(str(NODE), "sockets.mjs", "refused", sdk, service.url) == "ConnectionFailed"


def test_iterating_ends_when_the_service_closes_as_it_should(sdk: Path) -> None:
    with sending(PONG, PONG) as url:
        assert in_node(str(NODE), "sockets.mjs", "all", sdk, url) == ["pong", "pong"]


def test_another_close_is_thrown_with_its_code(sdk: Path) -> None:
    with sending(PONG, code=4408) as url:
        assert in_node(str(NODE), "sockets.mjs", "all", sdk, url) == ["pong", 4408, "enough"]


def test_a_message_that_is_no_json_keeps_its_raw_text(sdk: Path) -> None:
    with sending("pong!") as url:
        assert in_node(str(NODE), "sockets.mjs", "all", sdk, url) == ["pong!"]
