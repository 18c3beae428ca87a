"""`task soak`: requests at a steady rate for a quarter of an hour; does the service grow?

Reads, writes, logins and what is refused, on servers of its own. Memory, descriptors, threads and
connections are read from outside; a 5xx is a finding, too. reports/soak.svg shows them.
"""

import argparse
import asyncio
import itertools
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx2 as httpx
import psutil

from scripts.accounts.identities import IDENTITIES, PASSWORD, make_identities
from scripts.fuzz.service import RunningService, running_service
from scripts.soak.samples import Sample, faults, plot, sample

ROOT: Final = Path(__file__).parents[2]
_PLOT: Final = ROOT / "reports" / "soak.svg"
_GROWTH: Final = 0.1
"""MiB a minute: 1 in ten."""
_LEAST: Final = 5
"""Minutes; in fewer, caches and pools are still filling."""
_MORE: Final = 5
"""Descriptors, threads and connections that there may be more at the end."""
_USERS: Final = "/api/v1/users"
_JSON: Final = {"Content-Type": "application/json"}
_LOGIN: Final = "/api/v1/auth/login"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./scripts/task soak", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=15, metavar="N", help=f"at least {_LEAST}; default: 15"
    )
    parser.add_argument(
        "--rate", type=float, default=50, metavar="N", help="requests a second; default: 50"
    )
    options = parser.parse_args(arguments)
    if options.minutes < _LEAST:
        parser.error(f"--minutes must be at least {_LEAST}: caches and pools fill first")
    if options.rate <= 0:
        parser.error("--rate must be more than 0")
    with running_service() as service:
        make_identities(service.settings, Path(service.folder))
        samples, statuses = asyncio.run(_soak(service, options.minutes, options.rate))
    print(f"soak: {statuses.total()} requests: {dict(sorted(statuses.items()))}")
    found = faults(samples, growth=_GROWTH, more=_MORE)
    found += [f"{number} x {status}" for status, number in statuses.items() if status >= 500]
    print("soak: " + ("; ".join(found) or "nothing grows"))
    _PLOT.parent.mkdir(exist_ok=True)
    _PLOT.write_text(plot(samples), encoding="utf-8")
    print(f"soak: {_PLOT.relative_to(ROOT)}")
    return 1 if found else 0


async def _soak(
    service: RunningService, minutes: float, rate: float
) -> tuple[list[Sample], Counter[int]]:
    process = _server(urlsplit(service.url).port)
    database = urlsplit(str(service.settings["database_url"])).port or 0
    statuses: Counter[int] = Counter()
    samples: list[Sample] = []
    under_way: set[asyncio.Task[None]] = set()
    began = due = time.monotonic()
    async with httpx.AsyncClient(base_url=service.url, timeout=30) as client:
        calls = itertools.cycle(await _calls(client))

        async def count(call: Callable[[], Awaitable[httpx.Response]]) -> None:
            statuses[(await call()).status_code] += 1

        while (minute := (time.monotonic() - began) / 60) < minutes:
            if minute >= len(samples) * minutes / 30:
                samples.append(sample(process, minute, database))
                print(f"soak: {samples[-1]}", flush=True)
            task = asyncio.create_task(count(next(calls)))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        await asyncio.gather(*under_way)
    samples.append(sample(process, minutes, database))
    return samples, statuses


async def _calls(client: httpx.AsyncClient) -> list[Callable[[], Awaitable[httpx.Response]]]:
    """Return what is asked in turn: mostly reads, some writes, and what is refused."""
    admin, other = (
        {"email": f"{name}@example.com", "password": PASSWORD}
        for name in sorted(IDENTITIES, key=lambda name: IDENTITIES[name] != "admin")[:2]
    )
    tokens = (await client.post(_LOGIN, json=admin)).raise_for_status().json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    numbers = itertools.count()

    def create() -> Awaitable[httpx.Response]:
        body = {"email": f"soak-{next(numbers)}@example.com", "full_name": "Ada"}
        return client.post(_USERS, json=body, headers=headers)

    read = [
        lambda: client.get(f"{_USERS}/me", headers=headers),
        lambda: client.get(_USERS, params={"limit": "100"}, headers=headers),
        lambda: client.get(f"{_USERS}/statistics", headers=headers),
    ]
    return [
        *read * 4,
        create,
        lambda: client.patch(f"{_USERS}/me", json={"full_name": "Ada"}, headers=headers),
        # Of somebody else: an account keeps its latest sessions, and ends the others.
        lambda: client.post(_LOGIN, json=other),
        lambda: client.post(_LOGIN, json=other | {"password": "another one"}),
        lambda: client.post(_USERS, content=b'{"a":' * 5000, headers=headers | _JSON),
        lambda: client.get(f"{_USERS}/nobody", headers=headers),
        lambda: client.get("/nowhere"),
    ]


def _server(port: int | None) -> psutil.Process:
    """Return the process that listens there."""
    return next(
        child
        for child in psutil.Process().children(recursive=True)
        if any(each.laddr.port == port for each in child.net_connections() if not each.raddr)
    )


if __name__ == "__main__":
    sys.exit(main())
