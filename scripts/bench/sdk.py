"""`task bench:sdk`: what the SDKs cost, as ratios to what they are made of; under half a minute.

call      a call of the Python SDK against the same one with bare httpx2 and `json.loads`
import    importing the Python SDK against `import httpx2, pydantic`
bundle    the TypeScript SDK for a browser, minified: one operation, and all of them
"""

import asyncio
import json
import multiprocessing
import os
import resource
import socket
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, cast

import httpx2
from exactapi.sdk.typescript.node import NODE, installed

ROOT: Final = Path(__file__).resolve().parents[2]
PYTHON: Final = ROOT / "generated/clients/python/src"
TYPESCRIPT: Final = ROOT / "generated/clients/typescript"
JUDGES: Final = ROOT / "packages/exactapi/tests/sdk/tools"
_ROUNDS: Final = 15
_CALLS: Final = 60
_IMPORTS: Final = 9
_BODY: Final = json.dumps(
    {
        "id": "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a",
        "email": "ada@example.com",
        "full_name": "Ada Lovelace",
        "role": "user",
        "status": "active",
        "created_at": "2026-11-22T09:30:00Z",
        "updated_at": "2026-11-22T09:30:00Z",
    }
).encode()
_ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(_BODY)
) + _BODY


def main() -> int:
    sys.path.insert(0, str(PYTHON))
    for line in (call(), importing(), *bundles()):
        print(line, flush=True)
    return 0


def call() -> str:
    """Measure both clients in turns, so that what else the machine does meets both."""
    sdk = import_module("users_service")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = multiprocessing.get_context("fork").Process(target=_serve, args=(listener,))
        server.start()
        headers = {"authorization": "Bearer token", "accept": "application/json"}
        try:
            with httpx2.Client() as http, sdk.Client(url, bearer_auth="token") as client:
                path = f"{url}/api/v1/users/me"
                bare, ours = [], []
                for _ in range(_ROUNDS + 2):
                    bare.append(_seconds(partial(_bare, http, path, headers)))
                    ours.append(_seconds(client.users.get_me))
        finally:
            server.terminate()
            server.join()
    ratio = statistics.median(o / b for o, b in zip(ours[2:], bare[2:], strict=True))
    both = (statistics.median(each) * 1e6 / _CALLS for each in (ours, bare))
    taken = " us against ".join(f"{each:.0f}" for each in both)
    return f"call    {ratio:.2f} x bare httpx2 ({taken} us)"


def importing() -> str:
    """Measure whole processes, in turns, less what Python itself takes.

    All are compiled before, as installed packages are; the processor's time is what counts.
    """
    programs = ("pass", "import httpx2, pydantic", "import users_service")
    times: dict[str, list[float]] = {program: [] for program in programs}
    with TemporaryDirectory(prefix="compiled-") as folder:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": str(PYTHON), "PYTHONPYCACHEPREFIX": folder}
        for _ in range(_IMPORTS):
            for program in programs:
                before = _children()
                subprocess.run([sys.executable, "-c", program], env=environment, check=True)
                times[program].append(_children() - before)
    nothing, parts, ours = (min(each) for each in times.values())
    return (
        f"import  {(ours - nothing) / (parts - nothing):.2f} x httpx2 and pydantic"
        f" ({(ours - nothing) * 1000:.0f} ms against {(parts - nothing) * 1000:.0f} ms)"
    )


def bundles() -> list[str]:
    """Bundle one operation and all, as an application would."""
    folder = installed(JUDGES, ROOT / ".exactapi" / "judges")
    command = [str(NODE), "bundle.mjs", str(TYPESCRIPT)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return [
        f"bundle  {name}: {size} bytes, {packed} with gzip"
        for name, (size, packed) in json.loads(done.stdout).items()
    ]


def _children() -> float:
    """Return the seconds of the processor that ended children have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bare(http: httpx2.Client, url: str, headers: dict[str, str]) -> object:
    return json.loads(http.get(url, headers=headers).content)


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    for _ in range(_CALLS):
        work()
    return perf_counter() - start


def _serve(listener: socket.socket) -> None:
    """Answer the same to each request, with as little work as can be."""
    asyncio.run(_forever(listener))


async def _forever(listener: socket.socket) -> None:
    server = await asyncio.get_running_loop().create_server(_Constant, sock=listener)
    await server.serve_forever()


class _Constant(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if data.endswith(b"\r\n\r\n"):
            self.transport.write(_ANSWER)


if __name__ == "__main__":
    sys.exit(main())
