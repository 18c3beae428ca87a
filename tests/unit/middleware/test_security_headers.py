import pytest

from impl.middleware.exchange import Exchange


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ],
)
async def test_every_answer_has_it(behind, name: str, value: str) -> None:
    response = await behind(Exchange).get("/")
    assert response.headers.get_list(name) == [value]


async def test_what_the_answer_sets_itself_wins(behind, application) -> None:
    application.headers = [(b"Cache-Control", b"max-age=60")]
    response = await behind(Exchange).get("/")
    assert response.headers.get_list("cache-control") == ["max-age=60"]
