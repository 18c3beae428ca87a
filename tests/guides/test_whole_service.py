"""With a resource more, or another document, a new service is as green as it was."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.guides.conftest import git
from tests.guides.reader import Reader
from tests.guides.test_guides import GUIDES

pytestmark = [pytest.mark.infra, pytest.mark.slow, pytest.mark.timeout(3600)]
DOCUMENTS = Path(__file__).with_name("documents")
SPECS = Path(os.environ.get("SPEC_CORPUS", Path(__file__).parents[3] / "shared" / "specs"))
WRITTEN = {
    "listBooks": 'return [models.Book(isbn="9780141439846", title=shelf or "Emma")][:limit]',
    "getForecast": "return models.Forecast(high=None, low=days + len(city) + len(units or ()))",
}
"""The bodies of handlers, by their stubs; the others stay stubs."""
WAIVER = '\n[[tool.exactapi.lint-waivers]]\ncode = "{code}"\nat = "*"\nreason = "Not ours."\n'


def run(service: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=service, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    return done.stdout


def commit(service: Path) -> None:
    git(service, "add", "--all")
    git(service, "commit", "--quiet", "--message", "changed")


def test_a_resource_breaks_none_of_the_tests_that_were_there(reader: Reader, service: Path) -> None:
    """Also where its document is plain: without examples, and with a schema that has no name."""
    reader.follow(GUIDES / "add-a-resource.md", until="./scripts/task dev")
    document = service / "openapi" / "openapi.yaml"
    before, products, after = document.read_text().partition("    ProductId:\n")
    assert products
    after = re.sub(r"^      examples: .*\n", "", after, count=3, flags=re.MULTILINE)
    reference = 'schema: { $ref: "#/components/schemas/ProductId" }\n    get:'
    assert reference in before
    before = before.replace(reference, "schema: { type: string, format: uuid }\n    get:")
    document.write_text(before + products + after)
    run(service, "./scripts/task", "generate")
    commit(service)
    run(service, "./scripts/task", "check")
    said = run(service, "./scripts/task", "test:fuzz", "--max-examples", "10")
    assert "fuzz: 0 findings" in said


@pytest.mark.parametrize(
    ("document", "stubs"),
    [
        (DOCUMENTS / "library.yaml", 4),
        (DOCUMENTS / "weather.json", 1),
        (SPECS / "oai-petstore-expanded.yaml", 4),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_a_document_of_ones_own_is_green(service: Path, document: Path, stubs: int) -> None:
    """Base paths, other formats of errors, no examples, no probes, no accounts; stubs are told."""
    if not document.is_file():
        pytest.skip(f"{document} is absent; name a folder of public documents by SPEC_CORPUS")
    (service / "openapi" / "openapi.yaml").unlink()
    shutil.copy(document, service / "openapi" / f"openapi{document.suffix}")
    run(service, "./scripts/task", "generate")
    commit(service)
    run(service, ".venv/bin/exactapi", "prune", "--yes")
    waive_house_rules(service)
    write_handlers(service)
    commit(service)
    run(service, "./scripts/task", "check")
    said = run(service, "./scripts/task", "test:fuzz", "--max-examples", "30")
    assert f"{stubs} operations are stubs" in said
    assert "fuzz: 0 findings" in said or "nothing to fuzz yet" in said


def waive_house_rules(service: Path) -> None:
    """The rules of style and the words are ours; somebody else's document has its own."""
    lint = [".venv/bin/exactapi", "lint"]
    done = subprocess.run(lint, cwd=service, capture_output=True, text=True, check=False)
    codes = set(re.findall(r"^\d+ x ([a-z-]+):", done.stdout + done.stderr, re.MULTILINE))
    spelling = [".venv/bin/codespell"]
    done = subprocess.run(spelling, cwd=service, capture_output=True, text=True, check=False)
    words = {word.lower() for word in re.findall(r": (\w+) ==>", done.stdout)}
    settings = service / "pyproject.toml"
    known = 'ignore-words-list = "'
    text = settings.read_text().replace(known, "".join([known, *(f"{each}," for each in words)]))
    waivers = "".join(WAIVER.format(code=code) for code in sorted(codes))
    settings.write_text(text + waivers)


def write_handlers(service: Path) -> None:
    for handlers in (service / "impl" / "features").glob("*/handlers.py"):
        text = handlers.read_text()
        for stub, body in WRITTEN.items():
            text = text.replace(f'raise NotImplementedError("{stub}")', body)
        handlers.write_text(text)
