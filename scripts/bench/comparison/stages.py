"""The stages of a request by processor time, from a sampling profiler on the running service."""

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from scripts.bench.comparison.servers import Server

_RATE = 400
"""Samples per second; more would slow the service that is looked at."""

STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "limit and session": (
        "/redis/",
        "/impl/storage/redis/",
        "/exactapi/access/admission",
        "/exactapi/access/limits",
    ),
    "SQL": ("/impl/storage/", "/asyncpg/", "/sqlalchemy/"),
    "authorise": (
        "/exactapi/access/security",
        "/exactapi/access/credentials",
        "/impl/security/",
        "/impl/features/auth/",
    ),
    "handler": ("/impl/features/", "/generated/"),
    "validate": ("/exactapi/schemas/validators", "/exactapi/schemas/violations"),
    "read": (
        "/exactapi/request/parameter",
        "/exactapi/text/named_values",
        "/exactapi/text/styled_value",
        "/exactapi/text/styles",
        "/exactapi/text/pairs",
        "/exactapi/text/scalars",
        "/exactapi/text/encoding",
        "/exactapi/document/shapes",
        "/exactapi/media/forms/",
        "/exactapi/request/body",
        "/exactapi/request/incoming",
        "/exactapi/text/strict_json",
        "/exactapi/response/negotiation",
    ),
    "serialise": (
        "/exactapi/response/writer",
        "/exactapi/media/",
        "/exactapi/response/problems",
        "/exactapi/response/raw",
        "/exactapi/results",
        "/exactapi/routing/errors",
        "/exactapi/problems",
        "/exactapi/rejections",
    ),
    "middleware and log": (
        "/exactapi/application/",
        "/exactapi/request_id",
        "/impl/middleware/",
        "/impl/observability/",
        "/structlog/",
    ),
    "conduct": ("/exactapi/",),
    "framework": ("/fastapi/", "/starlette/"),
    "HTTP and event loop": ("/uvicorn/", "/asyncio/runners"),
}
"""The innermost frame that one of these is part of decides; the first stage that matches it."""

OTHER = "other"


class Profiler:
    """Watches a server while the `with` block puts it under load.

    Raises:
        RuntimeError: at the end of the block, where the system does not allow one process to
            look at another (containers without SYS_PTRACE).
    """

    def __init__(self, server: Server, seconds: float) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="profile-")
        self._stacks = Path(self._folder.name) / "stacks"
        self._command = [
            str(Path(sys.executable).with_name("py-spy")),
            *("record", "--format", "raw", "--full-filenames"),
            *("--pid", str(server.process.pid), "--duration", str(int(seconds))),
            *("--rate", str(_RATE), "--output", str(self._stacks)),
        ]
        self.stacks: list[tuple[list[str], int]] = []

    def __enter__(self) -> "Profiler":
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        _output, complaint = self._process.communicate(timeout=60)
        if self._process.returncode:
            raise RuntimeError(f"py-spy: {complaint.strip()[-300:]}")
        self.stacks = list(_read(self._stacks))
        self._folder.cleanup()

    def shares(self) -> dict[str, float]:
        """Return the share of each stage in all samples, 0.0 to 1.0."""
        counts: Counter[str] = Counter()
        for frames, count in self.stacks:
            counts[_stage(frames)] += count
        total = counts.total() or 1
        return {name: counts[name] / total for name in (*STAGES, OTHER) if counts[name]}


def _read(file: Path) -> Iterator[tuple[list[str], int]]:
    """Lines of `frame;frame;... count`, outermost frame first."""
    for line in file.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        yield stack.split(";"), int(count)


def _stage(frames: list[str]) -> str:
    for frame in reversed(frames):
        for name, places in STAGES.items():
            if any(place in frame for place in places):
                return name
    return OTHER
