"""A client, and a real peer for it to call."""

from collections.abc import AsyncIterator

import pytest

from impl.outbound.client import HTTPClient
from impl.outbound.integration import Integration
from tests.peer import Peer, running


class Example(Integration):
    service = "example"


@pytest.fixture
async def http() -> AsyncIterator[HTTPClient]:
    http = HTTPClient()
    yield http
    await http.close()


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running() as peer:
        yield peer


@pytest.fixture
def example(http: HTTPClient, peer: Peer) -> Example:
    return Example(http, peer.url)
