"""What the TypeScript SDK makes of a network that drops, cuts, delays and refuses."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exactapi.sdk.typescript.node import NODE

from scripts.fuzz.service import RunningService
from tests.sdk.javascript import in_node
from tests.sdk.proxy import Fault, Proxy, proxy

pytestmark = pytest.mark.thorough
REFRESH = "POST /api/v1/auth/refresh"


@pytest.fixture(scope="module")
def network(service: RunningService) -> Iterator[Proxy]:
    with proxy(service.url) as running:
        yield running


def run(name: str, sdk: Path, network: Proxy, *faults: Fault) -> Any:
    network.fail(*faults)
    return in_node(str(NODE), "faults.mjs", name, sdk, network.url)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(drop=True),
        Fault(answer=429, headers={"retry-after": "0"}),
        Fault(answer=503),
    ],
    ids=repr,
)
def test_a_read_is_tried_again(sdk: Path, network: Proxy, fault: Fault) -> None:
    assert run("read", sdk, network, fault) == {"data": {"status": "ok"}}
    assert len(network.seen) == 2


def test_a_write_whose_fate_is_unknown_is_not_repeated(sdk: Path, network: Proxy) -> None:
    assert run("write", sdk, network, Fault(lose=True))["name"] == "ConnectionFailed"
    assert len(network.forwarded) == 1


def test_a_write_that_was_refused_unseen_is_repeated(sdk: Path, network: Proxy) -> None:
    refused = Fault(answer=503, headers={"retry-after": "0"})
    assert run("write", sdk, network, refused)["data"]["full_name"] == "Ada"


def test_a_write_with_a_key_is_repeated_under_the_same_key(sdk: Path, network: Proxy) -> None:
    assert run("keyed", sdk, network, Fault(drop=True))["data"]["full_name"] == "Ada"
    assert [headers.get("idempotency-key") for headers in network.headers] == ["one", "one"]


def test_a_wait_that_is_too_long_is_not_begun(sdk: Path, network: Proxy) -> None:
    found = run("read", sdk, network, Fault(answer=429, headers={"retry-after": "3600"}))
    assert (found["name"], found["status"], found["retryAfter"]) == ("HttpError", 429, 3600)
    assert len(network.seen) == 1


def test_a_slow_answer_times_out(sdk: Path, network: Proxy) -> None:
    assert run("hurried", sdk, network, Fault(delay=0.5))["name"] == "TimedOut"


def test_an_attempt_waits_for_no_answer_that_does_not_come(sdk: Path, network: Proxy) -> None:
    """The document says 5 seconds for the first call, and the network may take as long."""
    assert run("patience", sdk, network) == [[10, 30], [2, 2], [10], [60, 60]]


def test_a_deprecation_is_told_once(sdk: Path, network: Proxy) -> None:
    until = "Sun, 01 Nov 2099 00:00:00 GMT"
    headers = {"content-type": "application/json", "deprecation": "@1700000000", "sunset": until}
    answer = Fault(answer=200, headers=headers, body=b'{"status": "ok"}')
    told = run("warned", sdk, network, answer, answer)
    assert told == [f"GET /startupz is deprecated; it ends on {until}"]


def test_versions_are_compared(sdk: Path, network: Proxy) -> None:
    found = run("versions", sdk, network)
    assert found["now"].startswith("Alice ")
    assert {**found, "now": None} == {"same": 304, "second": 412, "now": None}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(answer=200, headers={"content-type": "text/html"}, body=b"<p>"),
        Fault(answer=206, headers={"content-type": "application/json"}, body=b"{}"),
        Fault(answer=200, headers={"content-type": "application/json"}, body=b"{"),
    ],
    ids=repr,
)
def test_an_answer_outside_the_contract_says_so(sdk: Path, network: Proxy, fault: Fault) -> None:
    named = {**fault.headers, "x-request-id": "the-request"}
    found = run("read", sdk, network, Fault(answer=fault.answer, headers=named, body=fault.body))
    assert found["name"] == "UnexpectedResponse"
    assert "outside the contract" in found["message"]
    assert found["requestId"] == "the-request"
    assert found["content"] == fault.body.decode()


def test_an_error_that_is_no_problem_keeps_its_body(sdk: Path, network: Proxy) -> None:
    found = run("write", sdk, network, Fault(answer=500, body=b"<p>broken</p>"))
    assert (found["name"], found["status"]) == ("HttpError", 500)
    assert found["content"] == "<p>broken</p>"


def test_a_declared_problem_is_known(sdk: Path, network: Proxy) -> None:
    found = run("twice", sdk, network)
    assert found["isTaken"]
    assert not found["isOther"]
    assert found["detail"]


def test_one_refresh_serves_all_calls(sdk: Path, network: Proxy) -> None:
    found = run("race", sdk, network)
    assert found == {"emails": ["alice@example.com"] * 8, "told": 1}
    assert network.seen.count(REFRESH) == 1


def test_pages_are_one_sequence(sdk: Path, network: Proxy) -> None:
    emails = run("paged", sdk, network)
    assert emails == sorted(emails)
    assert len(emails) >= 3
