"""Connexion 3, which checks bodies against the document; JSON and the stream's events by orjson."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
from connexion import AsyncApp
from connexion.lifecycle import ConnexionResponse
from connexion.resolver import Resolver
from handwritten.exchange import Exchange
from payloads.values import TEXT, TICKS
from starlette.datastructures import UploadFile
from starlette.responses import StreamingResponse

logging.basicConfig(level=logging.INFO, format="%(message)s")


async def get_liveness() -> ConnexionResponse:
    return _answer({"status": "ok"})


async def create_order(body: dict[str, Any]) -> ConnexionResponse:
    items = body["items"]
    return _answer({"items": len(items), "pieces": sum(item["quantity"] for item in items)})


async def upload_file(file: UploadFile) -> ConnexionResponse:
    return _answer({"size": len(await file.read())})


async def watch_ticks() -> StreamingResponse:
    return StreamingResponse(_ticks(), media_type="text/event-stream")


async def _ticks() -> AsyncIterator[bytes]:
    for number in range(TICKS):
        yield b"data: %b\n\n" % orjson.dumps({"number": number, "text": TEXT})


def _answer(value: Any) -> ConnexionResponse:
    return ConnexionResponse(content_type="application/json", body=orjson.dumps(value))


_app = AsyncApp(__name__, specification_dir=Path(__file__).parent)
_app.add_api(
    "openapi.yaml",
    strict_validation=True,
    resolver=Resolver(
        {
            "getLiveness": get_liveness,
            "createOrder": create_order,
            "uploadFile": upload_file,
            "watchTicks": watch_ticks,
        }.__getitem__
    ),
)
app = Exchange(_app)
