"""The TypeScript SDK reads events as they are meant, however the network cuts them."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sdk.conftest import TRAVEL

from exactapi.sdk.build import write_sdk_elsewhere
from exactapi.sdk.typescript.node import NODE
from exactapi.sdk.typescript.package import tools

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Any:
    package = tmp_path_factory.mktemp("events") / "sdk"
    write_sdk_elsewhere("typescript", TRAVEL, package)
    compiler = tools() / "node_modules/typescript/bin/tsc"
    subprocess.run([NODE, compiler, "-p", package], check=True)
    script = Path(__file__).with_name("events.mjs")
    done = subprocess.run([NODE, script, package], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def test_events_are_whole_however_they_are_cut(met: Any) -> None:
    events = {
        "seen": [{"minutes": 3}, {"minutes": 4}],
        "named": [["late", "7"], [None, None]],
        "requests": 1,
    }
    assert met["whole"] == dict.fromkeys(met["whole"], events)
    assert len(met["whole"]) == 15


def test_who_stops_listening_hangs_up(met: Any) -> None:
    assert met["hasLeft"]


def test_what_a_stream_begins_with_is_tried_again(met: Any) -> None:
    assert met["again"] == {"seen": [1], "named": [[None, None]], "requests": 2}


def test_a_stream_that_is_refused_is_an_error_like_any(met: Any) -> None:
    assert met["refused"] == {"seen": [], "name": "HttpError", "status": 403, "content": "no"}


def test_a_stream_that_breaks_off_says_so(met: Any) -> None:
    assert met["broken"] == {"seen": [1], "name": "ConnectionFailed"}
