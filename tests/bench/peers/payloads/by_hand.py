"""FastAPI by hand: Pydantic with the document's rules, a form, a stream of JSON by orjson."""

import logging
from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import FastAPI, Response, UploadFile
from fastapi.responses import StreamingResponse
from handwritten.exchange import Exchange
from payloads.values import TEXT, TICKS
from pydantic import BaseModel, ConfigDict, EmailStr, Field

logging.basicConfig(level=logging.INFO, format="%(message)s")


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku: Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]{4}$")]
    quantity: Annotated[int, Field(ge=1, le=999)]
    price: Annotated[float, Field(gt=0)]
    note: Annotated[str | None, Field(min_length=1, max_length=80)] = None


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Annotated[EmailStr, Field(max_length=254)]
    items: Annotated[list[Item], Field(min_length=1, max_length=500)]


class JSONResponse(Response):
    media_type = "application/json"

    def render(self, content: object) -> bytes:
        return orjson.dumps(content)


api = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})


@api.get("/livez")
async def get_liveness() -> Response:
    return JSONResponse({"status": "ok"})


@api.post("/orders")
async def create_order(body: Order) -> Response:
    pieces = sum(item.quantity for item in body.items)
    return JSONResponse({"items": len(body.items), "pieces": pieces})


@api.post("/files")
async def upload_file(file: UploadFile) -> Response:
    return JSONResponse({"size": len(await file.read())})


@api.get("/ticks")
async def watch_ticks() -> Response:
    return StreamingResponse(_ticks(), media_type="text/event-stream")


async def _ticks() -> AsyncIterator[bytes]:
    for number in range(TICKS):
        yield b"data: %b\n\n" % orjson.dumps({"number": number, "text": TEXT})


app = Exchange(api)
