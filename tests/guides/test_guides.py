"""Each guide of docs/guides leads where it says, in a service made by `exactapi new`."""

from pathlib import Path

import pytest

from tests.guides.conftest import git
from tests.guides.reader import Reader

pytestmark = [pytest.mark.infra, pytest.mark.timeout(1800)]
GUIDES = Path(__file__).parents[2] / "docs" / "guides"
NOT_COUNTED = (":!openapi", ":!generated", ":!migrations", ":!tests", ":!*/tables.py")
MOST_LINES = 60
FOLLOWED = (
    "call-another-service",
    "consume-the-sdk",
    "start-from-your-own-document",
    "upload-export-stream",
)


def test_a_resource_is_added_with_few_lines(reader: Reader, service: Path) -> None:
    guide = GUIDES / "add-a-resource.md"
    reader.follow(guide, until="./scripts/task status")
    git(service, "add", "--all")
    git(service, "commit", "--quiet", "--message", "generated")
    reader.follow(guide)
    git(service, "add", "--all")
    changed = git(service, "diff", "--cached", "--unified=0", "--", ".", *NOT_COUNTED)
    written = [each for each in changed.splitlines() if each.startswith("+") and each[1:].strip()]
    lines = [each for each in written if not each.startswith("+++")]
    assert len(lines) <= MOST_LINES, "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLLOWED)
def test_a_guide_leads_where_it_says(reader: Reader, name: str) -> None:
    reader.follow(GUIDES / f"{name}.md")


def test_every_guide_is_tested() -> None:
    tested = {*FOLLOWED, "add-a-resource"}
    assert {path.stem for path in GUIDES.glob("*.md")} == tested
