"""`x-sunset`: every response of the operation tells, and those of no other."""

from typing import Any

import pytest

from exactapi.operations.policies import Cache, Sunset
from exactapi.response.notices import notices


@pytest.mark.parametrize(
    ("sunset", "fields"),
    [
        (None, []),
        (Sunset(since="2026-12-01"), [(b"deprecation", b"@1796083200")]),
        (
            Sunset(since="2026-12-01", at="2027-06-01", link="https://example.com/a"),
            [
                (b"deprecation", b"@1796083200"),
                (b"sunset", b"Tue, 01 Jun 2027 00:00:00 GMT"),
                (b"link", b'<https://example.com/a>; rel="deprecation"'),
            ],
        ),
    ],
)
def test_the_fields(sunset: Sunset | None, fields: list[tuple[bytes, bytes]]) -> None:
    assert notices(sunset) == fields


async def test_successes_and_refusals_tell_it_once(service: Any) -> None:
    sunset = Sunset(since="2026-12-01", at="2027-06-01")
    service.add("GET", "/old", sunset=sunset)
    service.add("GET", "/kept", sunset=sunset, cache=Cache(ttl=30))
    service.add("GET", "/new")
    for url in ("/old", "/old?unknown=1", "/kept", "/kept"):
        answer = await service.request("GET", url)
        assert answer.headers.get_list("deprecation") == ["@1796083200"]
        assert answer.headers.get_list("sunset") == ["Tue, 01 Jun 2027 00:00:00 GMT"]
    assert "deprecation" not in (await service.request("GET", "/new")).headers
