"""`Prefer` is read as RFC 7240, section 2, writes it."""

import pytest

from exactapi.mock.prefer import preferences


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["code=404"], {"code": "404"}),
        (["code=404, example=empty"], {"code": "404", "example": "empty"}),
        (["code=404", "example=empty"], {"code": "404", "example": "empty"}),
        (["code=404; example=empty"], {"code": "404", "example": "empty"}),
        (['Example="one, \\"two\\""'], {"example": 'one, "two"'}),
        (["code = 404"], {"code": "404"}),
        (["code=404, code=500"], {"code": "404"}),
        (["respond-async, wait=100"], {"respond-async": "", "wait": "100"}),
        (["", "=", ",,;"], {}),
    ],
)
def test_preferences_are_read(fields: list[str], expected: dict[str, str]) -> None:
    assert preferences(fields) == expected
