"""`task docs:pages`: write the pages of docs/ that say what the library's own lists say."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from scripts.docs import changes, errors, extensions, lint, refusals

FOLDER: Final = Path(__file__).parents[2] / "docs"


def pages() -> Mapping[str, str]:
    """Return the text of each page by its name."""
    return {
        "changes.md": changes.page(),
        "errors.md": errors.page(),
        "extensions.md": extensions.page(),
        "lint.md": lint.page(),
        "refusals.md": refusals.page(),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./scripts/task docs:pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether they are current")
    if not parser.parse_args(argv).check:
        for name, text in pages().items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        return 0
    stale = [name for name, text in pages().items() if _written(FOLDER / name) != text]
    for name in stale:
        print(f"docs/{name} is not what the library says; run `task docs:pages`.")
    return 1 if stale else 0


def _written(page: Path) -> str | None:
    return page.read_text(encoding="utf-8") if page.is_file() else None


if __name__ == "__main__":
    raise SystemExit(main())
