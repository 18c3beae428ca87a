"""The integration that docs/outbound.md shows works as it stands there."""

import re
from typing import Any

from impl.outbound.client import HTTPClient
from impl.outbound.errors import OutboundError
from impl.outbound.integration import Integration
from tests.peer import Peer
from tests.service import ROOT

PAGE = (ROOT / "docs" / "outbound.md").read_text()
(SHOWN,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


async def test_the_example_runs_against_a_real_service(http: HTTPClient, peer: Peer) -> None:
    def client() -> HTTPClient:
        return http

    names: dict[str, Any] = {
        "HTTPClient": client,
        "Integration": Integration,
        "OutboundError": OutboundError,
    }
    exec(SHOWN.replace("https://weather.example.com", peer.url), names)
    peer.says(200, body=b'{"celsius": 21.5}')
    assert await names["weather"].temperature("Berlin") == 21.5
    assert peer.requests[0].target == "/now?city=Berlin"
    assert peer.requests[0].headers["authorization"] == "Bearer ..."
    peer.says(404)
    assert await names["weather"].temperature("Atlantis") is None


def test_it_takes_fifteen_lines() -> None:
    assert len([line for line in SHOWN.splitlines() if line.strip()]) <= 15
