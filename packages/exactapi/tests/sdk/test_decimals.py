"""The Python SDK writes decimals as the service does: its runtime is a copy without the library."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from exactapi.sdk.python.runtime import decimals as of_the_sdk
from exactapi.text import decimals as of_the_library


def written(kind: Any, value: Decimal) -> bytes | None:
    try:
        return TypeAdapter(kind).dump_json(value)
    except PydanticSerializationError:
        return None


@pytest.mark.parametrize("name", ["DecimalString", "DecimalNumber"])
@given(value=st.decimals(allow_nan=False, allow_infinity=False))
def test_both_write_the_same_json_or_refuse(name: str, value: Decimal) -> None:
    own, other = getattr(of_the_sdk, name), getattr(of_the_library, name)
    text = written(own, value)
    assert text == written(other, value)
    assert text is None or Decimal(text.decode().strip('"')) == value


@pytest.mark.parametrize("name", ["DecimalString", "DecimalNumber"])
@pytest.mark.parametrize("text", ['"1.50"', "1.5", '"1E-7"', '"x"', "null", "12345678901234567890"])
def test_both_read_the_same_values(name: str, text: str) -> None:
    def read(kind: Any) -> Any:
        try:
            return TypeAdapter(kind).validate_json(text).as_tuple()
        except ValidationError:
            return None

    assert read(getattr(of_the_sdk, name)) == read(getattr(of_the_library, name))
