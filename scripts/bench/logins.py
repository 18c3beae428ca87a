"""Measure /livez while people log in: hashing passwords must not hold the event loop.

task bench:logins   twenty log-ins at once, again and again, beside a steady probe (half a minute)

The service is a process of its own with the default cost of bcrypt; probes leave at a fixed rate,
whether or not the ones before were answered.
"""

import argparse
import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import httpx2 as httpx
import uvloop

from impl.settings import Settings
from scripts.accounts.identities import PASSWORD, make_identities
from scripts.fuzz.service import running_service

AT_ONCE: Final = 20
RATE: Final = 100
"""Probes per second."""
GOAL: Final = 50.0
"""Milliseconds, for the 99th percentile of the probes."""


@dataclass
class Findings:
    """Milliseconds: of each probe, and of each log-in by its status."""

    probes: list[float] = field(default_factory=list)
    log_ins: dict[int, list[float]] = field(default_factory=dict)

    def lines(self, name: str) -> str:
        found = [f"{name}: /livez {_percentiles(self.probes)}"]
        found += [
            f"  {len(waits)} log-ins answered {status}: {_percentiles(waits)}"
            for status, waits in sorted(self.log_ins.items())
        ]
        return "\n".join(found)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench:logins",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=10, help="of each of the two windows")
    seconds: float = parser.parse_args().seconds
    cost = Settings.model_fields["password_hash_cost"].default
    with running_service(password_hash_cost=cost) as service:
        make_identities(service.settings, service.folder)
        quiet = uvloop.run(_measure(service.url, seconds, log_in=False))
        busy = uvloop.run(_measure(service.url, seconds, log_in=True))
    print(quiet.lines("without logins"))
    print(busy.lines(f"{AT_ONCE} log in at once, bcrypt {cost}"))
    p99 = _percentile(busy.probes, 99)
    print(f"goal: p99 of /livez <= {GOAL:.0f} ms; {'reached' if p99 <= GOAL else 'missed'}")
    unexpected = Counter({status: len(waits) for status, waits in busy.log_ins.items()})
    return 0 if p99 <= GOAL and unexpected.keys() <= {200, 503} else 1


async def _measure(url: str, seconds: float, *, log_in: bool) -> Findings:
    findings = Findings()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=30) as client:
        until = time.perf_counter() + seconds
        tasks = [asyncio.create_task(_probe(client, until, findings))]
        if log_in:
            tasks.append(asyncio.create_task(_log_in(client, until, findings)))
        await asyncio.gather(*tasks)
    return findings


async def _probe(client: httpx.AsyncClient, until: float, findings: Findings) -> None:
    async def one() -> None:
        began = time.perf_counter()
        (await client.get("/livez")).raise_for_status()
        findings.probes.append(_milliseconds(began))

    sent: list[asyncio.Task[None]] = []
    due = time.perf_counter()
    while due < until:
        sent.append(asyncio.create_task(one()))
        due += 1 / RATE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    await asyncio.gather(*sent)


async def _log_in(client: httpx.AsyncClient, until: float, findings: Findings) -> None:
    body = {"email": "alice@example.com", "password": PASSWORD}

    async def one() -> None:
        began = time.perf_counter()
        response = await client.post("/api/v1/auth/login", json=body)
        findings.log_ins.setdefault(response.status_code, []).append(_milliseconds(began))

    while time.perf_counter() < until:
        await asyncio.gather(*(one() for _ in range(AT_ONCE)))


def _milliseconds(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _percentiles(waits: list[float]) -> str:
    shown = ", ".join(f"p{share} {_percentile(waits, share):.1f} ms" for share in (50, 99))
    return f"{shown}, longest {max(waits):.1f} ms of {len(waits)}"


def _percentile(waits: list[float], share: int) -> float:
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


if __name__ == "__main__":
    raise SystemExit(main())
