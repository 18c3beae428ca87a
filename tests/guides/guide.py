"""Reads a guide as what a reader does: files to write, lines to add, commands to run.

The words behind a fence say what its block is for:

    python title="PATH"                the whole file
    python title="PATH" written        the whole file, as a command before it has written it
    yaml title="PATH" below="LINE"     lines to add below the first line that is this one
    diff                               a patch
    sh                                 commands, run from the folder of the service
    sh server                          `task dev`: it keeps running until the guide ends
    sh server="localhost:PORT"         another server, with its address
    text output                        what the commands before it print; ... stands for any text
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_FENCE: Final = re.compile(r"^(```+)(\S+)([^\n]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block; `words` and `attributes` are what stands behind its language."""

    line: int
    language: str
    words: tuple[str, ...]
    attributes: dict[str, str] = field(hash=False)
    text: str

    @property
    def role(self) -> str:
        """What the reader does with it: write, add, find, patch, run, serve or compare."""
        if "title" in self.attributes:
            done = "find" if self.words == ("written",) else "write"
            return "add" if "below" in self.attributes else done
        if "server" in self.attributes:
            return "serve"
        roles = {("diff", ()): "patch", ("sh", ()): "run", ("sh", ("server",)): "serve"}
        if self.words == ("output",):
            return "compare"
        return roles[self.language, self.words]


def blocks(guide: Path) -> Iterator[Block]:
    """Yield the blocks in their order."""
    text = guide.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        words, attributes = [], {}
        for word in shlex.split(match[3]):
            name, is_attribute, value = word.partition("=")
            if is_attribute:
                attributes[name] = value
            else:
                words.append(word)
        line = text.count("\n", 0, match.start()) + 1
        yield Block(line, match[2], tuple(words), attributes, match[4])


def add(block: Block, service: Path) -> None:
    """Add the lines of a block where it says."""
    path, below = service / block.attributes["title"], block.attributes["below"]
    before, found, after = path.read_text(encoding="utf-8").partition(f"\n{below}\n")
    assert found, f"line {block.line} of the guide: {path} has no line {below!r}"
    path.write_text(before + found + block.text + after, encoding="utf-8")


def matches(expected: str, printed: str) -> bool:
    """Tell whether the lines of `expected` are printed in their order; `...` is any text."""
    parts = [each.strip() for each in expected.split("...")]
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in parts)
    return re.search(pattern, " ".join(printed.split()), re.DOTALL) is not None
