"""The pages in a real browser, against a real server: `task test:browser`."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from scripts.fuzz.service import RunningService, running_service

CHROMIUM = shutil.which("chromium")
EMAIL, PASSWORD = "ada@example.com", "engines are poetical"
SCREENSHOTS = os.environ.get("SCREENSHOTS")
"""A folder to keep pictures of the pages in: docs/ has some."""

pytestmark = [
    pytest.mark.infra,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running_service() as service:
        body = {"email": EMAIL, "full_name": "Ada Lovelace", "password": PASSWORD}
        registered = httpx.post(f"{service.url}/api/v1/auth/register", json=body)
        assert registered.status_code == 201
        yield service


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


class Watched:
    """A page, with the requests that leave this machine and the complaints of the browser."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.base = base
        page.on("request", self._note_request)
        page.on("console", self._note_message)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def keep(self, name: str) -> None:
        if SCREENSHOTS:
            self.page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")


@pytest.fixture
def watched(browser: Browser, service: RunningService) -> Iterator[Watched]:
    page = browser.new_page(base_url=service.url, viewport={"width": 1200, "height": 900})
    yield Watched(page, service.url)
    page.close()


def test_whoever_authorises_in_the_page_can_call_an_operation(watched: Watched) -> None:
    page = watched.page
    page.goto("/docs")
    page.get_by_role("button", name="Authorize").click()
    form = page.locator(".auth-container", has=page.locator("#oauth_username"))
    form.locator("#oauth_username").fill(EMAIL)
    form.locator("#oauth_password").fill(PASSWORD)
    for scope in form.locator(".scopes label").all():
        scope.click()
    form.get_by_role("button", name="Apply given OAuth2 credentials").click()
    dialog = page.locator(".modal-ux")
    dialog.get_by_text("Authorized", exact=True).wait_for()
    watched.keep("authorised")
    dialog.get_by_role("button", name="Close").first.click()

    operation = page.locator("#operations-users-getMe")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    status = operation.locator(".live-responses-table .response-col_status").last
    status.wait_for()
    assert status.inner_text().startswith("200")
    assert EMAIL in operation.locator(".live-responses-table").inner_text()
    watched.keep("called")
    assert watched.foreign == []
    assert watched.complaints == []


def test_redoc_shows_the_document_and_asks_no_other_host(watched: Watched) -> None:
    answered: list[str] = []
    watched.page.on("response", lambda response: answered.append(response.url))
    watched.page.goto("/redoc")
    watched.page.get_by_role("heading", name="Read your own account").first.wait_for()
    watched.keep("redoc")
    assert all(
        url.startswith((watched.page.url.rsplit("/", 1)[0], "blob:", "data:")) for url in answered
    )
