"""Writing values in the style `simple`, the only one of headers."""

from decimal import Decimal
from typing import Any

from pydantic_core import to_jsonable_python

from exactapi.text.decimals import decimal_text


def simple(value: Any, *, explode: bool = False) -> str:
    """Return the text of a value (OpenAPI 3.1, "Style Values"; RFC 6570, section 3.2.2).

    Members and items that are None are undefined, so they are left out (RFC 6570, 2.3).
    """
    if type(value) is str:  # the usual header, short
        return value
    exact = decimal_text(value) if isinstance(value, Decimal) else value
    match to_jsonable_python(exact, by_alias=True):
        case None:
            return "null"
        case bool(truth):
            return "true" if truth else "false"
        case dict(members):
            joint = "=" if explode else ","
            return ",".join(
                f"{name}{joint}{simple(item)}" for name, item in members.items() if item is not None
            )
        case list(items):
            return ",".join(simple(item) for item in items if item is not None)
        case scalar:
            return str(scalar)
