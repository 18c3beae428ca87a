"""The keys of `x-` that the library knows, and what is taken for one of them."""

import jsonschema_rs
import pytest

from exactapi.generate.document.rules.extensions.vocabulary import SCHEMA, Vocabulary


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        *(("x-etga", "x-etag"), ("x-atag", "x-etag"), ("X-Etag-", "x-etag")),
        *(("x-cahce", "x-cache"), ("x-onwer", "x-owner"), ("x-owned", "x-owner")),
        *(("x-rate-limt", "x-rate-limit"), ("x-ratelimit", "x-rate-limit")),
        *(("x-gate", None), ("x-rate", None), ("x-ms", None), ("x-internal", None)),
    ],
)
def test_a_slip_is_told_from_the_key_of_somebody_else(given: str, meant: str | None) -> None:
    assert Vocabulary().misspelt(given) == meant


def test_the_vocabulary_is_valid_and_its_examples_match_it() -> None:
    vocabulary = Vocabulary()
    assert jsonschema_rs.meta.is_valid(vocabulary.schema), SCHEMA
    for key in vocabulary.keys:
        if vocabulary.places(key):
            examples = vocabulary.schema["$defs"][key]["examples"]
            assert examples
            assert [vocabulary.errors(key, example) for example in examples] == [[]] * len(examples)
