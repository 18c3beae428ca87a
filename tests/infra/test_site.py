"""The site of the documentation: whole, without broken links, and from nowhere but itself."""

import functools
import re
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from scripts.docs import site

pytestmark = pytest.mark.infra
CHROMIUM = shutil.which("chromium")
DOCS = site.ROOT / "docs"
LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*?\bsrc=["']?([^"'\s>]+)|<link\b[^>]*?\bhref=["']?([^"'\s>]+)"""
)


@pytest.fixture(scope="module", autouse=True)
def tool() -> None:
    subprocess.run(["./scripts/setup", "docs"], cwd=site.ROOT, check=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert site.build(folder) == 0
    return folder / "html"


@pytest.fixture
def served(built: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=built)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def listed(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for value in entry.values():
            yield from listed(value)
    else:
        for value in entry:
            yield from listed(value)


def test_every_page_is_in_the_table_of_contents() -> None:
    configuration = tomllib.loads(site.CONFIGURATION.read_text(encoding="utf-8"))
    contents = set(listed(configuration["project"]["nav"]))
    there = {f"docs/{page.relative_to(DOCS)}" for page in DOCS.rglob("*.md")}
    decisions = {page for page in there if re.match(r"docs/decisions/\d{4}-", page)}
    assert there - decisions <= contents


def test_each_decision_has_a_number_of_its_own_by_which_the_list_is_sorted() -> None:
    pages = sorted(page.name for page in DOCS.glob("decisions/[0-9]*.md"))
    numbers = [name[:4] for name in pages]
    assert len(set(numbers)) == len(numbers)
    for name in pages:
        assert (DOCS / "decisions" / name).read_text(encoding="utf-8").startswith(f"# {name[:4]} ")
    rows = (DOCS / "decisions/README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[\d{4}\]\((.+?)\)", rows, re.MULTILINE) == pages


def test_no_page_loads_anything_from_elsewhere(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        loaded = [one or other for one, other in LOADED.findall(page.read_text(encoding="utf-8"))]
        assert loaded, page
        assert [each for each in loaded if re.match(r"([a-z]+:)?//", each)] == [], page


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not here: apt-get install chromium")
def test_a_browser_asks_nobody_else_for_anything(built: Path, served: str) -> None:
    asked: list[str] = []
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for name in ("index.html", "docs/guides/add-a-resource.html", "docs/bench.html"):
            page.goto(f"{served}/{name}", wait_until="networkidle")
            assert page.locator("h1").first.is_visible()
        browser.close()
    assert [each for each in asked if not each.startswith((served, "data:", "blob:"))] == []


def test_a_broken_link_fails_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Start\n\n[gone](docs/gone.md)\n")
    monkeypatch.setattr(site, "ROOT", tmp_path)
    assert site.build(tmp_path / "site") != 0
    assert "page does not exist" in "".join(capfd.readouterr())
