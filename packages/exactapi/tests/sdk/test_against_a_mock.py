"""What the SDKs send is what the library reads: bodies and parameters of rarer kinds."""

import base64
import json
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from sdk.conftest import BEYOND

from exactapi.generate.load import load
from exactapi.mock.app import create_app
from exactapi.mock.package import generated_package
from exactapi.sdk.build import write_sdk_elsewhere
from exactapi.sdk.typescript.node import NODE
from exactapi.sdk.typescript.package import tools

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def mock() -> Any:
    loaded = load(BEYOND)
    return create_app(generated_package(loaded, BEYOND.name), overlay=loaded.overlay)


Call = Callable[[Any, Any], Any]
SHIPPING = {"city": "A&B", "lines": ["x y", "z"], "geo": {"lat": 1.5}}
RATES = [Decimal("0.1"), Decimal(2)]
TARIFFS = {
    "rows": [RATES, RATES],
    "steps": RATES,
    "by_day": {"mon": Decimal("1.5")},
    "least": Decimal("1E-7"),
    "note": "all day",
}
"""Decimals that are JSON numbers, outside of classes."""
IN_ENGLISH = {"part_headers": {"note": {"X-Lang": "en"}}}
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    "call",
    [
        lambda sdk, client: client.orders.place_order(
            created=sdk.models.PlaceOrderCreatedMember1(gt=1),
            expand=["data.customer", "a b"],
            body=sdk.models.Order(amount=5, shipping=SHIPPING, codes=[1, 2], notes={"a": "ö&"}),
        ),
        lambda sdk, client: client.orders.place_order(
            created=5, body=sdk.models.Order(amount=5, notes="none")
        ),
        lambda sdk, client: client.orders.replace_order(
            body=sdk.models.Order(amount=5, shipping=SHIPPING, codes=[1, 2], notes={"a": "ö&"})
        ),
        lambda sdk, client: client.lines.send_lines(
            body=[sdk.models.Line(n=1, on=date(2026, 1, 2)), sdk.models.Line(n=2)]
        ),
        lambda _sdk, client: client.lines.send_lines(body=[]),
        lambda _sdk, client: client.lines.send_lines(body=b'{"n": 1}\n{"n": 2}'),
        lambda sdk, client: client.lines.send_records(body=[sdk.models.Line(n=1)] * 2),
        lambda sdk, client: client.parts.send_parts(
            body=[sdk.models.Line(n=1), sdk.Upload(PNG, "a.png", "image/png"), PNG]
        ),
        lambda sdk, client: client.parts.send_members(
            body=sdk.models.Order(amount=5, shipping=SHIPPING)
        ),
        lambda sdk, client: client.parts.send_picture(
            body=sdk.models.SendPictureRequest(picture=sdk.Upload(PNG, headers={"X-Sum": "7"}))
        ),
        lambda _sdk, client: client.prices.set_rates(body=[Decimal("0.1"), Decimal(2)]),
        lambda sdk, client: client.prices.send_tariffs(
            limits=RATES, body=sdk.models.Tariffs(**TARIFFS), options=sdk.CallOptions(**IN_ENGLISH)
        ),
        lambda sdk, client: client.prices.write_tariffs(body=sdk.models.Tariffs(**TARIFFS)),
        lambda _sdk, client: client.prices.add_tariffs(body=[RATES, []]),
    ],
)
async def test_it_is_read_and_valid(beyond: Any, mock: Any, call: Call) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=mock)) as http:
        assert await call(beyond, beyond.AsyncClient("http://mock", http=http)) is None


async def test_decimals_are_exact_both_ways(beyond: Any, mock: Any) -> None:
    seen: list[httpx2.Request] = []
    answer = b'{"amount": "0.10", "rate": 0.1}'

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, content=answer, headers={"content-type": "application/json"})

    price = {"amount": Decimal("1E-7"), "rate": Decimal("1.5")}
    call = {"least": Decimal("1E-7"), "rates": [Decimal("1E-7"), Decimal(2)]}
    body = beyond.models.Price(**price)
    with httpx2.Client(transport=httpx2.MockTransport(respond)) as http:
        found = beyond.Client("http://mock", http=http).prices.set_price(body=body, **call)
    assert str(seen[0].url).partition("?")[2] == "least=0.0000001&rates=0.0000001&rates=2"
    assert seen[0].read() == b'{"amount":"0.0000001","rate":1.5}'
    assert (str(found.amount), found.rate) == ("0.10", Decimal("0.1"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=mock)) as to_mock:
        client = beyond.AsyncClient("http://mock", http=to_mock)
        made_up = await client.prices.set_price(body=body, **call)
    assert isinstance(made_up.amount, Decimal)
    assert isinstance(made_up.rate, Decimal)


async def test_a_part_that_is_no_file_lacks_a_header(beyond: Any, mock: Any) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=mock)) as http:
        prices = beyond.AsyncClient("http://mock", http=http).prices
        with pytest.raises(Exception, match="422") as raised:  # its class is the SDK's own
            await prices.send_tariffs(body=beyond.models.Tariffs(note="all day"))
    assert raised.value.errors[0]["detail"] == "must have the header X-Lang"


async def test_a_part_lacks_a_header(beyond: Any, mock: Any) -> None:
    body = beyond.models.SendPictureRequest(picture=beyond.Upload(PNG))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=mock)) as http:
        with pytest.raises(Exception, match="422") as raised:  # its class is the SDK's own
            await beyond.AsyncClient("http://mock", http=http).parts.send_picture(body=body)
    assert raised.value.errors[0]["detail"] == "must have the header X-Sum"


async def test_an_item_that_is_not_valid_is_told_by_its_position(beyond: Any, mock: Any) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=mock)) as http:
        client = beyond.AsyncClient("http://mock", http=http)
        with pytest.raises(Exception) as raised:  # noqa: PT011  its class is the SDK's own
            await client.lines.send_lines(body=[{"n": 1}, {"n": "two"}])
    assert raised.value.errors[0]["pointer"] == "#/1/n"


NOT_YET = ("/stations/lookup", "/stations/select", "/parts", "/pictures", "/tariffs")


def sent_by_typescript(tmp_path: Path) -> list[dict[str, Any]]:
    document = yaml.safe_load(BEYOND.read_text())
    document["paths"] = {p: each for p, each in document["paths"].items() if p not in NOT_YET}
    spec, package = tmp_path / "openapi.yaml", tmp_path / "sdk"
    spec.write_text(yaml.safe_dump(document))
    write_sdk_elsewhere("typescript", spec, package)
    compiler = tools() / "node_modules/typescript/bin/tsc"
    subprocess.run([NODE, compiler, "-p", package], check=True)
    script = Path(__file__).with_name("calls.mjs")
    done = subprocess.run([NODE, script, package], check=True, stdout=subprocess.PIPE)
    requests: list[dict[str, Any]] = json.loads(done.stdout)
    return requests


async def test_what_the_typescript_sdk_sends_is_read_and_valid(mock: Any, tmp_path: Path) -> None:
    requests = sent_by_typescript(tmp_path)
    assert [each["method"] for each in requests[:2]] == ["x-Link", "QUERY"]
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=mock)) as http:
        for each in requests:
            headers = {"content-type": each["type"]} if each["type"] else {}
            content = base64.b64decode(each["body"])
            sent = http.build_request(each["method"], each["url"], headers=headers, content=content)
            sent.method = each["method"]  # httpx2 writes capitals
            answer = await http.send(sent)
            assert answer.status_code == 204, (each, content, answer.text)
