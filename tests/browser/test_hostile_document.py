"""What a document says in its texts is shown in the pages, and never run, loaded or sent."""

import json
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from exactapi.application.documentation import documentation_routes
from playwright.sync_api import Browser
from starlette.applications import Starlette

from tests.browser.test_documentation import CHROMIUM, browser

__all__ = ["browser"]
pytestmark = [
    pytest.mark.infra,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not here: apt-get install chromium"),
]

TEXT = """</title></script>
<img src="https://evil.example/x.png" onerror="window.hacked=1">
<script>window.hacked=2</script><svg onload="window.hacked=3"></svg>
<iframe srcdoc="<script>parent.hacked=4</script>"></iframe>
<link rel=stylesheet href=https://evil.example/a.css><base href=https://evil.example/>
<form action=https://evil.example/><button id=bait>the bait</button></form>
<a href="javascript:window.hacked=5">the link</a> [md](javascript:window.hacked=6)
"""
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {
        "title": TEXT,
        "version": TEXT,
        "description": TEXT,
        "contact": {"name": TEXT, "url": "javascript:window.hacked=7"},
    },
    "tags": [{"name": "t", "description": TEXT}],
    "paths": {
        "/a": {
            "get": {
                "operationId": "a",
                "tags": ["t"],
                "summary": TEXT,
                "description": TEXT,
                "parameters": [
                    {"name": "p", "in": "query", "description": TEXT, "schema": {"enum": [TEXT]}}
                ],
                "responses": {"200": {"description": TEXT}},
            }
        }
    },
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = Starlette(routes=documentation_routes(json.dumps(DOCUMENT).encode(), TEXT))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize(
    ("path", "shown"), [("/docs", ".opblock-summary-control"), ("/redoc", "[id='tag/t']")]
)
def test_nothing_of_it_is_run_loaded_or_sent(
    browser: Browser, url: str, path: str, shown: str
) -> None:
    page = browser.new_page()
    answered: list[str] = []
    page.on("response", lambda response: answered.append(response.url))
    page.goto(url + path)
    page.locator(shown).first.wait_for()
    if path == "/docs":
        page.locator(shown).first.click()
    page.evaluate(
        "document.querySelectorAll(`#bait, a[href^='javascript:']`).forEach(e => e.click())"
    )
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") is None
    assert page.url.startswith(url)
    assert [each for each in answered if not each.startswith((url, "data:", "blob:"))] == []
    page.close()
