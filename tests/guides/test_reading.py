"""What a reader makes of the blocks of a guide."""

from pathlib import Path

import pytest

from tests.guides.guide import blocks, matches
from tests.guides.test_guides import GUIDES

GUIDE = """
Some text.

```sh
echo 1
```

```python title="a.py"
a = 1
```

```python title="c.py" written
c = 1
```

```yaml title="b.yaml" below="  c:"
    d: 1
```

```sh server
serve
```

```sh server="localhost:8001"
play --port 8001
```

```text output
1
```

```diff
+1
```
"""


def test_each_block_has_a_role_by_the_words_behind_its_fence(tmp_path: Path) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text(GUIDE)
    read = list(blocks(guide))
    assert [each.role for each in read] == [
        "run",
        "write",
        "find",
        "add",
        "serve",
        "serve",
        "compare",
        "patch",
    ]
    assert [each.line for each in read] == [4, 8, 12, 16, 20, 24, 28, 32]
    assert read[3].attributes == {"title": "b.yaml", "below": "  c:"}
    assert read[3].text == "    d: 1\n"


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda path: path.stem)
def test_every_block_of_a_guide_is_one_to_carry_out(guide: Path) -> None:
    roles = [each.role for each in blocks(guide)]
    assert "run" in roles


def test_three_dots_stand_for_any_text() -> None:
    assert matches("a ... d\n...\nf", "a b c d\ne\nf\n")
    assert not matches("a ... d", "a b c")
    assert not matches("b\na", "a\nb")
