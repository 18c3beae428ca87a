"""Requests that checks send themselves, to see what an answer is worth."""

import os
from collections import Counter
from typing import Any
from urllib.parse import urljoin

import requests
from schemathesis.generation import GenerationMode

URL = os.environ.get("FUZZ_URL", "")
"""Where the service is; a test of some of the checks has none."""
TIMEOUT = 60
AT_MOST = 8
"""How often a check probes an operation: each probe is a request or two."""

_probed: Counter[tuple[str, str]] = Counter()
_asked: Counter[str] = Counter()


def is_valid(case) -> bool:
    """Return whether the request was made to be valid; one of the hooks' own has no meta."""
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE


def is_accepted(case, response) -> bool:
    """Return whether a request that was made to be valid has succeeded."""
    return is_valid(case) and 200 <= response.status_code < 300


def place_of_the_fault(case) -> str | None:
    """Return where the one fault of the request is; None if there is none, or there are several."""
    place = getattr(case.meta.phase.data, "parameter_location", None)
    return None if place is None or is_valid(case) else str(place.value)


def is_due(check: str, case) -> bool:
    """Return whether the check is still to probe this operation, and count it."""
    _probed[check, case.operation.label] += 1
    return _probed[check, case.operation.label] <= AT_MOST


def is_about_what_exists(case) -> bool:
    """Return whether this request is to be about something that exists: three of four are.

    By their number, not by what was drawn: an operation may get one identifier again and again.
    """
    _asked[case.operation.label] += 1
    return _asked[case.operation.label] % 4 != 0


def json_of(response) -> Any:
    """Return the value of the body; None if it is none, which other checks find."""
    try:
        return response.json()
    except ValueError:
        return None


def field(response, name: str) -> str:
    """Return the value of a header field of schemathesis' response; "" if there is none."""
    return next(iter(response.headers.get(name.lower(), ())), "")


def again(case, *, headers=None, **changes) -> Any:
    """Send the request again, with changes; `headers` are set beside its own, None removes one."""
    sent = dict(case.headers or {})
    for name, value in (headers or {}).items():
        sent = {each: text for each, text in sent.items() if each.lower() != name.lower()}
        if value is not None:
            sent[name] = value
    copy = {
        "path_parameters": case.path_parameters,
        "query": case.query,
        "body": case.body,
        "media_type": case.media_type,
        **changes,
    }
    return case.operation.Case(headers=sent, **copy).call(timeout=TIMEOUT)


def get(url: str, case, **headers: str) -> requests.Response:
    """Read another URL, or path of the service, with the credentials of the request."""
    own = {"Authorization": value} if (value := authorization(case)) else {}
    return requests.get(urljoin(URL, url), headers=own | headers, timeout=TIMEOUT)


def authorization(case) -> str | None:
    value = (case.headers or {}).get("Authorization")
    return value if isinstance(value, str) else None


def declared_security(operation) -> list:
    """Return the alternatives; one that needs nothing where the operation is public."""
    declared = operation.definition.raw.get("security")
    return (operation.schema.raw_schema.get("security") if declared is None else declared) or [{}]


def has_parameter(case, name: str) -> bool:
    """Return whether the operation has a header parameter of this name."""
    return any(each.name.lower() == name.lower() for each in case.operation.headers)
