"""Marked lines go, with all that belongs to them and nothing else."""

import pytest

from exactapi.features.marks import without

CASES = {
    "a line": ("a = 1\nb = 2  # feature: shop\nc = 3\n", "a = 1\nc = 3\n"),
    "one of two features": ("a = 1  # feature: cart, shop\nb = 2  # feature: shop, cart\n", "\n"),
    "two other features": ("a = 1  # feature: cart, shops\n", "a = 1  # feature: cart, shops\n"),
    "another feature": ("a = 1  # feature: shops\n", "a = 1  # feature: shops\n"),
    "brackets": (
        "f(\n    a=g(  # feature: shop\n        '(',\n        1,\n    ),\n    b=2,\n)\n",
        "f(\n    b=2,\n)\n",
    ),
    "a block": (
        "if a:  # feature: shop\n    b\n\n    c\nd\n",
        "d\n",
    ),
    "a block whose head takes lines": (
        "def f(  # feature: shop\n    a: int,\n) -> None:\n    b\nd\n",
        "d\n",
    ),
    "decorators": (
        "@a  # feature: shop\n@b(\n    1,\n)\ndef f() -> None:\n    b\n\n\nd\n",
        "d\n",
    ),
    "a task": ("tasks:\n  one:  # feature: shop\n    cmds: [a]\n\n  two:\n", "tasks:\n  two:\n"),
    "a paragraph": ("a\n\n# feature: shop\nb\nc\n\nd\n", "a\n\nd\n"),
    "a paragraph of Markdown": ("a\n\n<!-- feature: shop -->\n## b\nc\n\nd\n", "a\n\nd\n"),
    "the last paragraph": ("a\n\n# feature: shop\nb\n", "a\n"),
    "no mark": ("a\n\n\n", "a\n\n\n"),
}


@pytest.mark.parametrize(("text", "rest"), CASES.values(), ids=CASES.keys())
def test_what_is_marked_goes(text: str, rest: str) -> None:
    assert without(text, "shop") == rest
