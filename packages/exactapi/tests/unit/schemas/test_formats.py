"""Formats are asserted, and named in errors."""

from typing import Any

import pytest

from unit.schemas.subject import found, validator


@pytest.mark.parametrize(
    ("name", "valid", "invalid"),
    [
        ("date", "2026-11-22", "2026-02-30"),
        ("date-time", "2026-11-22T09:30:00Z", "2026-11-22 09:30"),
        ("time", "09:30:00Z", "25:00:00Z"),
        ("duration", "P1DT2H", "1 day"),
        ("email", "ada@example.com", "ada@"),
        ("idn-email", "adä@example.com", "@"),
        ("hostname", "example.com", "-a"),
        ("idn-hostname", "bücher.example", "〮a"),
        ("ipv4", "127.0.0.1", "127.0.0.256"),
        ("ipv6", "::1", "::g"),
        ("uri", "https://example.com/a?b", "/a"),
        ("uri-reference", "/a", "\\a"),
        ("iri", "https://bücher.example/", "/a"),
        ("iri-reference", "/bücher", "\\a"),
        ("uri-template", "/users/{id}", "/users/{id"),
        ("uuid", "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a", "01931b6e7a307c64b3bc5d5f6f2f9d0a"),
        ("json-pointer", "/a~1b", "a"),
        ("relative-json-pointer", "1/a", "/a"),
        ("regex", "^a+$", "("),
    ],
)
def test_every_standard_format_is_asserted(name: str, valid: str, invalid: str) -> None:
    subject = validator({"type": "string", "format": name})
    assert subject.is_valid(valid)
    assert [error.code for error in subject.errors(invalid)] == ["format"]


@pytest.mark.parametrize("name", ["password", "binary", "our-own"])
def test_formats_that_say_nothing_of_a_text_assert_nothing(name: str) -> None:
    assert validator({"type": "string", "format": name}).is_valid("anything")


@pytest.mark.parametrize("others", [{}, {"allOf": [{"minLength": 1}]}, {"allOf": []}])
def test_a_format_beside_a_pattern_is_explained_as_the_format(others: dict[str, Any]) -> None:
    """The rule that spells the format out is nowhere in the document."""
    schema = {"format": "byte", "pattern": "^.", **others}
    assert found(schema, "*") == [("#", "format")]
    assert found({"patternProperties": {"^a": schema, "^[a]": True}}, {"a": "*"}) == [
        ("#/a", "format")
    ]


@pytest.mark.parametrize("name", ["byte", "base64url", "decimal"])
def test_a_format_of_openapi_is_named_in_errors_and_counts_beside_a_pattern(name: str) -> None:
    assert found({"format": name}, "!") == [("#", "format")]
    beside = validator({"format": name, "pattern": "^1"})
    assert [beside.is_valid(text) for text in ("1234", "1!!!", "2234")] == [True, False, False]
