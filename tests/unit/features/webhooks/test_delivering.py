"""Messages reach their endpoints, signed, at least once, and failures end well."""

import asyncio
import json
from dataclasses import replace

import jsonschema_rs
import pytest
from exactapi.sdk.python.runtime.webhooks import SignatureInvalid, verify
from structlog.contextvars import bound_contextvars
from structlog.testing import capture_logs

from impl.features.users.service import UserService
from impl.features.users.webhooks import TELL_WEBHOOKS
from impl.features.webhooks import delivering as module
from impl.features.webhooks.delivering import Delivering
from impl.features.webhooks.schedule import FACTORS
from impl.features.webhooks.sending import claim
from impl.observability.metrics import Metrics
from tests.operations import SPEC
from tests.peer import Peer, Request, response, running
from tests.unit.features.webhooks.conftest import Hooks

DELIVERIES = "SELECT * FROM webhook_deliveries ORDER BY id"
WEBHOOKS = "SELECT * FROM webhooks ORDER BY id"
DUE = "UPDATE webhook_deliveries SET next_at = now()"


async def test_an_event_is_one_signed_message_for_each_webhook_that_listens(
    hooks: Hooks, peer: Peer
) -> None:
    secrets = [(await hooks.create(f"{peer.url}/{name}"))[1] for name in "ab"]
    await hooks.create(f"{peer.url}/c", "user.deleted")
    user = await hooks.create_user()
    await hooks.deliver()
    assert sorted(request.target for request in peer.requests) == ["/a", "/b"]
    deliveries = {str(row["id"]): row for row in await hooks.rows(DELIVERIES)}
    assert len(deliveries) == 2
    for request in peer.requests:
        secret = secrets["ab".index(request.target[1])]
        message = verify(request.body, request.headers, secret)
        assert deliveries[message]["status"] == "delivered"
        assert deliveries[message]["last_status"] == 200
        assert json.loads(request.body)["data"]["id"] == str(user)
        assert request.headers["content-type"] == "application/json"
        with pytest.raises(SignatureInvalid):
            verify(request.body + b" ", request.headers, secret)


async def test_each_message_is_what_the_document_says(hooks: Hooks, peer: Peer) -> None:
    await hooks.create(peer.url)
    user = await hooks.create_user()
    await hooks.execute("UPDATE users SET full_name = 'Ada King'")
    for act in ("update", "delete"):
        work = hooks.resources.database.unit_of_work()
        service = UserService(work, hooks.resources)
        if act == "update":
            await service.update(user, full_name="Ada Lovelace")
        else:
            await service.delete(user)
        await work.commit()
        await work.close()
    await hooks.consume()
    await hooks.deliver()
    sent = {json.loads(request.body)["type"]: request.body for request in peer.requests}
    assert sent.keys() == {each.type for each in TELL_WEBHOOKS.events}
    for name, body in sent.items():
        schema = SPEC["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]
        jsonschema_rs.Draft202012Validator(
            {"components": SPEC["components"], **schema["schema"]}, validate_formats=True
        ).validate(json.loads(body))


async def test_a_failure_is_tried_again_later_with_the_same_id_and_body(
    hooks: Hooks, peer: Peer
) -> None:
    await hooks.create(peer.url)
    await hooks.create_user()
    peer.says(500, 302, 200)
    for _ in range(3):
        await hooks.deliver()
        (row,) = await hooks.rows(DELIVERIES)
        if row["status"] == "pending":
            assert row["last_error"] == f"the endpoint answered {row['last_status']}"
            (waits,) = await hooks.rows(
                "SELECT extract(epoch FROM next_at - now()) AS s FROM webhook_deliveries"
            )
            factor = FACTORS[row["attempts"] - 1]
            assert 0 < waits["s"] <= 1.2 * 5 * factor
            await hooks.execute(DUE)
    assert (row["status"], row["attempts"]) == ("delivered", 3)
    assert len({request.headers["webhook-id"] for request in peer.requests}) == 1
    assert len({request.body for request in peer.requests}) == 1


async def test_after_the_last_attempt_it_has_failed(hooks: Hooks, peer: Peer) -> None:
    await hooks.create(peer.url)
    await hooks.create_user()
    await hooks.execute(f"UPDATE webhook_deliveries SET attempts = {len(FACTORS)}")
    peer.says(503)
    await hooks.deliver()
    (row,) = await hooks.rows(DELIVERIES)
    assert row["status"] == "failed"
    assert row["finished_at"] is not None
    await hooks.execute(DUE)
    await hooks.deliver()
    assert len(peer.requests) == 1


async def test_an_endpoint_that_is_not_there_is_told_in_words(hooks: Hooks) -> None:
    async with running() as gone:
        await hooks.create(gone.url)
    await hooks.create_user()
    await hooks.deliver()
    (row,) = await hooks.rows(DELIVERIES)
    assert (row["last_status"], row["last_error"]) == (None, "ConnectError")


async def test_an_endpoint_that_is_gone_is_paused_and_that_is_an_event(
    hooks: Hooks, peer: Peer
) -> None:
    webhook, _ = await hooks.create(peer.url)
    await hooks.create_user()
    peer.says(410)
    await hooks.deliver()
    (row,) = await hooks.rows(WEBHOOKS)
    assert (row["status"], row["paused_because"]) == ("paused", "gone")
    (event,) = await hooks.rows("SELECT * FROM outbox WHERE type = 'webhook.paused'")
    assert event["payload"] == {"id": str(webhook), "because": "gone"}
    await hooks.create_user("grace@example.com")
    await hooks.deliver()
    assert len(peer.requests) == 1, "events pass it by"


async def test_one_that_has_failed_for_days_is_paused(hooks: Hooks, peer: Peer) -> None:
    await hooks.create(peer.url)
    await hooks.create_user()
    peer.says(500)
    await hooks.deliver()
    (webhook,) = await hooks.rows(WEBHOOKS)
    assert webhook["status"] == "active"
    assert webhook["failing_since"] is not None
    await hooks.execute("UPDATE webhooks SET failing_since = now() - interval '73 hours'")
    await hooks.execute(DUE)
    await hooks.deliver()
    (webhook,) = await hooks.rows(WEBHOOKS)
    assert (webhook["status"], webhook["paused_because"]) == ("paused", "failing")


async def test_a_success_forgets_the_failures_before(hooks: Hooks, peer: Peer) -> None:
    await hooks.create(peer.url)
    await hooks.create_user()
    peer.says(500, 200)
    await hooks.deliver()
    await hooks.execute("UPDATE webhooks SET failing_since = now() - interval '73 hours'")
    await hooks.execute(DUE)
    await hooks.deliver()
    (webhook,) = await hooks.rows(WEBHOOKS)
    assert (webhook["status"], webhook["failing_since"]) == ("active", None)


async def test_what_waited_while_it_was_paused_is_sent_when_it_is_active_again(
    hooks: Hooks, peer: Peer
) -> None:
    webhook, _ = await hooks.create(peer.url)
    await hooks.create_user()
    await hooks.webhooks(lambda service: service.update(webhook, status="paused"))
    await hooks.deliver()
    assert peer.requests == []
    await hooks.webhooks(lambda service: service.update(webhook, status="active"))
    await hooks.deliver()
    assert len(peer.requests) == 1


async def test_while_a_secret_is_replaced_both_sign(hooks: Hooks, peer: Peer) -> None:
    webhook, old = await hooks.create(peer.url)
    new, _ = await hooks.webhooks(lambda service: service.rotate_secret(webhook))
    await hooks.create_user()
    await hooks.deliver()
    (request,) = peer.requests
    verify(request.body, request.headers, old)
    verify(request.body, request.headers, new)
    await hooks.execute("UPDATE webhooks SET previous_secret_until = now()")
    await hooks.create_user("grace@example.com")
    await hooks.deliver()
    verify(peer.requests[1].body, peer.requests[1].headers, new)
    with pytest.raises(SignatureInvalid):
        verify(peer.requests[1].body, peer.requests[1].headers, old)


async def test_redelivery_sends_the_same_message(hooks: Hooks, peer: Peer) -> None:
    webhook, _ = await hooks.create(peer.url)
    await hooks.create_user()
    await hooks.deliver()
    (row,) = await hooks.rows(DELIVERIES)
    await hooks.webhooks(lambda service: service.redeliver(row["id"], webhook))
    await hooks.deliver()
    first, second = peer.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


OPEN_TRANSACTIONS = (
    "SELECT count(*) AS n FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
    " AND datname = current_database()"
)


async def test_no_transaction_is_open_while_an_endpoint_answers(hooks: Hooks, peer: Peer) -> None:
    await hooks.create(peer.url)
    await hooks.create_user()
    ended: list[bool] = []

    async def look(_request: Request, writer: asyncio.StreamWriter) -> None:
        """Answer once no transaction is open: one over the call would be, until the answer."""
        async with asyncio.timeout(5):
            while (await hooks.rows(OPEN_TRANSACTIONS))[0]["n"]:  # noqa: ASYNC110  it tells nobody
                await asyncio.sleep(0.05)
        ended.append(True)
        writer.write(response(204))

    peer.answer = look
    await hooks.deliver()
    assert ended == [True]


async def test_a_slow_endpoint_holds_up_no_other(hooks: Hooks, peer: Peer) -> None:
    gate = asyncio.Event()

    async def slow(_request: Request, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        writer.write(response(204))

    async with running() as hanging:
        hanging.answer = slow
        await hooks.create(hanging.url)
        await hooks.create(peer.url)
        for number in range(5):
            await hooks.create_user(f"{number}@example.com")
        while len(peer.requests) < 5:
            await hooks.delivering.deliver_due()
        assert len(hanging.requests) == 1, "one message at a time"
        gate.set()
        await hooks.deliver()
        assert len(hanging.requests) == 5


async def test_who_has_waited_longest_is_sent_to_first(hooks: Hooks, peer: Peer) -> None:
    """Else those with a long backlog would have all places, and others none, for ever."""
    for name in "abc":
        await hooks.create(f"{peer.url}/{name}", "user.created")
    await hooks.create_user()
    for seconds, name in enumerate("bca"):
        await hooks.execute(
            f"UPDATE webhook_deliveries SET next_at = now() - interval '{60 - seconds} seconds'"
            f" FROM webhooks WHERE webhooks.id = webhook_id AND url LIKE '%/{name}'"
        )
    taken = [each.url[-1] for _ in "abc" for each in await claim(hooks.resources.database, 1, [])]
    assert taken == ["b", "c", "a"]


async def test_what_a_killed_worker_had_taken_is_sent_by_another(hooks: Hooks, peer: Peer) -> None:
    await hooks.create(peer.url)
    await hooks.create_user()

    async def hang(_request: Request, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    peer.answer = hang
    await hooks.delivering.deliver_due()
    (task,) = hooks.delivering._under_way
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    peer.answer = None
    other = Delivering(hooks.resources)
    assert not await other.deliver_due(), "it is taken"
    await hooks.execute(DUE)  # the lease is over
    await Hooks(hooks.resources, other).deliver()
    await other.close()
    (row,) = await hooks.rows(DELIVERIES)
    assert (row["status"], row["attempts"]) == ("delivered", 2)


async def test_a_late_outcome_of_an_attempt_that_is_over_changes_nothing(
    hooks: Hooks, peer: Peer
) -> None:
    await hooks.create(peer.url)
    await hooks.create_user()

    async def meanwhile(_request: Request, writer: asyncio.StreamWriter) -> None:
        await hooks.execute("UPDATE webhook_deliveries SET attempts = attempts + 1")
        writer.write(response(410))

    peer.answer = meanwhile
    await hooks.deliver()
    (row,) = await hooks.rows(DELIVERIES)
    assert (row["status"], row["last_status"]) == ("pending", None)
    (webhook,) = await hooks.rows(WEBHOOKS)
    assert webhook["status"] == "active"


async def test_two_workers_send_each_message_once(hooks: Hooks, peer: Peer) -> None:
    for name in range(5):
        await hooks.create(f"{peer.url}/{name}")
    for number in range(4):
        await hooks.create_user(f"{number}@example.com")
    other = Delivering(hooks.resources)
    await asyncio.gather(hooks.deliver(), Hooks(hooks.resources, other).deliver())
    await other.close()
    ids = [request.headers["webhook-id"] for request in peer.requests]
    assert len(ids) == len(set(ids)) == 20


async def test_the_trace_and_the_id_of_the_request_go_all_the_way(hooks: Hooks, peer: Peer) -> None:
    await hooks.create(peer.url)
    with bound_contextvars(request_id="01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"):
        await hooks.create_user()
    await hooks.deliver()
    assert peer.requests[0].headers["x-request-id"] == "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"


async def test_metrics_tell_what_became_of_messages_and_what_waits(
    hooks: Hooks, peer: Peer
) -> None:
    metrics = Metrics()
    delivering = Delivering(hooks.resources, metrics)
    measured = Hooks(hooks.resources, delivering)
    await hooks.create(peer.url, "user.created")
    await hooks.create(f"{peer.url}/gone", "user.created")
    await hooks.create_user()

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(response(410 if request.target == "/gone" else 200))

    peer.answer = answer
    await delivering.measure()
    assert value(metrics, "webhook_deliveries_due") == 2
    await measured.deliver()
    await delivering.measure()
    await delivering.close()
    assert value(metrics, "webhook_deliveries_due") == 0
    assert value(metrics, "webhook_attempts_total", result="delivered") == 1
    assert value(metrics, "webhook_attempts_total", result="given_up") == 1
    assert value(metrics, "webhook_attempt_duration_seconds_count") == 2
    assert value(metrics, "webhooks_paused", because="gone") == 1
    assert value(metrics, "webhooks_paused", because="failing") == 0


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


async def test_only_the_public_internet_is_sent_to(hooks: Hooks, peer: Peer) -> None:
    """The URL was taken while that was allowed, or its name has come to lead somewhere else."""
    await hooks.create(peer.url.replace("http:", "https:"))
    await hooks.create_user()
    closed = hooks.resources.settings.model_copy(update={"webhook_allow_private": False})
    strict = Delivering(replace(hooks.resources, settings=closed))
    with capture_logs() as events:
        await Hooks(hooks.resources, strict).deliver()
    await strict.close()
    assert ("webhook_failed", "port") in [
        (each["event"], str(each.get("reason"))[:4]) for each in events
    ]
    (row,) = await hooks.rows(DELIVERIES)
    assert peer.connections == 0
    assert row["last_error"].startswith("port")
    assert row["status"] == "pending"


async def test_calls_that_do_not_end_are_cut_off_at_the_end(
    hooks: Hooks, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GRACE", 0.05)
    await hooks.create(peer.url)
    await hooks.create_user()

    async def hang(_request: Request, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    peer.answer = hang
    await hooks.delivering.deliver_due()
    await hooks.delivering.close()
    assert hooks.delivering._under_way == {}


async def test_old_deliveries_are_forgotten(hooks: Hooks, peer: Peer) -> None:
    await hooks.create(peer.url)
    await hooks.create_user()
    assert not await hooks.delivering.forget_old()
    assert len(await hooks.rows(DELIVERIES)) == 1
    await hooks.execute("UPDATE webhook_deliveries SET created_at = now() - interval '31 days'")
    await hooks.delivering.forget_old()
    assert await hooks.rows(DELIVERIES) == []
