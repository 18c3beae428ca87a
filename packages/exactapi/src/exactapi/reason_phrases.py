"""The phrases of status codes, as IANA's registry has them (RFC 9110, section 15).

Those of `http.HTTPStatus` depend on the version of Python.
"""

from http import HTTPStatus
from typing import Final

_RENAMED: Final = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
"""Phrases that Python before 3.13 knows by older names."""


def reason_phrase(status: int) -> str:
    """Return the phrase of a status code; `Status 299` for one that is not registered."""
    if status in _RENAMED:
        return _RENAMED[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
