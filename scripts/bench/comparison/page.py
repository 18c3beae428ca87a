"""docs/bench.md: each task writes the part that it has measured; what people wrote stays."""

from pathlib import Path
from typing import Final

from scripts.bench.comparison.run import say
from scripts.bench.comparison.servers import ROOT

DOCUMENT: Final = ROOT / "docs" / "bench.md"


def write_part(name: str, task: str, text: str, file: Path = DOCUMENT) -> None:
    """Put the text between the marks of the part that has this name; `task` is what writes it.

    Raises:
        SystemExit: the page has no such marks.
    """
    begin, end = f"<!-- {name}: written by `{task}` -->", f"<!-- end of what `{task}` writes -->"
    before, begun, rest = file.read_text().partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        missing = end if begun else begin
        raise SystemExit(f"{file.name} has no line {missing}: write it where the part belongs")
    file.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
    say(f"written: {file.name}")
