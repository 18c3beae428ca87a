"""The document's prose as Python docstrings; no text of the document can become code."""

import re
import textwrap

WIDTH = 100
_QUOTES = 6
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")
_LAID_OUT = re.compile(r"^(\s{4,}|\t|```|[-*+|>#]\s?|\d+[.)]\s)", re.MULTILINE)


def docstring(summary: str, text: str, *, indent: int) -> str:
    """Return a docstring in PEP 257 style; lines after the first are indented by `indent` spaces.

    Backslashes make it a raw string.
    """
    lines = [_sentence(" ".join(printable(summary).split()))]
    body = paragraphs(text, indent=indent)
    if body:
        lines += ["", *body]
    return _quoted([line.replace('"""', "'''") for line in lines], " " * indent)


def note(text: str, *, indent: int) -> str:
    """Return the docstring of an attribute: the text alone, with no summary line."""
    lines = paragraphs(text, indent=indent + _QUOTES)
    return _quoted([line.replace('"""', "'''") for line in lines], " " * indent) if lines else ""


def summarised(text: str, default: str, *, indent: int) -> tuple[str, str]:
    """Split off the first sentence; return `default` and all where it needs two lines."""
    blocks = re.split(r"\n\s*\n", printable(text).strip(), maxsplit=1)
    rest = blocks[1] if len(blocks) > 1 else ""
    if not blocks[0] or _LAID_OUT.search(blocks[0]):
        return default, text
    first, *others = _SENTENCE_END.split(" ".join(blocks[0].split()), maxsplit=1)
    if len(first) > WIDTH - indent - _QUOTES - 1:
        return default, text
    return first, "\n\n".join(filter(None, [*others, rest]))


def paragraphs(text: str, *, indent: int) -> list[str]:
    """Lines of prose; paragraphs are filled, lists and code keep their lines."""
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", printable(text).strip("\n ")):
        if lines:
            lines.append("")
        lines += _wrapped(block, WIDTH - indent)
    return lines


def printable(text: str) -> str:
    """Without control characters, line separators and lone surrogates."""
    text = text.expandtabs(4)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _wrapped(block: str, width: int) -> list[str]:
    if not _LAID_OUT.search(block):
        return _fill(" ".join(block.split()), width, "")
    lines: list[str] = []
    for line in block.splitlines():
        margin = line[: len(line) - len(line.lstrip())][: width // 2]
        lines += _fill(line.strip(), width, margin)
    return lines


def _fill(text: str, width: int, margin: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sentence(summary: str) -> str:
    return summary if summary[-1:] in (".", "?", "!") else f"{summary}."


def _quoted(lines: list[str], margin: str) -> str:
    prefix = "r" if any("\\" in line for line in lines) else ""
    if len(lines) == 1:
        guard = " " if lines[0][-1:] in ('"', "\\") else ""
        return f'{prefix}"""{lines[0]}{guard}"""'
    body = "\n".join(f"{margin}{line}" if line else "" for line in lines[1:])
    return f'{prefix}"""{lines[0]}\n{body}\n{margin}"""'
