"""A plugin of pytest: which responses of the document the tests bring about, and which test does.

    pytest -p scripts.reach.recorder

Answers of the application are seen in the process of the tests, whatever client asks. Each process
writes what it has seen into a file of its own, in `tests` below the folder that REACH_FOLDER
names.
"""

import json
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

import pytest
from coverage import Coverage
from exactapi.fuzz.reach.reach import Reach
from exactapi.routing.paths.trie import request_path
from exactapi.runtime import ExactAPI
from starlette.types import Receive, Scope, Send

from impl.app import DOCUMENT

_STATUSES: Final = {"websocket.accept": 101, "websocket.close": 403}
"""What a server answers to the request of a WebSocket: before it is accepted, a close is a 403."""


class Recorder:
    """Sees the answers of the applications that serve the service's document."""

    def __init__(self) -> None:
        self._raw = DOCUMENT.read_bytes()
        document = json.loads(self._raw)
        labels = {
            f"{method.upper()} {path}"
            for path, item in document["paths"].items()
            for method, each in item.items()
            if "responses" in each
        }
        self._reach = Reach(document, labels)
        self.tests: dict[str, dict[str, str]] = {}
        """By operation and response, the first test that has seen it."""

    def serves_the_document(self, app: ExactAPI) -> bool:
        return app.operations.contract.raw == self._raw

    def answered(self, method: str, path: str, status: int) -> None:
        """Note the test that is running for each response that had not been seen."""
        found = self._reach.answered(method, path, status)
        if found is not None:
            test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
            label, response = found
            self.tests.setdefault(label, {}).setdefault(response, test)


def seen_by(recorder: Recorder, scope: Scope, send: Send) -> Send:
    """Return what sends on, and tells the recorder of the status of each answer."""
    is_open = False

    async def sends(message: MutableMapping[str, Any]) -> None:
        nonlocal is_open
        kind = message["type"]
        status = message.get("status") if kind.endswith("response.start") else _STATUSES.get(kind)
        if status is not None and not is_open:
            is_open = True
            recorder.answered(scope.get("method", "GET"), request_path(scope), status)
        await send(message)

    return sends


def pytest_configure(config: pytest.Config) -> None:
    """Let each answer of the application be seen, for as long as the process lives."""
    recorder = Recorder()
    config.stash[_RECORDER] = recorder
    call = ExactAPI.__call__

    async def seen(app: ExactAPI, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and recorder.serves_the_document(app):
            send = seen_by(recorder, scope, send)
        await call(app, scope, receive, send)

    # The one place that the requests of all tests pass.
    setattr(ExactAPI, "__call__", seen)  # noqa: B010 - mypy lets nobody assign a method


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was seen, and what coverage.py has: a worker may be ended before it would."""
    folder = Path(os.environ["REACH_FOLDER"]) / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    written = json.dumps(session.config.stash[_RECORDER].tests, indent=1, sort_keys=True)
    (folder / f"{os.getpid()}.json").write_text(f"{written}\n", encoding="utf-8")
    if (measuring := Coverage.current()) is not None:
        measuring.save()


_RECORDER: Final = pytest.StashKey[Recorder]()
