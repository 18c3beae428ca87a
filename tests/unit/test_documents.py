"""The documents for people name files and links that are there."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "packages" / "exactapi" / "src" / "exactapi"
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "packages" / "exactapi").glob("*.md")),
]
_FOLDERS = {path.name for base in (ROOT, LIBRARY) for path in base.iterdir() if path.is_dir()}
# Media types begin with the name of a folder, too.
_MEDIA_TYPE = re.compile(r"(application|text)/[a-z0-9*+-]+")
_SPAN = re.compile(r"`([^`\s]+)`")
_WRITTEN = re.compile(r'^```.* title="([^"]+)"', re.MULTILINE)  # by who follows a guide
_LINK = re.compile(r"\]\(([^)#\s]+)")


def paths(text: str) -> Iterator[str]:
    """The code spans that begin with a folder of the repository or of the library."""
    for span in _SPAN.findall(text):
        first, slash, _ = span.removeprefix("./").partition("/")
        if slash and first in _FOLDERS and not _MEDIA_TYPE.fullmatch(span):
            yield from _expanded(span)


def _expanded(span: str) -> Iterator[str]:
    match = re.fullmatch(r"([^{]*)\{([^}]*)\}(.*)", span)
    if match is None:
        yield re.sub(r"<\w+>", "*", span)
        return
    before, choices, after = match.groups()
    for choice in choices.split(","):
        yield f"{before}{choice}{after}"


def exists(path: str) -> bool:
    """Return whether the path is there, or git ignores it: a task writes it.

    Without a repository nobody knows what is written by tasks, and nothing is said of it.
    """
    if any(any(base.glob(path)) for base in (ROOT, LIBRARY)):
        return True
    ignored = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False)
    return ignored.returncode == 0 or not (ROOT / ".git").exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    written = _WRITTEN.findall(text)
    links = [link for link in _LINK.findall(text) if "://" not in link]
    assert [path for path in paths(text) if not exists(path) and path not in written] == []
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_architecture_fits_on_two_screens() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) <= 80


def test_the_architecture_lists_the_rooms_that_lint_checks() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listed = re.search(r"^    (cli (?:.|\n    )+)", text, re.MULTILINE)
    assert listed is not None
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    rooms = next(
        contract["layers"]
        for contract in contracts["importlinter"]["contracts"]
        if contract.get("containers") == ["exactapi"]
    )
    assert " ".join(listed[1].split()).split(" > ") == [room.replace(" | ", ", ") for room in rooms]


def test_poetry_installs_the_same_extras_as_the_development_group() -> None:
    """Poetry does not read the table of uv's sources, so it is told of the library again."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [each for each in project["dependency-groups"]["dev"] if each.startswith("exactapi[")]
    extras = project["tool"]["poetry"]["group"]["dev"]["dependencies"]["exactapi"]["extras"]
    assert named == [f"exactapi[{','.join(sorted(extras))}]"]
