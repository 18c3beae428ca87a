"""Litestar with msgspec, in the middleware of `handwritten/`."""

import logging
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from handwritten.exchange import Exchange
from litestar import Litestar, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Stream
from payloads.values import MOST, TEXT, TICKS

logging.basicConfig(level=logging.INFO, format="%(message)s")


class Item(msgspec.Struct, forbid_unknown_fields=True):
    sku: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}-[0-9]{4}$")]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=999)]
    price: Annotated[float, msgspec.Meta(gt=0)]
    note: Annotated[str, msgspec.Meta(min_length=1, max_length=80)] | None = None


class Order(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, msgspec.Meta(pattern="^[^@ ]+@[^@ ]+$", max_length=254)]
    items: Annotated[list[Item], msgspec.Meta(min_length=1, max_length=500)]


@get("/livez")
async def get_liveness() -> dict[str, str]:
    return {"status": "ok"}


@post("/orders", status_code=200)
async def create_order(data: Order) -> dict[str, int]:
    return {"items": len(data.items), "pieces": sum(item.quantity for item in data.items)}


@post("/files", status_code=200, request_max_body_size=MOST)
async def upload_file(
    data: Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
) -> dict[str, int]:
    return {"size": len(await data["file"].read())}


@get("/ticks")
async def watch_ticks() -> Stream:
    return Stream(_ticks(), media_type="text/event-stream")


async def _ticks() -> AsyncIterator[bytes]:
    for number in range(TICKS):
        yield b"data: %b\n\n" % msgspec.json.encode({"number": number, "text": TEXT})


app = Exchange(
    Litestar([get_liveness, create_order, upload_file, watch_ticks], openapi_config=None)
)
