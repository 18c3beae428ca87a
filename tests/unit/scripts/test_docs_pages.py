"""The pages of docs/ that are written from lists of the library say what those say."""

import pytest
from exactapi.error_codes import ERROR_CODES
from exactapi.generate.document.rules.extensions.vocabulary import Vocabulary
from exactapi.generate.refusals.codes import CODES
from exactapi.rejections import REJECTIONS

from scripts.docs.__main__ import FOLDER, main, pages


@pytest.mark.parametrize("name", pages())
def test_a_page_is_what_the_task_would_write(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], "run: task docs:pages"


def test_a_stale_page_is_named(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr("scripts.docs.__main__.FOLDER", tmp_path)
    assert main(["--check"]) == 1
    assert "docs/errors.md is not what the library says" in capsys.readouterr().out
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_the_page_of_extensions_explains_every_key_and_member() -> None:
    vocabulary, text = Vocabulary(), pages()["extensions.md"]
    for key in vocabulary.keys:
        assert f"`{key}`" in text
    for definition in vocabulary.schema["$defs"].values():
        for name in definition.get("properties", {}):
            assert f"`{name}`" in text


def test_the_page_of_errors_explains_every_code_and_status() -> None:
    text = pages()["errors.md"]
    assert all(f"| `{code}` | {meaning} |" in text for code, meaning in ERROR_CODES.items())
    assert all(f"| {rejection.status} " in text for rejection in REJECTIONS)


def test_the_page_of_refusals_explains_every_code() -> None:
    assert all(f"| `{code}` | " in pages()["refusals.md"] for code in CODES)
