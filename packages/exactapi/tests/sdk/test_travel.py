"""What an SDK sends and reads, by a document with every kind of body, answer and credential."""

import base64
import hashlib
import hmac
import io
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from pydantic import ValidationError

ID = UUID("01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a")
Respond = Callable[[httpx2.Request], httpx2.Response]


def opened(travel: Any, respond: Respond, **credentials: Any) -> Any:
    http = httpx2.Client(transport=httpx2.MockTransport(respond))
    return travel.Client(http=http, **credentials)


def answering(seen: list[httpx2.Request], *answers: httpx2.Response) -> Respond:
    left = list(answers)

    def respond(request: httpx2.Request) -> httpx2.Response:
        request.read()
        seen.append(request)
        return left.pop(0) if len(left) > 1 else left[0]

    return respond


def page(following: str | None, *names: str) -> httpx2.Response:
    items = [{"id": name, "kind": "funicular", "new": [1]} for name in names]
    return httpx2.Response(200, json={"items": items, "next_cursor": following})


@pytest.mark.filterwarnings("ignore:list-stations is deprecated:DeprecationWarning")
def test_pages_and_parameters_of_every_style(travel: Any) -> None:
    seen: list[httpx2.Request] = []
    respond = answering(seen, page("b/c", "A"), page(None, "B"))
    with opened(travel, respond) as client:
        near = travel.models.Point(lat=1.5, lon=-2)
        found = client.stations.iter_list_stations(near=near, tags=["a|b", "c"], x_trace=[1, 2])
        assert [each.id for each in found] == ["A", "B"]
    assert seen[0].url.raw_path == b"/v1/stations?near[lat]=1.5&near[lon]=-2&tags=a%7Cb%7Cc"
    assert seen[0].headers["x-trace"] == "1,2"
    assert b"cursor=b%2Fc" in seen[1].url.raw_path
    assert "authorization" not in seen[0].headers


def test_a_query_string_is_written_as_a_whole(travel: Any, beyond: Any) -> None:
    seen: list[httpx2.Request] = []
    respond = answering(seen, httpx2.Response(204))
    with opened(travel, respond) as client:
        search = travel.models.Search(near="A&B", tags=["x", "y z"])
        client.stations.search_stations(filter=search)
    with opened(beyond, respond) as client:
        client.stations.look_up_stations(filter=beyond.models.Search(near="A&B", tags=["y z"]))
        client.stations.select_stations(selector="$.a[?b]", x_note="plain, text")
    assert [request.url.raw_path.partition(b"?")[2] for request in seen] == [
        b"near=A%26B&tags=x&tags=y+z",
        b"%7B%22near%22%3A%22A%26B%22%2C%22tags%22%3A%5B%22y%20z%22%5D%7D",
        b"%24.a%5B%3Fb%5D",
    ]
    assert seen[2].headers["x-note"] == "plain, text"


def test_a_method_of_ones_own_is_sent_as_it_is_written(beyond: Any) -> None:
    seen: list[httpx2.Request] = []
    with opened(beyond, answering(seen, httpx2.Response(204))) as client:
        client.stations.link_stations()
    assert seen[0].method == "x-Link"


def test_cookies_of_the_style_cookie_are_one_for_each_item_and_member(travel: Any) -> None:
    seen: list[httpx2.Request] = []
    with opened(travel, answering(seen, httpx2.Response(204))) as client:
        client.stations.search_stations(seen=[1, 2], view=travel.models.Search(near="a%2Fb"))
    assert seen[0].headers["cookie"] == "seen=1; seen=2; near=a%2Fb"


def test_a_deprecated_operation_is_marked(travel: Any) -> None:
    with (
        opened(travel, answering([], page(None))) as client,
        pytest.warns(DeprecationWarning, match="list-stations"),
    ):
        client.stations.list_stations()


def booking(**payment: Any) -> dict[str, Any]:
    return {"id": str(ID), "note": None, "payment": payment}


def test_a_kind_that_is_new_is_kept_and_one_that_is_wrong_is_told(travel: Any) -> None:
    answers = [
        booking(means="card", number="4"),
        booking(means="barter", goods=["eggs"]),
        booking(means="card", iban="x"),
    ]
    responses = [httpx2.Response(200, json=each) for each in answers]
    with opened(travel, answering([], *responses)) as client:
        assert client.bookings.get_booking(id=ID).payment == travel.models.Card(
            means="card", number="4"
        )
        assert client.bookings.get_booking(id=ID).payment == {"means": "barter", "goods": ["eggs"]}
        with pytest.raises(travel.errors.UnexpectedResponse, match="payment"):
            client.bookings.get_booking(id=ID)


def test_absent_is_not_null_and_goes_back_as_it_came(travel: Any) -> None:
    seen: list[httpx2.Request] = []
    sent = booking(means="card", number="4") | {"more": {"x": 1}}
    with opened(travel, answering(seen, httpx2.Response(200, json=sent))) as client:
        found = client.bookings.get_booking(id=ID)
        assert found.note is None
        assert found.made is travel.UNSET
        client.bookings.replace_booking(id=ID, body=found)
    assert json.loads(seen[1].content) == sent


def test_several_successes(travel: Any) -> None:
    with opened(travel, answering([], httpx2.Response(204))) as client:
        card = travel.models.Card(means="card", number="4")
        body = travel.models.Booking(id=ID, payment=card)
        assert client.bookings.replace_booking(id=ID, body=body) is None


def test_each_problem_of_a_response_has_a_class(travel: Any) -> None:
    kinds = {"urn:never-booked": "GetBookingNotFound", "urn:cancelled": "GetBookingNotFoundOver"}
    for kind, name in kinds.items():
        headers = {"content-type": "application/problem+json"}
        answer = httpx2.Response(404, headers=headers, json={"type": kind, "detail": "gone"})
        with (
            opened(travel, answering([], answer)) as client,
            pytest.raises(getattr(travel.problems, name)) as raised,
        ):
            client.bookings.get_booking(id=ID)
        assert isinstance(raised.value, travel.errors.NotFound)
        assert raised.value.detail == "gone"


def test_a_default_error_has_its_model(travel: Any) -> None:
    answer = httpx2.Response(418, json={"reason": "teapot"})
    card = travel.models.Card(means="card", number="4")
    with (
        opened(travel, answering([], answer)) as client,
        pytest.raises(travel.errors.HttpError) as raised,
    ):
        client.bookings.replace_booking(id=ID, body=travel.models.Booking(id=ID, payment=card))
    assert raised.value.body.reason == "teapot"


def test_an_upload_tells_its_progress(travel: Any) -> None:
    seen: list[httpx2.Request] = []
    told: list[tuple[int, int | None]] = []
    with opened(travel, answering(seen, httpx2.Response(204))) as client:
        photo = travel.Upload(io.BytesIO(b"x" * 200_000), "me.png", "image/png")
        place = travel.models.Point(lat=1, lon=2)
        body = travel.models.AddPhotoRequest(photo=photo, caption="Ö", place=place)
        options = travel.CallOptions(on_progress=lambda sent, total: told.append((sent, total)))
        client.bookings.add_photo(id=ID, body=body, options=options)
    content = seen[0].content
    assert b'filename="me.png"\r\nContent-Type: image/png' in content
    assert b'{"lat":1,"lon":2}' in content
    assert told[-1] == (len(content), len(content))
    assert [sent for sent, _ in told] == sorted(sent for sent, _ in told)


def test_a_file_is_sent_again_from_its_beginning(travel: Any) -> None:
    seen: list[httpx2.Request] = []
    busy = httpx2.Response(503, headers={"retry-after": "0"})
    with opened(travel, answering(seen, busy, httpx2.Response(204))) as client:
        body = travel.models.AddPhotoRequest(photo=travel.Upload(io.BytesIO(b"whole"), "me.png"))
        client.bookings.add_photo(id=ID, body=body)
    assert [b"whole" in request.content for request in seen] == [True, True]


@pytest.mark.parametrize("kind", ["bytes", "file", "path", "pieces"])
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
async def test_a_file_is_a_body_bit_by_bit_and_closed(
    travel: Any, tmp_path: Path, kind: str, is_async: bool
) -> None:
    seen: list[httpx2.Request] = []
    told: list[tuple[int, int | None]] = []
    content = b"x" * 200_000
    (tmp_path / "scan").write_bytes(content)
    file = io.BytesIO(content)
    path = travel.Upload(tmp_path / "scan", content_type="image/tiff")
    pieces = (content[at : at + 50_000] for at in range(0, len(content), 50_000))
    body = {"bytes": content, "file": file, "path": path, "pieces": pieces}[kind]
    options = travel.CallOptions(on_progress=lambda sent, total: told.append((sent, total)))

    async def respond(request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return answering(seen, httpx2.Response(204))(request)

    if is_async:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(respond))
        async with travel.AsyncClient(http=http) as client:
            await client.bookings.put_scan(id=ID, body=body, options=options)
    else:
        with opened(travel, answering(seen, httpx2.Response(204))) as client:
            client.bookings.put_scan(id=ID, body=body, options=options)
    assert seen[0].content == content
    assert "content-length" in seen[0].headers or kind == "pieces"
    if kind != "bytes":
        assert told[-1] == (len(content), None if kind == "pieces" else len(content))
        assert len(told) == 4
    assert not file.closed, "it is the caller's"
    wanted = "image/tiff" if kind == "path" else "application/octet-stream"
    assert seen[0].headers["content-type"] == wanted


def test_hooks_see_each_request_and_response(travel: Any) -> None:
    seen: list[str] = []
    hooks = {
        "request": [lambda request: seen.append(request.method)],
        "response": [lambda response: seen.append(str(response.status_code))],
    }
    with travel.Client("http://127.0.0.1:1", event_hooks=hooks) as client:
        client.calls.http._transport = httpx2.MockTransport(lambda _: httpx2.Response(204))
        client.calls.http._mounts = {}
        client.bookings.put_scan(id=ID, body=b"x")
    assert seen == ["PUT", "204"]


def test_a_form_and_lines_of_json(travel: Any) -> None:
    seen: list[httpx2.Request] = []
    lines = b'{"id":"A","kind":"halt"}\n\n{"id":"B","kind":"halt","opened-on":"1901-02-03"}\n'
    answer = httpx2.Response(200, headers={"content-type": "application/jsonl"}, content=lines)
    with opened(travel, answering(seen, answer)) as client:
        body = travel.models.SearchRequest(from_="A&B", via=["C", "D"])
        with client.default.search(body=body) as stations:
            found = list(stations)
    assert seen[0].content == b"from=A%26B&via=C&via=D"
    assert [each.id for each in found] == ["A", "B"]
    assert found[1].opened_on == date(1901, 2, 3)


def test_events(travel: Any) -> None:
    content = b': hello\r\ndata: {"minutes":\r\ndata: 3}\r\n\r\nid: 7\n\ndata: {"minutes": 4}\n\n'
    answer = httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=content)
    with opened(travel, answering([], answer)) as client:
        assert [each.minutes for each in client.default.follow_delays()] == [3, 4]


async def test_events_of_the_asynchronous_client(travel: Any) -> None:
    content = b'data: {"minutes": 3}\n\ndata: {"minutes": 4}\n\n'
    answer = httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=content)
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: answer))
    async with (
        travel.AsyncClient(http=http) as client,
        await client.default.follow_delays() as events,
    ):
        assert [each.minutes async for each in events] == [3, 4]


def test_an_event_outside_the_contract_says_so(travel: Any) -> None:
    answer = httpx2.Response(
        200, headers={"content-type": "text/event-stream"}, content=b'data: {"minutes": "x"}\n\n'
    )
    with (
        opened(travel, answering([], answer)) as client,
        pytest.raises(travel.errors.UnexpectedResponse, match="item"),
    ):
        list(client.default.follow_delays())


@pytest.mark.parametrize(
    ("credentials", "headers"),
    [
        ({"token": "t"}, {"authorization": "Bearer t"}),
        ({"key": "k"}, {}),
    ],
)
def test_alternatives_are_met_in_whole_or_not_at_all(
    travel: Any, credentials: dict[str, str], headers: dict[str, str]
) -> None:
    seen: list[httpx2.Request] = []
    answer = httpx2.Response(200, json=booking(means="card", number="4"))
    with opened(travel, answering(seen, answer), **credentials) as client:
        client.bookings.get_booking(id=ID)
    shown = {k: v for k, v in seen[0].headers.items() if k in ("authorization", "x-key")}
    assert shown == headers


def test_credentials_of_every_kind(travel: Any) -> None:
    seen: list[httpx2.Request] = []
    answers = (
        httpx2.Response(200, json=booking(means="card", number="4")),
        httpx2.Response(200, headers={"content-type": "application/pdf"}, content=b"%PDF"),
    )
    given = {"key": "k", "person": travel.Basic("ada", "pw"), "query": "q&", "biscuit": "b"}
    with opened(travel, answering(seen, *answers), **given) as client:
        client.bookings.get_booking(id=ID)
        assert client.bookings.get_ticket(id=ID) == b"%PDF"
    assert seen[0].headers["x-key"] == "k"
    assert seen[0].headers["authorization"] == "Basic YWRhOnB3"
    assert seen[1].url.raw_path.endswith(b"/ticket?key=q%26")
    assert seen[1].headers["cookie"] == "session=b"
    assert "pw" not in repr(given["person"])


def signed(body: bytes, secret: bytes, *, when: float) -> dict[str, str]:
    text = f"msg_1.{int(when)}.".encode() + body
    signature = base64.b64encode(hmac.digest(secret, text, hashlib.sha256)).decode()
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(when)),
        "Webhook-Signature": f"v1a,other v1,{signature}",
    }


@pytest.fixture
def webhooks(travel: Any) -> Any:
    from train_travel import webhooks  # noqa: PLC0415  there is none before the fixture

    return webhooks


def test_a_webhook_is_read_when_its_signature_fits(webhooks: Any) -> None:
    body = json.dumps(booking(means="card", number="4")).encode()
    secret = "whsec_" + base64.b64encode(b"secret").decode()
    headers = signed(body, b"secret", when=time.time())
    assert webhooks.booking_paid(body, headers, ["b3RoZXI=", secret]).id == ID
    for wrong in (
        signed(body, b"other", when=time.time()),
        signed(body, b"secret", when=time.time() - 600),
        {},
    ):
        with pytest.raises(webhooks.SignatureInvalid):
            webhooks.booking_paid(body, wrong, secret)
    with pytest.raises(webhooks.SignatureInvalid):
        webhooks.booking_paid(body + b" ", headers, secret)
    for stamp in ("\u00b2", "9" * 5000, "nan", "-1", ""):
        with pytest.raises(webhooks.SignatureInvalid, match="too far"):
            webhooks.booking_paid(body, headers | {"Webhook-Timestamp": stamp}, secret)
    forged = signed(body, b"", when=time.time())
    for nothing in ("", "whsec_", "whsec_!!", "\u00e9"):
        with pytest.raises(webhooks.SignatureInvalid, match="the secret is empty"):
            webhooks.booking_paid(body, forged, nothing)
    with pytest.raises(ValidationError):
        webhooks.booking_paid(b"{}", signed(b"{}", b"secret", when=time.time()), secret)
