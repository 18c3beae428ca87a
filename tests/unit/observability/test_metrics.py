"""What is counted, under which labels, and where it is served."""

import socket
from urllib.request import urlopen

import pytest
from prometheus_client import generate_latest

from impl.observability.metrics import Metrics, serve_metrics
from tests.service import settings_for

COUNT = "http_server_request_duration_seconds_count"


def labels(method: str, route: str, status: str) -> dict[str, str]:
    return {
        "http_request_method": method,
        "http_route": route,
        "http_response_status_code": status,
    }


def count(metrics: Metrics, method: str, route: str, status: str) -> float | None:
    return metrics.registry.get_sample_value(COUNT, labels(method, route, status))


def test_a_request_is_counted_by_method_template_and_status() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.2):
        metrics.request("GET", "/users/{id}", 200, seconds)
    metrics.request("GET", "/users/{id}", 404, 0.1)
    assert count(metrics, "GET", "/users/{id}", "200") == 2
    assert count(metrics, "GET", "/users/{id}", "404") == 1
    total = "http_server_request_duration_seconds_sum"
    assert metrics.registry.get_sample_value(
        total, labels("GET", "/users/{id}", "200")
    ) == pytest.approx(0.201)


def test_no_client_makes_time_series() -> None:
    metrics = Metrics()
    metrics.request("GET", None, 404, 0.1)
    before = len(generate_latest(metrics.registry).splitlines())
    for number in range(100):
        metrics.request(f"WORD{number}", None, 404, 0.1)
    assert count(metrics, "_OTHER", "", "404") == 100
    after = generate_latest(metrics.registry).splitlines()
    assert len(after) < 2 * before
    assert not any(b"WORD" in line for line in after)
    assert len(metrics._known) == 1


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_they_are_served_on_a_port_of_their_own_and_no_longer(servers, port: int) -> None:
    settings = settings_for(servers.libpq_url, servers.redis_url, metrics_port=port)
    metrics = Metrics()
    metrics.request("GET", "/livez", 200, 0.1)
    with serve_metrics(settings, metrics):
        text = urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read().decode()
    assert 'http_route="/livez"' in text
    assert "process_resident_memory_bytes" in text
    with pytest.raises(OSError):  # noqa: PT011  refused or reset, as the kernel likes
        urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10)


def test_a_port_that_is_taken_stops_the_start_in_one_line(servers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        settings = settings_for(servers.libpq_url, servers.redis_url, metrics_port=port)
        with (
            pytest.raises(SystemExit, match=f"METRICS_PORT: 127.0.0.1:{port} cannot be listened"),
            serve_metrics(settings, Metrics()),
        ):
            pass


async def test_without_a_port_nothing_is_served(client) -> None:
    assert (await client.get("/metrics")).status_code == 404
