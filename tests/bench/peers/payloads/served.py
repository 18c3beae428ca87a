"""Our side: handlers for what `exactapi generate` makes of openapi.yaml when the benchmark runs."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from exactapi.runtime import Contract, ContractOptions, ContractRoutes, ExactAPI
from handwritten.exchange import Exchange
from payloads.values import MOST, TEXT, TICKS

from generated import models
from generated.routers.payloads import WatchTicksOK, payloads_router


class Payloads:
    def __init__(self, context: Any) -> None:
        pass

    async def get_liveness(self) -> models.Liveness:
        return models.Liveness(status="ok")

    async def create_order(self, *, body: models.Order) -> models.Receipt:
        return models.Receipt(
            items=len(body.items), pieces=sum(item.quantity for item in body.items)
        )

    async def upload_file(self, *, body: models.UploadFileRequest) -> models.Stored:
        return models.Stored(size=len(await body.file.read()))

    async def watch_ticks(self) -> WatchTicksOK:
        return WatchTicksOK(body=_ticks())


async def _ticks() -> AsyncIterator[models.Tick]:
    for number in range(TICKS):
        yield models.Tick(number=number, text=TEXT)


app = Exchange(
    ExactAPI(
        ContractRoutes(
            Contract.load(Path(os.environ["BENCH_GENERATED"])),
            [payloads_router(Payloads)],
            verifiers={},
            resources=None,
            options=ContractOptions(
                check_responses=0.0, explain_violations=False, max_body_bytes=MOST
            ),
        ),
        documentation=False,
    )
)
