"""Two real processes, a collector and a scrape: one trace, true numbers, and no secret."""

import httpx2 as httpx

from impl.settings import Settings
from tests.resilience.telemetry.collector import (
    TRACEPARENT,
    api,
    collecting,
    environment,
    event_worker,
    free_port,
    scrape,
    until,
)

PASSWORD = "canary horse battery staple"


async def test_one_trace_from_the_request_to_the_consumer_and_no_secret_in_it(
    settings: Settings, database
) -> None:
    ports = free_port(), free_port()
    with (
        collecting() as collector,
        event_worker(environment(settings, collector, ports[1])),
        api(environment(settings, collector, ports[0])) as url,
    ):
        async with httpx.AsyncClient(base_url=url) as client:
            user = await client.post(
                "/api/v1/auth/register",
                params={},
                headers={"traceparent": TRACEPARENT},
                json={"email": "ada@example.com", "full_name": "Ada", "password": PASSWORD},
            )
            assert user.status_code == 201
            credentials = {"email": "ada@example.com", "password": PASSWORD}
            tokens = (await client.post("/api/v1/auth/login", json=credentials)).json()
            bearer = {
                "Authorization": f"Bearer {tokens['access_token']}",
                "traceparent": TRACEPARENT,
            }
            gone = await client.delete(f"/api/v1/users/{user.json()['id']}", headers=bearer)
            assert gone.status_code == 204
            await client.get("/nowhere/canary-path", params={"q": "canary-query"})

        await until(lambda: "forget-sessions user.deleted" in collector.of_the_trace())
        await until(lambda: "DELETE /api/v1/users/{id}" in collector.of_the_trace())
        await until(lambda: "events_waiting{consumer=" in scrape(ports[1]))
        metrics = scrape(ports[0])

    spans = collector.of_the_trace()
    request = spans["DELETE /api/v1/users/{id}"]
    consumer = spans["forget-sessions user.deleted"]
    assert consumer.parent_span_id == request.span_id
    # Its SQL. The request's SQL has spans of the same names, so the ids alone tell them apart.
    assert any(span.parent_span_id == consumer.span_id for span in collector.spans())
    assert (
        'http_server_request_duration_seconds_count{http_request_method="DELETE",'
        'http_response_status_code="204",http_route="/api/v1/users/{id}"} 1.0' in metrics
    )
    assert 'http_route=""' in metrics
    told = b"".join(collector.bodies) + metrics.encode()
    for secret in ("canary", "ada@example.com", tokens["access_token"], tokens["refresh_token"]):
        assert secret.encode() not in told
