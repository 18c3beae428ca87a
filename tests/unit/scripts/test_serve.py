"""What `task dev` serves while sources are broken, and while they are debugged."""

import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx2 as httpx
import pytest

from tests.service import ROOT

DEBUGGED = """
async def app(scope, receive, send):
    assert scope["type"] == "http"
    answer = b"not reached"
    breakpoint()
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": answer})

def create_app():
    return app
"""
PROTOCOL = "from uvicorn.protocols.http.h11_impl import H11Protocol as BoundedProtocol"


@contextmanager
def served(folder: Path, source: str, terminal: int | None = None) -> Iterator[str]:
    """Serve a service that is this source; gives its URL."""
    package = folder / "impl"
    (package / "server").mkdir(parents=True)
    for name, text in (("app.py", source), ("server/protocol.py", PROTOCOL)):
        (package / name).write_text(text)
        (package / name).with_name("__init__.py").touch()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        descriptors = [listener.fileno(), *([] if terminal is None else [terminal])]
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.dev.serve", *map(str, descriptors)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=terminal,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_module", b"No module named 'no_such_module'"),
        ("def create_app(): raise SystemExit('set X')", b"set X"),
    ],
    ids=["import", "settings"],
)
def test_what_does_not_start_is_answered_503_with_the_reason(
    tmp_path: Path, source: str, reason: bytes
) -> None:
    with served(tmp_path, source) as url:
        answer = httpx.get(url, timeout=60)
    assert answer.status_code == 503
    assert reason in answer.content


def test_a_breakpoint_is_answered_from_the_terminal(tmp_path: Path) -> None:
    keyboard, terminal = pty.openpty()
    answers: list[bytes] = []

    def ask(url: str) -> None:
        answers.append(httpx.get(url, timeout=60).content)

    with served(tmp_path, DEBUGGED, terminal) as url:
        asking = Thread(target=ask, args=(url,))
        asking.start()
        shown = b""
        while b"(Pdb)" not in shown:
            shown += os.read(keyboard, 1024)
        os.write(keyboard, b"answer = b'typed'\nc\n")
        asking.join(60)
    os.close(keyboard)
    os.close(terminal)
    assert answers == [b"typed"]
