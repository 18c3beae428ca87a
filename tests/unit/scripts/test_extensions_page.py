"""docs/extensions.md says what the vocabulary says."""

from exactapi.generate.document.rules.vocabulary import Vocabulary

from scripts.docs.extensions import PAGE, page


def test_the_page_is_what_the_task_would_write() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(Vocabulary()), "run: task extensions"


def test_the_page_explains_every_key_and_member() -> None:
    vocabulary, text = Vocabulary(), PAGE.read_text(encoding="utf-8")
    for key in vocabulary.keys:
        assert f"`{key}`" in text
    for definition in vocabulary.schema["$defs"].values():
        for name in definition.get("properties", {}):
            assert f"`{name}`" in text
