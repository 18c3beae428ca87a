"""Text of the document that fastapi-code-generator would take for words to itself.

It refuses a module in which `isort: skip_file` stands, even in a docstring, and renames an
argument wherever it sees it. A private-use character keeps such words apart; it stands nowhere
else, since docstrings leave it out and literals escape it.
"""

_WORDS = ("isort:", "constr(")
_APART = "\ue000"


def hidden(text: str) -> str:
    for word in _WORDS:
        text = text.replace(word, f"{word[0]}{_APART}{word[1:]}")
    return text


def revealed(text: str) -> str:
    return text.replace(_APART, "")
